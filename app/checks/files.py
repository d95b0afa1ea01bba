"""The room that files of incidents take, against what all together may take."""

from __future__ import annotations

from collections.abc import Iterable

from app.checks.line import Line, Patient
from incident.materials.stock import last_swept, stock
from runtime.language import N_, joined, phrase

NEARLY = 0.8
"""From this part of the whole on it is said while there is still time."""

REMEDY = N_(
    "If the disk has room, set a higher TAILINGS_FILES_MIB and start the program anew. Old files "
    "that nothing names go by themselves; `tailings files sweep --dry-run` lists them."
)


def check_files(patient: Patient) -> Iterable[Line]:
    """How full, and what the newest sweep removed."""
    if patient.database is None:
        return
    with patient.database.read() as connection:
        lies, swept = stock(connection), last_swept(connection)
    most = patient.settings.files_mib << 20
    held = {"files": lies.files, "mib": -(-lies.size >> 20), "most": patient.settings.files_mib}
    said = [phrase(N_("{files} files, {mib} MiB of the {most} MiB that all may take."), **held)]
    if swept is not None:
        newest = N_("The newest sweep, {time}: {files} files removed, {kb} kB.")
        at = swept.at.isoformat(timespec="minutes")
        said.append(phrase(newest, time=at, files=swept.files, kb=-(-swept.size // 1024)))
    if lies.size >= most:
        full = phrase(N_("Full: no file is taken any more; entries are."))
        yield Line("files", "fault", joined([full, *said]), phrase(REMEDY))
    elif lies.size >= NEARLY * most:
        yield Line("files", "warning", joined(said), phrase(REMEDY))
    else:
        yield Line("files", "ok", joined(said))

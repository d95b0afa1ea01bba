"""Check of what providers tell us: whether requests of theirs were turned away lately."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from app.checks.line import Line, Patient
from runtime.answering import runs
from runtime.language import N_, Phrase, listed, phrase
from runtime.turned_away import FILE, KINDS, Counted, Kind, told

COUNT = "{kind}: {count}"


def counted(
    patient: Patient, file: str, kinds: Mapping[Kind, str]
) -> tuple[Counted, dict[str, Any]] | None:
    """What the running program has counted in a file since its start, and the same for a sentence
    with ``since`` and ``counts``; None where none runs, and where nothing was counted."""
    folder = patient.settings.data.expanduser().absolute()
    found = told(folder, file, kinds) if runs(folder) else None
    if found is None or not found.counts:
        return None
    counts: list[Phrase] = [
        phrase(COUNT, kind=phrase(words), count=found.counts[kind])
        for kind, words in kinds.items()
        if kind in found.counts
    ]
    since = found.since.isoformat(timespec="seconds")
    return found, {"since": since, "counts": listed(counts)}


def check_callbacks(patient: Patient) -> Iterable[Line]:
    """What the running program has counted since its start; nothing where none runs, and where
    nothing came that it did not take."""
    away = counted(patient, FILE, KINDS)
    if away is None:
        return
    found, said = away
    what = phrase(
        N_("requests of providers that were not taken since the program was started, {since}: "
           "{counts}"), **said
    )  # fmt: skip
    if set(found.counts) == {"repeated"}:
        yield Line("callbacks", "ok", what)
        return
    remedy = phrase(
        N_("Compare TAILINGS_BASE_URL and the token with what is entered at the provider; see the "
           "table of docs/howto/twilio.md.")
    )  # fmt: skip
    yield Line("callbacks", "warning", what, remedy)

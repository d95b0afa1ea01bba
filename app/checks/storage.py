"""Checks of what is kept: the database, the log in it, its times, and room for more."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta

from sqlalchemy import text

from app.checks.line import Line, Patient
from app.show_log import damaged_lines, verdict_lines
from app.verdicts import every_incident, verdicts
from incident.log import newest_at
from runtime.language import N_, joined, phrase
from runtime.migrate import standing

LEAST_FREE_BYTES = 1 << 30
"""Below this a long night of photos could fill the disk."""
CLOCK_SLACK = timedelta(minutes=2)

RESTORE = N_("Stop the program and restore the newest backup.")


def check_database(patient: Patient) -> Iterable[Line]:
    """Reachable, of this release's shape, and sound as a file."""
    if patient.database is None:
        return
    stands = standing(patient.database)
    if not stands.known:
        yield Line(
            "database",
            "fault",
            phrase(
                N_("a newer release has written it (shape {current}; known here: up to {head})"),
                current=stands.current,
                head=stands.head,
            ),
            phrase(N_("Start the newer program, or restore a copy of the folder made before it.")),
        )
        return
    if not stands.up_to_date:
        yield Line(
            "database",
            "fault",
            phrase(
                N_("its shape is {current}, this release needs {head}"),
                current=stands.current,
                head=stands.head,
            ),
            phrase(N_("Start this release's program once; make a copy of the folder before.")),
        )
        return
    if patient.database.dialect == "sqlite":
        with patient.database.read() as connection:
            said = connection.execute(text("PRAGMA quick_check(1)")).scalar()
        if said != "ok":
            yield Line(
                "database",
                "fault",
                phrase(N_("the file is damaged: {said}"), said=said),
                phrase(RESTORE),
            )
            return
    yield Line("database", "ok", phrase(N_("reachable, sound, of this release's shape")))


def check_log(patient: Patient) -> Iterable[Line]:
    """Every log still verifies against the heads kept outside the database, and none is gone."""
    if patient.database is None:
        return
    kept = patient.folder_anchors.kept()
    with patient.database.read() as connection:
        names = every_incident(connection, kept)
        found = list(verdicts(connection, names, kept.anchors, patient.vault))
    broken = [verdict for verdict in found if not verdict.sound]
    for verdict in broken:
        yield Line(
            "log",
            "fault",
            joined(verdict_lines(verdict)),
            phrase(N_("Keep the folder as it is, stop the program and call the administrator.")),
        )
    if kept.damaged:
        yield Line(
            "log",
            "warning",
            joined(damaged_lines(kept)),
            phrase(N_("Compare the logs with heads kept on paper, or with a copy of that file.")),
        )
    if not broken and not kept.damaged:
        yield Line("log", "ok", phrase(N_("logs that verify: {count}"), count=len(names)))


def check_clock(patient: Patient) -> Iterable[Line]:
    """The machine's clock has not gone back behind the newest entry."""
    if patient.database is None:
        return
    with patient.database.read() as connection:
        newest = newest_at(connection)
    now = patient.clock.now()
    if newest is not None and now + CLOCK_SLACK < newest:
        yield Line(
            "clock",
            "fault",
            phrase(
                N_("it says {now}, but the log has an entry of {newest}"),
                now=now.isoformat(timespec="seconds"),
                newest=newest.isoformat(timespec="seconds"),
            ),
            phrase(N_("Set the machine's clock; entries made meanwhile carry wrong times.")),
        )
    else:
        yield Line("clock", "ok", phrase("{it}", it=now.isoformat(timespec="seconds")))


def check_disk(patient: Patient) -> Iterable[Line]:
    """Room for a long night."""
    free = patient.free(patient.settings)
    if free < LEAST_FREE_BYTES:
        yield Line(
            "disk",
            "fault",
            phrase(N_("only {free} MiB are free"), free=free >> 20),
            phrase(N_("Free at least {least} MiB."), least=LEAST_FREE_BYTES >> 20),
        )
    else:
        yield Line("disk", "ok", phrase(N_("{free} MiB are free"), free=free >> 20))

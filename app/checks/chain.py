"""Check of the alerting chain itself: whether its engine goes through its rounds."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from app.checks.line import Line, Patient
from notify.heartbeat import SILENCE, last_beat
from runtime.answering import runs
from runtime.language import N_, Phrase, phrase

RUNBOOK = "docs/runbook/messages.md"


def check_sending(patient: Patient) -> Iterable[Line]:
    """The last whole round is less than a minute ago.

    Silence of a program that runs is a fault. One that does not run may have been stopped with
    good reason: that is a warning.
    """
    if patient.database is None:
        return
    with patient.database.read() as connection:
        last = last_beat(connection)
    if last is not None and patient.clock.now() - last <= SILENCE:
        yield Line("sending", "ok", phrase(N_("messages are being sent")))
        return
    if runs(patient.settings.data.expanduser().absolute()):
        remedy = phrase(
            N_("Telephone by the list of calls; stop the program and start it again: {runbook}."),
            runbook=RUNBOOK,
        )
        yield Line("sending", "fault", _since(SILENT, SILENT_EVER, last), remedy)
    else:
        remedy = phrase(
            N_("Start the program if it should be running: {runbook}."), runbook=RUNBOOK
        )
        yield Line("sending", "warning", _since(STOPPED, STOPPED_EVER, last), remedy)


SILENT = N_("the program runs and sends no messages; last round {time}")
SILENT_EVER = N_("the program runs and sends no messages; it has not gone through one round yet")
STOPPED = N_("the program does not run: no messages are sent; last round {time}")
STOPPED_EVER = N_(
    "the program does not run: no messages are sent; it never went through a round on this data"
)


def _since(since: str, ever: str, last: datetime | None) -> Phrase:
    if last is None:
        return phrase(ever)
    return phrase(since, time=last.isoformat(timespec="seconds"))

"""Check of the alerting chain itself: whether its engine goes through its rounds."""

from __future__ import annotations

from collections.abc import Iterable

from app.checks.line import Line, Patient
from notify.heartbeat import SILENCE, last_beat
from runtime.answering import runs
from runtime.language import N_, phrase

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
    since = "—" if last is None else last.isoformat(timespec="seconds")
    if runs(patient.settings.data.expanduser().absolute()):
        remedy = phrase(
            N_("Telephone by the list of calls; stop the program and start it again: {runbook}."),
            runbook=RUNBOOK,
        )
        what = phrase(N_("the program runs and sends no messages; last round {time}"), time=since)
        yield Line("sending", "fault", what, remedy)
    else:
        remedy = phrase(
            N_("Start the program if it should be running: {runbook}."), runbook=RUNBOOK
        )
        what = phrase(N_("the program does not run: no messages are sent; last round {time}"),
                      time=since)  # fmt: skip
        yield Line("sending", "warning", what, remedy)

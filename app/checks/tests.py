"""Whether the ways to people were tested lately enough."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta

from app.channels.build import Builder
from app.channels.load import configured
from app.checks.line import Line, Patient
from notify.selftest import SelfTestLetters
from notify.selftest_daily import forecast
from notify.selftest_record import due, said, tested
from registry.directory import Directory
from runtime.ids import RandomIds
from runtime.language import N_, joined, phrase
from runtime.settings import VARIABLES


def check_tests(patient: Patient) -> Iterable[Line]:
    """Of every county with a plan: how many ways are due for a test, and since when. Nothing is
    sent. Without the master key no way can be seen; another check says that."""
    if patient.database is None or patient.vault is None:
        return
    builder = Builder(
        patient.settings, configured(patient.settings), patient.database, patient.clock
    )
    directory = Directory(patient.database, patient.vault)
    daily = patient.settings.selftest_at
    again, now = timedelta(days=patient.settings.selftest_days), patient.clock.now()
    letters = SelfTestLetters(directory, patient.vault, builder.routes(), RandomIds(), again)
    for playbook in patient.playbooks:
        with patient.database.read() as connection:
            found = tested(connection, playbook, letters, now)
            by_itself = None
            if daily is not None:
                by_itself = forecast(connection, playbook, letters, daily, now)
        late, days = due(found, now, again)
        if late:
            remedy = phrase(
                N_("Test them on the page {page} or with {command}."),
                page="/duty/reach",
                command="tailings notify selftest",
            )
            if by_itself is not None:
                remedy = joined((by_itself, remedy))
            elif daily is None:
                name = VARIABLES["selftest_auto"]
                itself = N_("Set {variable}, such as {example}, and they start by themselves.")
                remedy = joined((remedy, phrase(itself, variable=name, example=f"{name}=10:00")))
            yield Line("tests", "warning", said(late, days), remedy)
        elif found:
            yield Line(
                "tests", "ok", phrase(N_("{count} ways, none due for a test"), count=len(found))
            )

"""The program to be killed: the real composition over a data folder, through one night.

Everything that it does comes again after a kill, as the people and telephones around it would do
it again: commands under their own names, answers that were not confirmed. Its time goes on where
it stopped.
"""

from __future__ import annotations

import asyncio
import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from urllib.request import Request, urlopen

from app.channels.closing import close_all
from app.compose import Program, compose
from incident import commands as c
from notify.channel import Reply
from playbooks.load import load_plan
from playbooks.lookup import Playbook
from playbooks.schema.alerts import Asks
from registry.load import load_county
from registry.schema import County
from registry.store import store_county
from runtime.clock import ManualClock
from runtime.ids import RandomIds
from runtime.settings import Settings
from tests.fakes.twilio_signed import SENDER, SID, TOKEN
from tests.notify.test_escalation import ladder
from tests.notify.world import ALERTS, COUNTY, DESK, NOON, PLAN, alert

CHIEF, VICE = "lanshan-chief", "lanshan-vice"
MINUTES = 18
"""How long the night is: past the last step of the ladder."""

PUBLIC = "http://county.test"

ASK = alert(
    "proposed", "Proposed", "{incident}：请批准启动{level}。", "{incident}: {level}?",
    level=2, posts=("vice_mayor",), urgency="flash", asks=Asks(action="start", valid_min=30),
)  # fmt: skip


def night_plan() -> Playbook:
    """The plan of the fictional county, with a ladder for alerts that nobody answers."""
    changed = {"alerts": (*ALERTS, ASK), "escalation": (ladder(),)}
    return Playbook.of(load_plan(PLAN).model_copy(update=changed))


def prepare(data: Path, provider: str, database_url: str | None = None) -> None:
    """A data folder of the county; the deputy chief holds the post that may start a response."""
    data.mkdir(parents=True)
    (data / "token").write_text(TOKEN, encoding="utf-8")
    (data / "token").chmod(0o600)
    (data / "channels.yaml").write_text(
        f"profile: abroad\ntwilio:\n  account_sid: {SID}\n  auth_token_file: token\n"
        f'  sender: "{SENDER}"\n  two_way: true\n  base_url: {provider}\n',
        encoding="utf-8",
    )
    with (
        _composed(data, database_url, ManualClock(NOON)) as program,
        program.database.write() as connection,
    ):
        store_county(connection, program.vault, _county(), program.clock)


def _county() -> County:
    """The vice chief reads Chinese and holds the post of the one who starts a response."""
    county = load_county(COUNTY)
    people = tuple(
        p.model_copy(update={"lang": "zh"}) if p.id == VICE else p for p in county.real.people
    )
    holdings = tuple(
        h.model_copy(update={"person": VICE}) if h.post == "vice_mayor" else h
        for h in county.real.holdings
    )
    real = county.real.model_copy(update={"people": people, "holdings": holdings})
    return county.model_copy(update={"real": real})


@contextmanager
def _composed(data: Path, database_url: str | None, clock: ManualClock) -> Iterator[Program]:
    settings = Settings(data=data, database_url=database_url, base_url=PUBLIC)
    program = compose(settings, clock=clock, ids=RandomIds())
    try:
        yield program
    finally:
        program.close()


class Night:
    """One start of the program, from wherever an earlier one was killed until it rests."""

    def __init__(self, program: Program, clock: ManualClock, data: Path, provider: str) -> None:
        self._program = program
        self._clock = clock
        self._minute = data / "minute"
        self._provider = provider

    async def live(self) -> None:
        """Start, report, propose, and let the night pass."""
        program = self._program
        program.alerts.recover()
        report = c.ReportIncident(mode="real", title="甲库漫顶", place="甲村", what="溃口")
        opened = program.desk.open(report, DESK, "lanshan", command_id="night:report")
        await self._work()
        proposal = c.Propose(action="start", level=2)
        program.desk.put(opened.incident, proposal, CHIEF, command_id="night:propose")
        await self._work()
        while self._passed() < MINUTES:
            self._pass_a_minute()
            await self._work()
        await program.alerts.finish(5.0)
        await close_all(program.channels.values())

    async def _work(self) -> None:
        """Until nothing is left to do now, answers included."""
        while True:
            done = await self._program.alerts.step()
            done += await self._program.alerts.finish(5.0)
            done += await asyncio.to_thread(self._answers)
            if not done:
                return

    def _answers(self) -> int:
        """Take the provider's calls in, as the page for them does: keep, then confirm."""
        with urlopen(f"{self._provider}/replies", timeout=10) as answer:
            offered = json.load(answer)
        for name, number, text in offered:
            self._program.alerts.inbox.keep("twilio", [Reply(name, number, text)])
            request = Request(f"{self._provider}/replies/{name}", b"", method="POST")
            urlopen(request, timeout=10).close()
        return len(offered)

    def _passed(self) -> int:
        return int(self._minute.read_text(encoding="ascii")) if self._minute.exists() else 0

    def _pass_a_minute(self) -> None:
        draft = self._minute.with_suffix(".draft")
        draft.write_text(str(self._passed() + 1), encoding="ascii")
        draft.replace(self._minute)
        self._clock.forward(timedelta(minutes=1))


def run(data: str, provider: str, database_url: str | None, kill_at: str | None = None) -> None:
    """One start of the program; ``kill_at`` names the place where it is killed."""
    if kill_at is not None:
        os.environ["TAILINGS_KILL_AT"] = kill_at
    folder = Path(data)
    passed = folder / "minute"
    minutes = int(passed.read_text(encoding="ascii")) if passed.exists() else 0
    clock = ManualClock(NOON + timedelta(minutes=minutes))
    with _composed(folder, database_url, clock) as program:
        program.shelf.put_in_force(night_plan())
        asyncio.run(Night(program, clock, folder, provider).live())

"""Who answers late, wrongly or again by the mainland gateway is told so, and never by an alert."""

from __future__ import annotations

import asyncio
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from incident import commands as c
from notify.answers.courtesy import UNSAID
from notify.channels.tencent.channel import TencentSms
from notify.channels.tencent.templates import Template
from notify.engine import AlertEngine
from notify.unread import Replies
from registry.load import load_county
from registry.store import store_county
from runtime.clock import ManualClock
from runtime.database import Database
from runtime.ids import CountedIds
from runtime.vault import Vault
from tests.at_rest import at_rest
from tests.fakes.tencent import ALERT, BACK, TEXTS, FakeTencent, running
from tests.notify.tencent.gateway import ACCOUNT
from tests.notify.world import COUNTY, DESK, NOON, World, join

CHIEF, TO = "lanshan-chief", "+8610000000102"
AS_ALERT = Template(ALERT, ("incident", "place", "code", "mark"), TEXTS[ALERT])
BY_REPLY = Template(BACK, ("text",), TEXTS[BACK])


@dataclass
class Desk:
    """A county whose chief is told by the gateway."""

    world: World
    fake: FakeTencent
    engine: AlertEngine
    runner: asyncio.Runner

    def turn(self) -> None:
        self.world.forward(1)
        self.runner.run(at_rest(self.engine))

    def open(self) -> str:
        incident = self.world.open()
        self.turn()
        return incident

    def write(self, text: str) -> None:
        self.fake.phones.reply(TO, text)
        self.world.forward(1)
        self.runner.run(self.engine.listen())
        self.turn()

    def got(self) -> list[tuple[str, str]]:
        return [(t.template, t.text) for t in self.fake.phones.taken if t.number == TO]

    def became(self) -> list[tuple[str, str | None]]:
        query = "SELECT became, code FROM inbound WHERE kind = 'reply' ORDER BY received_at, id"
        return [(row["became"], row["code"]) for row in self.world.rows(query)]


Make = Callable[[Template | None, int], Desk]


@pytest.fixture
def made(database: Database, tmp_path: Path, fake: FakeTencent) -> Iterator[Make]:
    """A desk with this template for words back, and so many messages a day to one number."""
    channels: list[TencentSms] = []
    with asyncio.Runner() as runner:

        def make(reply: Template | None, budget: int) -> Desk:
            desk, channel = _made(database, tmp_path / "county", fake, runner, reply, budget)
            channels.append(channel)
            return desk

        yield make
        for channel in channels:
            runner.run(channel.close())
    database.close()


def _made(
    database: Database, folder: Path, fake: FakeTencent, runner: asyncio.Runner,
    reply: Template | None, budget: int,
) -> tuple[Desk, TencentSms]:  # fmt: skip
    shutil.copytree(COUNTY, folder)
    for file in folder.glob("*.yaml"):
        text = file.read_text(encoding="utf-8").replace("+15555550", "+8610000000")
        file.write_text(text, encoding="utf-8")
    clock = ManualClock(NOON)
    vault = Vault(bytes(range(32)), clock)
    with database.write() as connection:
        store_county(connection, vault, load_county(folder), clock)
    world = join(database, vault, clock, CountedIds("t"))
    fake.phones.now_s = lambda: clock.now().timestamp()
    fake.phones.per_day = budget
    templates = replace(ACCOUNT.templates, default=AS_ALERT, by_alert={}, reply=reply)
    account = replace(ACCOUNT, templates=templates, daily_budget=budget)
    channel = TencentSms(account, clock, base_url=fake.url)
    return Desk(world, fake, world.engine(channel), runner), channel


@pytest.fixture
def fake() -> Iterator[FakeTencent]:
    with running() as gateway:
        yield gateway


def test_a_late_answer_is_told_who_acted_and_when(made: Make, fake: FakeTencent) -> None:
    desk = made(BY_REPLY, 10)
    incident = desk.open()
    told = c.AnswerAlert(alert="entry-1", person=CHIEF, answer="on_the_way", means="telephone")
    desk.world.desk.put(incident, told, DESK)
    desk.write("收到")
    assert desk.became() == [("late", None)]
    (alert, _), (template, said) = desk.got()
    assert (alert, template) == (ALERT, BACK)
    assert "12:00" in said
    assert "局长" in said
    assert "尾矿" not in said
    desk.write("什么？")
    assert desk.got()[-1][0] == BACK
    assert fake.reached == {}, "the gateway refused nothing"


def test_words_that_a_gap_does_not_take_are_made_shorter(made: Make, fake: FakeTencent) -> None:
    short = replace(BY_REPLY, longest=12)
    fake.longest[BACK] = 12
    desk = made(short, 10)
    desk.open()
    desk.write("在哪里？")
    template, said = desk.got()[-1]
    assert template == BACK
    assert len(said) <= len(TEXTS[BACK]) - len("{1}") + 12
    assert fake.reached == {}


def test_without_a_template_for_it_nothing_is_written_back(made: Make) -> None:
    desk = made(None, 10)
    desk.open()
    desk.write("在哪里？")
    assert desk.became() == [("unclear", None)]
    assert [template for template, _ in desk.got()] == [ALERT]
    assert desk.world.rows("SELECT id FROM attempt WHERE event = 'Reply'") == []


def test_an_alert_goes_before_a_helpful_reply(made: Make) -> None:
    """An account begins with two messages a day: the second one is for the next alert."""
    desk = made(BY_REPLY, 2)
    desk.open()
    desk.write("在哪里？")
    assert [template for template, _ in desk.got()] == [ALERT]
    assert desk.became() == [("unclear", UNSAID)]
    replies = Replies(desk.world.database, desk.world.vault, desk.world.clock)
    with desk.world.database.read() as connection:
        (waits,) = replies.unread(connection)
    assert waits.unsaid, "the desk reads that nobody told them anything"
    desk.open()
    assert [template for template, _ in desk.got()] == [ALERT, ALERT]


def test_what_waits_to_be_sent_counts_too(made: Make, fake: FakeTencent) -> None:
    """Two answers that are read in one go do not spend what one of them was allowed."""
    desk = made(BY_REPLY, 3)
    desk.open()
    fake.phones.reply(TO, "在哪里？")
    desk.write("什么事？")
    assert sorted(code or "" for _, code in desk.became()) == ["", UNSAID]
    assert [template for template, _ in desk.got()] == [ALERT, BACK]


def test_a_reply_of_which_nobody_knows_what_became_is_not_sent_again(
    made: Make, fake: FakeTencent
) -> None:
    desk = made(BY_REPLY, 3)
    desk.open()
    fake.faults["SendSms"].append("500_after")
    desk.write("在哪里？")
    for _ in range(5):
        desk.world.forward(300)
        desk.turn()
    assert [template for template, _ in desk.got()] == [ALERT, BACK]
    (row,) = desk.world.rows("SELECT status FROM attempt WHERE event = 'Reply'")
    assert row["status"] == "unknown"

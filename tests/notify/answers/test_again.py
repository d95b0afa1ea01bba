"""A fault while an answer is being taken: it is taken later, or a person gets to see it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any, NoReturn, cast

import pytest
from sqlalchemy import RowMapping, select, text

from incident import commands as c
from incident.commands import Command
from incident.receipt import Receipt
from notify.answers.again import TRIES, WAITS, again, put_off
from notify.channel import Channel, Reply, Report
from notify.channels.simulated.channel import SimulatedPhones
from notify.engine import AlertEngine
from notify.routes import Routes
from notify.rows import columns
from notify.tables import InboundRow
from notify.unread import Replies, count
from runtime.database import Database
from runtime.unwritten import Unwritten
from tests.notify.test_answers import (
    CHIEF,
    CHIEFS_PHONE,
    DESKS_PHONE,
    TWO_WAY,
    Line,
    Modem,
    code_in,
)
from tests.notify.world import DESK, World

BUSY = Unwritten("busy", field="database", value="database is locked", allowed="again")
"""What a desk says that could write nothing, and would have taken it."""


@dataclass
class Faulty:
    """The desk; while ``broken`` names a person, nothing that they answer can be written."""

    world: World
    broken: str | None = None
    asked: int = 0
    fault: Exception = field(default_factory=lambda: OSError("disk full"))

    def put(
        self, incident: str, command: Command, person: str, *, command_id: str | None = None
    ) -> Receipt:
        if isinstance(command, c.AnswerAlert) and person == self.broken:
            self.asked += 1
            raise self.fault
        return self.world.desk.put(incident, command, person, command_id=command_id)


@pytest.fixture
def faulty(world: World) -> Faulty:
    return Faulty(world)


@pytest.fixture
def line(world: World, faulty: Faulty) -> Line:
    modem = Modem(name="modem", capabilities=TWO_WAY)
    return Line(world, modem, engine(world, faulty, modem))


def engine(world: World, faulty: Faulty, modem: Modem) -> AlertEngine:
    channels: dict[str, Channel] = {
        "modem": modem,
        "sim": SimulatedPhones(world.database, world.clock),
    }
    return AlertEngine(
        world.database, world.directory, world.vault, faulty.put, world.shelf.get,
        Routes(channels, None), world.clock, world.ids, worker="engine",
    )  # fmt: skip


def inbound(line: Line) -> list[Mapping[str, Any]]:
    return list(line.world.rows("SELECT * FROM inbound ORDER BY received_at, id"))


def on_the_list(line: Line) -> list[tuple[str, str | None, str | None, str | None]]:
    world = line.world
    replies = Replies(world.database, world.vault, world.clock)
    with world.database.read() as connection:
        return [(r.became, r.person, r.incident, r.text) for r in replies.unread(connection)]


@pytest.mark.parametrize("fault", [OSError("disk full"), BUSY], ids=["fault", "busy"])
def test_an_answer_is_taken_when_the_fault_has_passed(
    line: Line, faulty: Faulty, fault: Exception
) -> None:
    incident = line.open()
    faulty.fault = fault
    faulty.broken = CHIEF
    words = f"收到 {code_in(line.modem.to(CHIEF)[0])}"
    assert line.write(CHIEFS_PHONE, words) == "None", "it waits"
    assert on_the_list(line) == []
    faulty.broken = None
    line.world.run(line.engine)
    assert line.answers(incident) == {}, "not before its time"
    line.world.forward(WAITS[0].total_seconds())
    line.world.run(line.engine)
    assert line.answers(incident) == {("entry-1", CHIEF): "acknowledged"}
    assert [(row["became"], row["tries"]) for row in inbound(line)] == [("acknowledged", 1)]


def test_the_waits_outlive_the_program(line: Line, faulty: Faulty) -> None:
    line.open()
    faulty.broken = CHIEF
    line.write(CHIEFS_PHONE, "收到")
    again = engine(line.world, faulty, line.modem)
    line.world.run(again)
    assert faulty.asked == 1, "put off also for a program that starts again"
    line.world.forward(WAITS[0].total_seconds())
    line.world.run(again)
    assert faulty.asked == 2
    assert [row["tries"] for row in inbound(line)] == [2]


def test_one_that_never_can_be_taken_holds_up_no_other_and_ends_on_the_list(
    line: Line, faulty: Faulty
) -> None:
    incident = line.open()
    faulty.broken = CHIEF
    words = f"收到 {code_in(line.modem.to(CHIEF)[0])}"
    line.engine.inbox.keep("modem", [Reply("a", CHIEFS_PHONE, words)])
    line.world.forward(1)
    assert line.write(DESKS_PHONE, f"收到 {code_in(line.modem.to(DESK)[0])}") == "acknowledged"
    assert line.answers(incident) == {("entry-1", DESK): "acknowledged"}
    for wait in WAITS:
        assert on_the_list(line) == []
        line.world.forward(wait.total_seconds())
        line.world.run(line.engine)
    assert faulty.asked == TRIES
    assert on_the_list(line) == [("untaken", CHIEF, incident, words)]
    with line.world.database.read() as connection:
        assert count(connection, incident) == 1, "the board's alarm has it"
    line.world.forward(86_400)
    line.world.run(line.engine)
    assert faulty.asked == TRIES, "no more tries"


OUT, THERE = "出发", "到场"


@pytest.mark.parametrize(("first", "second"), [(OUT, THERE), (THERE, OUT)])
def test_an_answer_held_up_by_a_fault_does_not_undo_a_later_one(
    line: Line, faulty: Faulty, first: str, second: str
) -> None:
    incident = line.open()
    line.write(CHIEFS_PHONE, f"收到 {code_in(line.modem.to(CHIEF)[0])}")
    faulty.broken = CHIEF
    line.write(CHIEFS_PHONE, first)
    faulty.broken = None
    became = {OUT: "on_the_way", THERE: "on_scene"}[second]
    assert line.write(CHIEFS_PHONE, second) == became
    line.world.forward(WAITS[0].total_seconds())
    line.world.run(line.engine)
    assert line.answers(incident) == {("entry-1", CHIEF): became}
    assert on_the_list(line) == [("late", CHIEF, incident, first)], "somebody reads it"


@pytest.mark.parametrize(("apart", "stands"), [(5, "on_scene"), (0, "on_the_way")])
def test_the_network_handed_over_the_later_answer_first(
    line: Line, apart: int, stands: str
) -> None:
    """Within one second only the order in which they came is known."""
    incident = line.open()
    line.write(CHIEFS_PHONE, f"收到 {code_in(line.modem.to(CHIEF)[0])}")
    line.world.forward(60)
    now = line.world.clock.now()
    line.engine.inbox.keep("modem", [Reply("a", CHIEFS_PHONE, THERE, at=now)])
    line.world.run(line.engine)
    line.world.forward(10)
    said = now - timedelta(seconds=apart)
    line.engine.inbox.keep("modem", [Reply("b", CHIEFS_PHONE, OUT, at=said)])
    line.world.run(line.engine)
    assert line.answers(incident) == {("entry-1", CHIEF): stands}


def test_what_the_desk_heard_since_by_telephone_stands(line: Line, faulty: Faulty) -> None:
    incident = line.open()
    line.write(CHIEFS_PHONE, f"收到 {code_in(line.modem.to(CHIEF)[0])}")
    faulty.broken = CHIEF
    line.write(CHIEFS_PHONE, OUT)
    faulty.broken = None
    line.world.forward(1)
    heard = c.AnswerAlert(alert="entry-1", person=CHIEF, answer="on_scene", means="telephone")
    line.world.desk.put(incident, heard, DESK)
    line.world.forward(WAITS[0].total_seconds())
    line.world.run(line.engine)
    assert line.answers(incident) == {("entry-1", CHIEF): "on_scene"}
    assert line.write(CHIEFS_PHONE, "来不了") == "declined", "what is said after that counts"


def test_words_that_cannot_even_be_opened_end_on_the_list_of_every_desk(line: Line) -> None:
    line.open()
    line.engine.inbox.keep("modem", [Reply("a", CHIEFS_PHONE, "收到")])
    with line.world.database.write() as connection:
        connection.execute(
            text("UPDATE sealed SET ciphertext = :b WHERE ref LIKE 'in-%.text'"), {"b": b"spoilt"}
        )
    line.world.run(line.engine)
    for wait in WAITS:
        line.world.forward(wait.total_seconds())
        line.world.run(line.engine)
    assert on_the_list(line) == [("untaken", None, None, None)]


class Full:
    """A database that takes nothing."""

    def write(self) -> NoReturn:
        raise OSError("disk full")


def test_where_nothing_can_be_written_it_waits_as_it_did(line: Line, faulty: Faulty) -> None:
    line.open()
    faulty.broken = CHIEF
    line.write(CHIEFS_PHONE, "收到")
    row, world, full = the_only(line), line.world, cast("Database", Full())
    assert not put_off(full, line.engine.inbox, row, world.clock.now())
    assert not again(full, line.engine.inbox, world.vault, row, world.clock.now())
    assert [(r["tries"], r["became"]) for r in inbound(line)] == [(1, None)]


def test_a_report_that_never_can_be_taken_is_nothing_to_read(line: Line) -> None:
    line.open()
    line.engine.inbox.keep("modem", [Report("p1", "delivered", "delivered")])
    last = cast("RowMapping", {**the_only(line), "tries": TRIES - 1})
    world = line.world
    assert again(world.database, line.engine.inbox, world.vault, last, world.clock.now())
    assert [r["became"] for r in inbound(line)] == ["refused"]
    assert on_the_list(line) == []


def the_only(line: Line) -> RowMapping:
    with line.world.database.read() as connection:
        return connection.execute(select(*columns(InboundRow))).mappings().one()


def test_many_reports_that_come_too_early_hold_up_no_answer(line: Line) -> None:
    incident = line.open()
    early = [Report(f"nobodys-{n}", "delivered", "delivered") for n in range(60)]
    line.engine.inbox.keep("modem", early)
    assert line.write(CHIEFS_PHONE, "收到") == "acknowledged"
    assert line.answers(incident) == {("entry-1", CHIEF): "acknowledged"}
    line.world.forward(301)
    line.world.run(line.engine)
    assert {(row["became"], row["tries"]) for row in inbound(line)} == {
        ("report", 0),
        ("acknowledged", 0),
    }

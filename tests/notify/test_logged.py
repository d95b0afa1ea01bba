"""What the program's own log holds of a night: no number, no name, no words, no secret."""

from __future__ import annotations

import errno
import logging
from collections.abc import Sequence
from dataclasses import dataclass
from typing import NoReturn

import pytest
from sqlalchemy import text

from app.faults import FaultLog
from notify.channel import Incoming, Message, Outcome, Permanent, Temporary, Unknown
from notify.shortfall import note_shortfall, tell_shortfalls
from runtime.refusal import Refused
from tests.notify.test_answers import (
    CHIEFS_PHONE,
    COMMANDERS_PHONE,
    DESKS_PHONE,
    TWO_WAY,
    VICE,
    Line,
    Modem,
    proposing,
    secret_in,
)
from tests.notify.test_answers import line as line  # noqa: PLC0414 - a fixture
from tests.notify.world import World

GIVEN = f"{CHIEFS_PHONE} 三人失联"
STRANGER = "+15555550199"


def names(line: Line) -> list[str]:
    refs = [row["name_ref"] for row in line.world.rows("SELECT name_ref FROM person")]
    with line.world.database.read() as connection:
        return [name for name in line.world.vault.unseal(connection, refs).values() if name]


def test_a_whole_night_writes_nothing_of_anybody_to_the_programs_log(
    line: Line, caplog: pytest.LogCaptureFixture
) -> None:
    """Wrong figures, a stranger, a word that stops messages, a channel that fails in every way, a
    line that cannot be unplugged, and rows that the database does not take."""
    caplog.set_level(logging.DEBUG)
    line.modem.outcomes = [Temporary("busy"), Permanent("bad"), Unknown("timeout"), OSError("x")]
    proposing(line)
    line.world.forward(600)
    line.world.run(line.engine)
    secret = secret_in(line.modem.to(VICE)[-1])
    said = ["启动 000000", f"启动 {secret}", "TD", "请转告家属，伤者已送医"]
    for number in (COMMANDERS_PHONE, CHIEFS_PHONE, DESKS_PHONE, STRANGER):
        for words in said:
            line.write(number, words)
    line.modem.broken = True
    line.take()
    known = names(line)
    line.world.open(what="溃口，三人失联")
    with line.world.database.write() as connection:
        connection.execute(text("ALTER TABLE sealed RENAME TO elsewhere"))
    line.world.run(line.engine)
    assert "sqlalchemy.exc." in caplog.text, "a fault of the database was logged"
    logged = "\n".join(logging.Formatter().format(record) for record in caplog.records)
    phones = [CHIEFS_PHONE, COMMANDERS_PHONE, DESKS_PHONE, STRANGER]
    digits = [phone.removeprefix("+1") for phone in phones]
    found = [word for word in [*digits, secret, *known, "伤者", "三人失联"] if word in logged]
    assert found == []
    assert "[parameters: " not in logged, "what a statement was given is nobody's to read there"


@dataclass
class Talkative(Modem):
    """Its library says in each error what it was given."""

    def fails(self) -> NoReturn:
        try:
            raise KeyError(GIVEN)
        except KeyError as error:
            raise ValueError(GIVEN) from error

    async def send(self, message: Message) -> Outcome:
        self.fails()

    async def fetch(self) -> Sequence[Incoming]:
        self.fails()


def line_of(world: World, modem: Modem) -> Line:
    return Line(world, modem, world.engine(modem))


def test_what_a_vendors_library_was_given_stands_in_no_line_of_the_log(
    world: World, caplog: pytest.LogCaptureFixture
) -> None:
    """Only what kind of error it was, and in which line of the code."""
    line = line_of(world, Talkative(name="modem", capabilities=TWO_WAY))
    line.open()
    line.take()
    logged = [logging.Formatter().format(record) for record in caplog.records]
    for what in ("failed at att-", "failed when asked for replies"):
        told = next(words for words in logged if what in words)
        assert "builtins.ValueError" in told
        assert "after builtins.KeyError" in told
        assert ", in fails" in told
    assert not [words for words in logged if GIVEN in words]


class Hung(Talkative):
    """Its line is down, and it says whom it was about to write to."""

    def fails(self) -> NoReturn:
        raise ConnectionRefusedError(errno.ECONNREFUSED, GIVEN)


def test_errors_of_our_own_and_of_lines_are_logged_without_their_words(
    world: World, caplog: pytest.LogCaptureFixture
) -> None:
    """Kind, code and place tell what is wrong; what was refused or said on the line does not."""
    line = line_of(world, Hung(name="modem", capabilities=TWO_WAY))
    line.take()
    incident = line.open()

    def put(*_: object, **__: object) -> NoReturn:
        raise Refused("not_allowed", field="person", value=GIVEN, allowed=GIVEN)

    note = {"event": "IncidentReported", "incident": incident, "jurisdiction": "lanshan"}
    with world.database.write() as connection:
        about = {**note, "mode": "real", "key": "entry-1"}
        note_shortfall(connection, about, "desk", None, tried=0, now=world.clock.now())
    tell_shortfalls(world.database, put, world.clock.now(), 10)
    FaultLog().tell(incident, ValueError(GIVEN))
    logged = [logging.Formatter().format(record) for record in caplog.records]
    for known in (
        "cannot be asked for replies: builtins.ConnectionRefusedError [ECONNREFUSED]",
        "the desk refused",
        "runtime.refusal.Refused [not_allowed]\n",
        "due times could not be looked at; the others go on: builtins.ValueError",
    ):
        assert any(known in words for words in logged), known
    assert not [words for words in logged if GIVEN in words]


class Loose(Hung):
    """Somebody pulls its plug and puts it back."""

    unplugged: bool = True

    async def fetch(self) -> Sequence[Incoming]:
        return await super().fetch() if self.unplugged else ()


def test_a_line_that_is_down_all_night_is_logged_when_it_goes_and_when_it_comes_back(
    world: World, caplog: pytest.LogCaptureFixture
) -> None:
    """It is asked every few seconds; the log stays readable."""
    modem = Loose(name="modem", capabilities=TWO_WAY)
    line = line_of(world, modem)
    for unplugged in (True, True, True, False, False, True):
        modem.unplugged = unplugged
        line.take()
    gone = "channel modem cannot be asked for replies: "
    gone += "builtins.ConnectionRefusedError [ECONNREFUSED]"
    back = "channel modem can be asked for replies again"
    assert [record.getMessage() for record in caplog.records] == [gone, back, gone]

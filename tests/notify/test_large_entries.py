"""An entry that many are told of: written some at a time, held up by nobody's fault."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from typing import Any

import pytest

from incident import commands as c
from notify.begun import WRITTEN_AT_ONCE, Addressee, Begun
from notify.channel import Message, Outcome
from notify.channels.simulated.channel import SimulatedPhones
from notify.engine import AlertEngine
from notify.letters import Letters
from notify.recipients import Way
from tests.notify.world import DESK, World

POSTS = ("rescue_chief", "coordination_liaison", "works_liaison", "duty_officer", "vice_mayor")
ROWS = "SELECT person FROM attempt WHERE incident = :i AND key = :k ORDER BY person"


@pytest.fixture(autouse=True)
def _one_at_a_time(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("notify.begun.WRITTEN_AT_ONCE", 1)
    monkeypatch.setattr("notify.engine.WRITTEN_AT_ONCE", 1)


def notice(world: World, incident: str) -> int:
    posts = tuple(p for p in POSTS if p in world.shelf.current("lanshan").posts)
    return world.desk.put(incident, c.SendNotice(posts=posts, words="集合"), DESK).entries[0].seq


def told(world: World, incident: str, entry: int) -> list[str]:
    rows = world.rows(ROWS, i=incident, k=f"entry-{entry}")
    return [str(row["person"]).removeprefix("lanshan-") for row in rows]


def audience(world: World) -> list[str]:
    """Who is told when nothing is wrong."""
    incident = world.open()
    entry = notice(world, incident)
    world.run(world.engine())
    return told(world, incident, entry)


def fails_for(monkeypatch: pytest.MonkeyPatch, persons: Sequence[str]) -> None:
    """Their letters cannot be written, whatever the reason."""
    write = Letters.write

    def written(
        self: Letters, connection: Any, about: Any, person: str, *rest: Any, **more: Any
    ) -> Any:
        row = write(self, connection, about, person, *rest, **more)
        if person.removeprefix("lanshan-") in persons:
            raise RuntimeError("their letter cannot be written")
        return row

    monkeypatch.setattr(Letters, "write", written)


def opened(world: World) -> tuple[AlertEngine, str, int]:
    """A notice of which nobody was written to yet."""
    engine = world.engine()
    incident = world.open()
    world.run(engine)
    return engine, incident, notice(world, incident)


def test_one_whose_letter_cannot_be_written_keeps_it_from_nobody_else(
    world: World, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    everybody = audience(world)
    assert len(everybody) >= 3
    engine, incident, entry = opened(world)
    with monkeypatch.context() as broken:
        fails_for(broken, everybody[:1])
        world.run(engine)
        assert told(world, incident, entry) == everybody[1:]
        assert "cannot be made" in caplog.text
    world.forward(60)
    world.run(engine)
    assert told(world, incident, entry) == everybody, "and each once"


def test_a_batch_that_fails_is_written_one_by_one(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    everybody = audience(world)
    monkeypatch.setattr("notify.begun.WRITTEN_AT_ONCE", WRITTEN_AT_ONCE)
    engine, incident, entry = opened(world)
    fails_for(monkeypatch, everybody[1:2])
    world.run(engine)
    assert told(world, incident, entry) == [p for p in everybody if p != everybody[1]]


def test_who_goes_on_with_an_entry_writes_to_nobody_twice(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The process ends after the first letters; or another works at the same entry."""
    everybody = audience(world)
    engine, incident, entry = opened(world)
    monkeypatch.setattr("notify.engine.ENTRIES_AT_ONCE", 2)
    asyncio.run(engine.step())
    begun = told(world, incident, entry)
    assert 0 < len(begun) < len(everybody)
    world.run(world.engine(worker="another"))
    assert told(world, incident, entry) == everybody
    world.run(engine)
    assert told(world, incident, entry) == everybody


def test_the_first_are_sent_before_the_last_are_written(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    everybody = audience(world)
    engine, incident, entry = opened(world)
    send, seen = SimulatedPhones.send, list[int]()

    async def watched(self: SimulatedPhones, message: Message) -> Outcome:
        seen.append(len(told(world, incident, entry)))
        return await send(self, message)

    monkeypatch.setattr(SimulatedPhones, "send", watched)
    world.run(engine)
    assert len(seen) == len(everybody)
    assert seen[0] < len(everybody)


def test_a_correction_ends_what_was_not_written_yet(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    everybody = audience(world)
    engine, incident, entry = opened(world)
    monkeypatch.setattr("notify.engine.ENTRIES_AT_ONCE", 1)
    asyncio.run(engine.step())
    first = told(world, incident, entry)
    assert len(first) == 1
    wrong = c.CorrectNotice(entry=entry, correction="false_alarm", words="误报")
    taken_back = world.desk.put(incident, wrong, DESK).entries[0].seq
    world.run(engine)
    assert told(world, incident, entry) == first != everybody
    assert told(world, incident, taken_back) == first


def test_where_all_that_is_left_fails_it_is_given_up_for_now() -> None:
    way = Way("simulated", "sim:1")
    begun = Begun(None, [Addressee(n, way) for n in "abc"])  # type: ignore[arg-type]
    assert [one.person for one in begun.take()] == ["a"]
    assert begun.failed()
    assert [one.person for one in begun.take()] == ["a"]
    assert begun.failed(), "the others are tried"
    assert [one.person for one in begun.take()] == ["b"]
    assert [one.person for one in begun.take()] == ["c"]
    assert [one.person for one in begun.take()] == ["a"]
    assert not begun.failed(), "nobody is left but one who failed"

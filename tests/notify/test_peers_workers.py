"""Two programs on one database, at the same moment: each message goes out once."""

from __future__ import annotations

import asyncio
import threading
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

import pytest

from notify.channel import Accepted, Capabilities, Message, Outcome
from notify.engine import AlertEngine
from runtime.database import Database
from runtime.ids import RandomIds
from tests.notify.test_escalation import with_ladder
from tests.notify.world import WORLDLY, World, join, make_world

INCIDENTS = 8
FEW_AT_ONCE = replace(WORLDLY, at_once=2)


@dataclass
class Shared:
    """One provider that both use; it takes a while, so that they are at it together."""

    name: str = "twilio"
    capabilities: Capabilities = FEW_AT_ONCE
    sent: list[Message] = field(default_factory=list)
    by: Counter[int] = field(default_factory=Counter)

    async def send(self, message: Message) -> Outcome:
        await asyncio.sleep(0.02)
        self.sent.append(message)
        self.by[threading.get_ident()] += 1
        return Accepted(message.attempt)


@dataclass(frozen=True)
class Pair:
    """``world`` is that of the first engine."""

    world: World
    provider: Shared
    one: AlertEngine
    two: AlertEngine


def together(*engines: AlertEngine) -> None:
    """All work at once, each in a thread and a loop of its own, until none has anything to do."""
    faults: list[BaseException] = []
    ready = threading.Barrier(len(engines))
    idle: Counter[AlertEngine] = Counter(dict.fromkeys(engines, 0))

    def work(engine: AlertEngine) -> None:
        try:
            ready.wait(timeout=10)
            while not faults and min(idle.values()) < 3:
                idle[engine] = 0 if asyncio.run(engine.step()) else idle[engine] + 1
        except BaseException as fault:
            faults.append(fault)

    threads = [threading.Thread(target=work, args=(engine,)) for engine in engines]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
        assert not thread.is_alive()
    assert faults == []


@pytest.fixture
def pair(database_url: str) -> Iterator[Pair]:
    """Two programs with one provider, and several incidents that nobody was told of yet."""
    databases = Database.open(database_url), Database.open(database_url)
    world = make_world(databases[0])
    other = join(databases[1], world.vault, world.clock, RandomIds())
    provider = Shared()
    for each in (world, other):
        with_ladder(each)
    one, two = world.engine(provider, worker="one"), other.engine(provider, worker="two")
    for number in range(INCIDENTS):
        world.open(title=f"甲库漫顶{number}")
    yield Pair(world, provider, one, two)
    for database in databases:
        database.close()


def test_peer_04_two_workers_send_each_message_once(pair: Pair) -> None:
    together(pair.one, pair.two)
    sent = pair.provider.sent
    assert len(pair.provider.by) == 2, "both had work"
    assert set(Counter(message.attempt for message in sent).values()) == {1}
    told = Counter((message.incident, message.key, message.person) for message in sent)
    assert len(told) == 2 * INCIDENTS
    assert set(told.values()) == {1}


def test_peer_04_two_workers_take_each_step_once_and_in_its_time(pair: Pair) -> None:
    together(pair.one, pair.two)
    pair.world.forward(121)
    together(pair.one, pair.two)
    texts = Counter((m.incident, m.person, m.text) for m in pair.provider.sent)
    assert set(texts.values()) == {1}
    assert len(texts) == 4 * INCIDENTS, "the first message, and the second after two minutes"
    assert {row["taken"] for row in pair.world.rows("SELECT taken FROM watch")} == {1}


def test_peer_04_a_step_that_another_worker_took_is_not_taken_again(pair: Pair) -> None:
    """Both had seen it as due; who comes second finds that it is not."""
    world, now = pair.world, pair.world.clock.now()
    world.run(pair.one)
    world.forward(121)
    now = world.clock.now()
    seen = pair.two._climber.due(world.database, now, 50)
    assert len(seen) == 2 * INCIDENTS
    world.run(pair.one)
    for name in seen:
        with world.database.write() as connection:
            assert pair.two._climber.climb(connection, name, now) is None

"""Notices to groups: once each, never in an exercise, tried again, and nobody counts as told."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import Connection, insert, select
from sqlalchemy.exc import IntegrityError
from sqlmodel import col

from incident import commands as c
from incident.desk import Desk
from incident.lifecycle import BEFORE, DURING, TABLE
from incident.model import Spoken
from incident.state import Incident
from notify.channel import Accepted, Capabilities, Outcome, Permanent, Temporary, Unknown
from notify.groups import GroupNotice
from notify.groups_noted import STAGE_AFTER, group_notices
from notify.groups_post import GroupPosts
from notify.health import Health
from notify.rows import columns
from notify.tables import AttemptRow, GroupPostRow
from runtime.database import Database
from tests.notify.world import DESK, EX_DESK, World

GROUP = Capabilities(
    two_way=False, receipts=False, reaches_world=True, works_offline=False, max_chars=512,
    group=True, takes_s=0.1,
)  # fmt: skip


@dataclass
class Robot:
    """A robot that does what the test says; ``hangs`` never answers."""

    name: str
    outcomes: list[Outcome] = field(default_factory=list)
    posted: list[GroupNotice] = field(default_factory=list)
    hangs: bool = False
    capabilities: Capabilities = GROUP

    async def post(self, notice: GroupNotice) -> Outcome:
        self.posted.append(notice)
        if self.hangs:
            await asyncio.sleep(60)
        return self.outcomes.pop(0) if self.outcomes else Accepted(None)


@dataclass
class Room:
    """A desk that notes what groups are told, and what posts it."""

    world: World
    robots: tuple[Robot, ...]
    health: Health = field(default_factory=Health)

    def __post_init__(self) -> None:
        world = self.world
        groups = {robot.name: robot for robot in self.robots}
        self.desk = Desk(
            world.database, world.vault, world.directory, world.shelf, world.clock, world.ids,
            consequences=[group_notices(tuple(groups))],
        )  # fmt: skip
        self.posts = GroupPosts(world.database, groups, self.health, world.clock)

    def start(self, mode: str = "real") -> str:
        """A response is started; gives the incident."""
        who = DESK if mode == "real" else EX_DESK
        report = c.ReportIncident(mode=mode, place="甲村", what="溃口")  # type: ignore[arg-type]
        incident = self.desk.open(report, who, "lanshan").incident
        self.desk.put(incident, c.StartResponse(level=2, spoken=self.said("vice_mayor")), who)
        return incident

    def raise_level(self, incident: str) -> None:
        self.desk.put(incident, c.RaiseLevel(level=1, spoken=self.said("mayor")), DESK)

    def said(self, post: str) -> Spoken:
        return Spoken(on_behalf_of=post, means="telephone", said_at=self.world.clock.now())

    def run(self, **later: float) -> None:
        self.world.clock.forward(timedelta(**later))

        async def until_done() -> None:
            while await self.posts.step():
                pass

        asyncio.run(until_done())

    def rows(self) -> list[Any]:
        with self.world.database.read() as connection:
            return list(
                connection.execute(
                    select(*columns(GroupPostRow)).order_by(
                        col(GroupPostRow.entry_seq), col(GroupPostRow.channel)
                    )
                ).mappings()
            )

    def told(self) -> list[tuple[str, str]]:
        return [(row["channel"], row["status"]) for row in self.rows()]


def test_every_group_is_told_once(world: World) -> None:
    one, other = Robot("wecom"), Robot("feishu")
    room = Room(world, (one, other))
    room.start()
    room.run()
    room.run(hours=1)
    assert room.told() == [("feishu", "accepted"), ("wecom", "accepted")]
    assert [n.stage for n in (*one.posted, *other.posted)] == ["responding", "responding"]


def test_each_step_of_the_response_is_told(world: World) -> None:
    robot = Robot("wecom")
    room = Room(world, (robot,))
    incident = room.start()
    room.run()
    room.raise_level(incident)
    room.run()
    assert len(robot.posted) == 2
    assert len({n.id for n in robot.posted}) == 2


def test_an_incident_that_is_dismissed_is_told(world: World) -> None:
    robot = Robot("wecom")
    room = Room(world, (robot,))
    report = c.ReportIncident(place="甲村", what="溃口")
    incident = room.desk.open(report, DESK, "lanshan").incident
    why = c.DismissReport(reason="误报", evidence="现场核实", spoken=room.said("rescue_chief"))
    room.desk.put(incident, why, DESK)
    room.run()
    assert [n.stage for n in robot.posted] == ["dismissed"]


def test_an_exercise_posts_nothing(world: World) -> None:
    robot = Robot("wecom")
    room = Room(world, (robot,))
    room.start("exercise")
    room.run()
    assert (room.rows(), robot.posted) == ([], [])


def test_the_database_takes_no_notice_of_an_exercise(world: World) -> None:
    incident = Room(world, (Robot("wecom"),)).start("exercise")
    row = {
        "incident": incident, "entry_seq": 1, "channel": "wecom", "jurisdiction": "lanshan",
        "mode": "exercise", "kind": "accident", "stage": "responding", "status": "ready",
        "tries": 0, "created_at": world.clock.now(),
    }  # fmt: skip
    with pytest.raises(IntegrityError), world.database.write() as connection:
        connection.execute(insert(GroupPostRow).values(row))


def test_it_waits_as_long_as_the_robot_asks(world: World) -> None:
    robot = Robot("wecom", [Temporary("too_fast", 60.0)])
    room = Room(world, (robot,))
    room.start()
    room.run()
    assert room.told() == [("wecom", "ready")]
    assert room.rows()[0]["error_code"] == "too_fast"
    room.run(seconds=59)
    assert len(robot.posted) == 1
    room.run(seconds=1)
    assert room.told() == [("wecom", "accepted")]


def test_it_backs_off_and_gives_up(world: World) -> None:
    robot = Robot("wecom", [Temporary("no_connection")] * 9)
    room = Room(world, (robot,))
    room.start()
    for wait_s in (0, 5, 15, 45, 120, 300, 600):
        room.run(seconds=wait_s)
    assert len(robot.posted) == 6
    assert room.told() == [("wecom", "failed")]


@pytest.mark.parametrize(
    ("outcome", "status"), [(Permanent("93000"), "failed"), (Unknown("cut"), "unknown")]
)
def test_what_failed_for_good_or_is_unknown_is_not_posted_again(
    world: World, outcome: Outcome, status: str
) -> None:
    robot = Robot("wecom", [outcome])
    room = Room(world, (robot,))
    room.start()
    room.run()
    room.run(hours=1)
    assert (len(robot.posted), room.told()) == (1, [("wecom", status)])


def test_an_old_notice_is_not_posted_after_a_newer_one(world: World) -> None:
    robot = Robot("wecom", [Temporary("no_connection")])
    room = Room(world, (robot,))
    incident = room.start()
    room.run()
    room.raise_level(incident)
    room.run(minutes=10)
    assert [status for _, status in room.told()] == ["superseded", "accepted"]


def test_a_robot_that_hangs_holds_up_no_other_and_is_unknown(world: World) -> None:
    hanging, sound = Robot("dingtalk", hangs=True), Robot("wecom")
    room = Room(world, (hanging, sound))
    room.start()
    room.run()
    assert room.told() == [("dingtalk", "unknown"), ("wecom", "accepted")]


def test_a_claim_that_was_lost_with_its_worker_is_unknown(world: World) -> None:
    robot = Robot("wecom", hangs=True, capabilities=replace(GROUP, takes_s=60.0))
    room = Room(world, (robot,))
    room.start()
    room.run()
    assert room.told() == [("wecom", "sending")]
    room.run(seconds=121)
    assert room.told() == [("wecom", "unknown")]


def test_nobody_counts_as_told(world: World) -> None:
    room = Room(world, (Robot("wecom"),))
    room.start()
    room.run()
    with world.database.read() as connection:
        assert connection.execute(select(*columns(AttemptRow))).all() == []


def test_how_a_robot_fares_is_heard(world: World) -> None:
    room = Room(world, (Robot("wecom", [Temporary("no_connection")]),))
    room.start()
    room.run()
    assert room.health.conditions["wecom"].reason == "no_connection"


def test_a_notice_waits_for_its_robot_to_be_switched_on_again(world: World) -> None:
    """An installation without robots asks the database for nothing, and loses nothing."""
    robot = Robot("wecom")
    room = Room(world, (robot,))
    room.start()
    without = GroupPosts(world.database, {}, Health(), world.clock)
    assert asyncio.run(without.step()) == 0
    assert room.told() == [("wecom", "ready")]
    room.run()
    assert room.told() == [("wecom", "accepted")]
    assert len(robot.posted) == 1


class Meanwhile(Database):
    """Another program does something after this one has looked, before it writes."""

    act: Callable[[], object] = staticmethod(lambda: None)

    @contextmanager
    def write(self, *, pipelined: bool = False) -> Iterator[Connection]:
        self.act()
        with super().write(pipelined=pipelined) as connection:
            yield connection


def test_what_another_program_took_meanwhile_is_not_posted_twice(world: World) -> None:
    """Two programs on one database see the same notice; a group must read it once."""
    robot, others = Robot("wecom"), Robot("wecom")
    room = Room(world, (robot,))
    room.start()
    looking = Meanwhile(world.database.engine, world.database.hints)
    posts = GroupPosts(looking, {"wecom": robot}, Health(), world.clock)
    other = GroupPosts(world.database, {"wecom": others}, Health(), world.clock)
    taken: list[int] = []

    async def story() -> None:
        looking.act = lambda: taken.append(len(other._claim(10)))
        assert await posts.step() == 0

    asyncio.run(story())
    assert taken == [1]
    assert robot.posted == []
    assert room.told() == [("wecom", "sending")]


def test_a_wrong_dismissal_or_end_is_taken_back_in_the_same_groups(world: World) -> None:
    one, other = Robot("wecom"), Robot("feishu")
    room = Room(world, (one, other))
    report = c.ReportIncident(mode="real", place="甲村", what="溃口")
    incident = room.desk.open(report, DESK, "lanshan").incident
    by = deciding(room.desk.state(incident), world, "dismiss")
    wrong = c.DismissReport(reason="误报", evidence="电话核实", spoken=room.said(by))
    room.desk.put(incident, wrong, DESK)
    room.run()
    room.desk.put(incident, c.ReopenReport(reason="又有来电"), DESK)
    room.run(seconds=1)
    for robot in (one, other):
        assert [notice.stage for notice in robot.posted] == ["dismissed", "reported"]


def test_every_entry_that_opens_what_was_closed_is_posted() -> None:
    """Where a stage that groups were told of is left again, they are told."""
    said = set(STAGE_AFTER.values())
    back = {
        row.event
        for row in TABLE
        if row.to in (*BEFORE, *DURING) and said.intersection(row.stages)
        and row.stages[0] in ("ended", "dismissed")
    }  # fmt: skip
    assert back == {"ResponseResumed", "IncidentReopened"}
    assert back <= set(STAGE_AFTER)


def deciding(state: Incident, world: World, action: str) -> str:
    playbook = world.shelf.get(state.plan)
    return playbook.authority(action, None).chain[-1]  # type: ignore[arg-type]

"""Who recorded something themselves is not told it again; everybody else in the post is."""

from __future__ import annotations

from datetime import timedelta

import pytest

from incident import commands as c
from incident.model import Spoken
from notify.knows import known
from playbooks.lookup import Playbook
from tests.notify.world import DESK, World, alert
from web.board.minute import Minute
from web.board.told import pulse, told_list

REPORTED = alert(
    "reported", "IncidentReported", "{place}报告{incident}。", "{incident} at {place}.",
    posts=("desk", "coordination_liaison", "rescue_chief"), urgency="flash", own="knows",
)  # fmt: skip
STARTED = alert(
    "started", "ResponseStarted", "{incident}启动{level}。", "{incident}: {level} started.",
    posts=("desk",), own="knows",
)  # fmt: skip


@pytest.fixture
def knowing(world: World) -> World:
    """Under a plan that does not tell people what they recorded."""
    plan = world.shelf.current("lanshan").plan
    changed = plan.model_copy(update={"alerts": (REPORTED, STARTED)})
    world.shelf.put_in_force(Playbook.of(changed))
    return world


def told(world: World, incident: str) -> set[str]:
    rows = world.rows("SELECT person FROM attempt WHERE incident = :i", i=incident)
    return {row["person"] for row in rows}


def test_the_duty_officer_is_not_told_the_report_that_he_has_just_entered(knowing: World) -> None:
    incident = knowing.open()
    with knowing.database.read() as connection:
        before = pulse(connection, incident)
    knowing.run(knowing.engine())
    assert told(knowing, incident) == {"lanshan-chief", "lanshan-deputy"}
    assert knowing.rows("SELECT person FROM call_entry WHERE person = :p", p=DESK) == []
    assert knowing.rows("SELECT person FROM watch WHERE person = :p", p=DESK) == []
    assert knowing.rows("SELECT post FROM shortfall WHERE post = 'desk'") == []
    with knowing.database.read() as connection:
        shown = told_list(connection, knowing.desk.state(incident))
        assert shown.knows == {DESK: ("desk",)}
        assert DESK not in {p.person for p in shown.people}
        assert sum(shown.standing.values()) - shown.standing["delivered"] == 3, (
            "and one not reached"
        )
        assert pulse(connection, incident) != before


def test_who_has_no_number_is_not_looked_for_about_their_own_report(knowing: World) -> None:
    command = c.ReportIncident(title="x", place="甲村", what="溃口")
    incident = knowing.desk.open(command, "lanshan-liaison", "lanshan").incident
    knowing.run(knowing.engine())
    assert DESK in told(knowing, incident)
    gone = knowing.rows("SELECT person FROM shortfall WHERE incident = :i", i=incident)
    assert gone == []
    with knowing.database.read() as connection:
        assert known(connection, incident) == {"lanshan-liaison": ("coordination_liaison",)}
        before = knowing.clock.now() - timedelta(hours=1)
        assert known(connection, incident, before) == {}
        then = Minute.of(before, None)
        assert told_list(connection, knowing.desk.state(incident), then).knows == {}


def test_who_wrote_down_what_somebody_else_decided_is_told(knowing: World) -> None:
    """The plan's text may ask them to act on it."""
    incident = knowing.open()
    spoken = Spoken(on_behalf_of="vice_mayor", means="telephone", said_at=knowing.clock.now())
    knowing.desk.put(incident, c.StartResponse(level=2, spoken=spoken), DESK)
    knowing.run(knowing.engine())
    assert DESK in told(knowing, incident)
    with knowing.database.read() as connection:
        shown = told_list(connection, knowing.desk.state(incident))
        assert shown.knows == {}, "the newest thing is that a message waits for an answer"


def test_where_the_plan_does_not_say_so_everybody_is_told(world: World) -> None:
    incident = world.open()
    world.run(world.engine())
    assert told(world, incident) == {DESK, "lanshan-chief"}
    with world.database.read() as connection:
        assert known(connection, incident) == {}

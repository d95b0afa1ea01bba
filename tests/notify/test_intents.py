"""Intents commit with their event, addressed to posts."""

from __future__ import annotations

import pytest
from sqlalchemy import Connection

from incident import commands as c
from incident.desk import Desk
from incident.model import Spoken
from incident.ports import Commit
from notify.consequences import intents
from tests.notify.world import DESK, World


def test_an_intent_is_addressed_to_a_post_and_holds_nobodys_words(world: World) -> None:
    incident = world.open()
    rows = world.rows("SELECT * FROM intent ORDER BY position")
    assert [(r["event"], r["alert"], r["post"], r["key"]) for r in rows] == [
        ("IncidentReported", "reported", "desk", "entry-1"),
        ("IncidentReported", "reported", "rescue_chief", "entry-1"),
    ]
    assert {r["incident"] for r in rows} == {incident}
    assert "甲村" not in str(rows)
    assert "值班员" not in str(rows)


def test_intents_are_rolled_back_with_their_event(world: World) -> None:
    def fails(connection: Connection, commit: Commit) -> None:
        raise RuntimeError("the next consequence fails")

    desk = Desk(
        world.database, world.vault, world.directory, world.shelf, world.clock, world.ids,
        consequences=[intents, fails],
    )  # fmt: skip
    command = c.ReportIncident(title="x", place="甲村", what="溃口")
    with pytest.raises(RuntimeError):
        desk.open(command, DESK, "lanshan")
    assert world.rows("SELECT id FROM intent") == []
    assert world.rows("SELECT seq FROM event") == []


@pytest.mark.parametrize(("level", "told"), [(3, 0), (2, 7), (1, 7)])
def test_an_alert_with_a_level_is_for_it_and_graver_ones(
    world: World, level: int, told: int
) -> None:
    incident = world.open()
    by = {3: "rescue_chief", 2: "vice_mayor", 1: "mayor"}[level]
    spoken = Spoken(on_behalf_of=by, means="telephone", said_at=world.clock.now())
    world.desk.put(incident, c.StartResponse(level=level, spoken=spoken), DESK)
    rows = world.rows("SELECT group_id, post FROM intent WHERE event = 'ResponseStarted'")
    assert len(rows) == told
    if told:
        assert {"group_id": "works", "post": "rescue_vice"} in rows
        assert {"group_id": "", "post": "vice_mayor"} in rows


def test_an_alert_without_addressees_goes_to_the_group_that_the_event_names(world: World) -> None:
    incident = started(world)
    order = c.OrderTask(group="works", text="封堵溃口", verifier="vice_mayor")
    spoken = Spoken(on_behalf_of="vice_mayor", means="radio", said_at=world.clock.now())
    world.desk.put(incident, order.model_copy(update={"spoken": spoken}), DESK)
    rows = world.rows("SELECT group_id, post FROM intent WHERE event = 'TaskOrdered'")
    assert [(r["group_id"], r["post"]) for r in rows] == [
        ("works", "rescue_vice"), ("works", "rescue_chief"), ("works", "works_liaison"),
    ]  # fmt: skip


def started(world: World) -> str:
    incident = world.open()
    spoken = Spoken(on_behalf_of="vice_mayor", means="telephone", said_at=world.clock.now())
    world.desk.put(incident, c.StartResponse(level=2, spoken=spoken), DESK)
    return incident

"""What was once written means the same for ever: the golden log folds to the recorded state."""

from __future__ import annotations

import json
from itertools import pairwise
from typing import Any

import pytest

from incident.codec import decode
from incident.events import EVENTS
from incident.evolve import fold
from incident.export import verify_file
from incident.lifecycle import moves
from incident.state import Entry
from incident.upcast import upcast
from tests.golden.make import VERSIONS, lines, log_of, state_digest, state_of, story

NOT_IN_THE_STORY = {"PlanAdopted"}
"""It would need a second plan to assess by."""


every_version = pytest.mark.parametrize("version", VERSIONS)


def golden(version: str) -> list[Entry]:
    rows = [json.loads(x) for x in log_of(version).read_text(encoding="utf-8").splitlines()]
    return [decode(row["body"]) for row in rows if "body" in row]


@every_version
def test_the_golden_log_verifies_by_itself(version: str) -> None:
    verdict = verify_file(log_of(version).read_text(encoding="utf-8").splitlines(keepends=True))
    assert verdict.findings == ()
    assert verdict.seq == len(golden(version))


@every_version
def test_it_folds_to_the_recorded_state(version: str) -> None:
    state = fold("inc-1", golden(version))
    assert state.stage == "closed"
    recorded = json.loads(state_of(version).read_text(encoding="utf-8"))
    assert recorded == {"sha256": state_digest(state, version)}


def test_the_newest_holds_every_event_that_exists() -> None:
    newest = golden(VERSIONS[-1])
    assert set(EVENTS) - {entry.event.wire() for entry in newest} == NOT_IN_THE_STORY


@every_version
def test_its_stages_are_moves_of_the_table(version: str) -> None:
    entries = golden(version)
    stages = [fold("inc-1", entries[:n]).stage for n in range(len(entries) + 1)]
    assert {(a, b) for a, b in pairwise(stages) if a != b} <= moves()


def test_the_story_is_made_the_same_way_twice() -> None:
    assert lines(story()) == lines(story())


def test_an_old_shape_goes_up_step_by_step() -> None:
    """Made-up steps: version 1 had ``text``, version 2 ``words``, version 3 also says where."""

    def renamed(data: dict[str, Any]) -> dict[str, Any]:
        return {"words": data["text"]}

    def placed(data: dict[str, Any]) -> dict[str, Any]:
        return {**data, "place": None}

    steps = {("Said", 1): renamed, ("Said", 2): placed}
    newest = {"words": "ref.1", "place": None}
    old = {"text": "ref.1"}
    assert upcast("Said", 1, old, steps) == newest
    assert upcast("Said", 2, {"words": "ref.1"}, steps) == newest
    assert upcast("Said", 3, newest, steps) == newest
    assert upcast("Other", 1, old, steps) == old
    assert old == {"text": "ref.1"}, "stored data is not changed in place"


def test_every_event_s_version_can_be_reached_from_the_first() -> None:
    for name, event in EVENTS.items():
        reached = 1
        while reached < event.schema_version:
            assert upcast(name, reached, {"x": 1}) is not None
            reached += 1
        assert reached == event.schema_version

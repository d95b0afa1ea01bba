"""What an alert's text needs is taken from the event and the incident, without people's words."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from incident import events as e
from incident.ports import Commit
from incident.state import Incident, Opening, TaskState
from notify.facts import facts, level_of, subject_groups
from playbooks.load import load_plan
from playbooks.lookup import Playbook
from playbooks.schema.alerts import Asks
from tests.notify.world import PLAN, alert

NOON = datetime(2024, 6, 1, 4, 0, tzinfo=UTC)
LATER = NOON + timedelta(hours=1)
ANY = alert("any", "NoteAdded", "x", "x")


@pytest.fixture(scope="module")
def commit() -> Commit:
    opening = Opening(
        "lanshan", "甲库漫顶", "ref.place", "ref.what", None, NOON, "d1", "t1", None, None
    )
    tasks = {
        "survey-dam": TaskState("survey-dam", "works", "assigned", LATER, {"assigned": NOON}),
        "own": TaskState("own", "people", "assigned", None, {"assigned": NOON}, text="ref.task"),
        "own-due": TaskState(
            "own-due", "people", "assigned", LATER, {"assigned": NOON}, text="ref.due"
        ),
    }
    state = Incident("inc", stage="responding", opening=opening, tasks=tasks, level=2)
    book = Playbook.of(load_plan(PLAN))
    return Commit("inc", "lanshan", "real", state, state, (), book, NOON)


def test_where_it_is_and_what_it_is_called(commit: Commit) -> None:
    got = facts(commit, ANY, e.NoteAdded(note="ref.note"), "")
    assert (got["kind"], got["learned_at"], got["occurred_at"]) == (
        "accident",
        NOON.isoformat(),
        None,
    )
    assert "甲库漫顶" not in str(got), "a title that somebody typed is sent to nobody"
    assert (got["place_ref"], got["dam"], got["township"]) == ("ref.place", "d1", "t1")
    assert (got["level"], got["group"], got["clause"]) == (2, "", None)


def test_the_events_own_level_and_clause_go_before(commit: Commit) -> None:
    event = e.LevelRaised(level=1, was=2, by="mayor", clause="4.3", skipped=())
    assert level_of(commit, event) == 1
    assert facts(commit, ANY, event, "")["clause"] == "4.3"
    ending = e.Proposed(decision="end", action="end", level=None, by="x", step=1, reason=None)
    assert level_of(commit, ending) == 2


def given(*tasks: tuple[str, str, datetime | None]) -> e.TasksAssigned:
    made = tuple(e.Assignment(task=t, group=g, due_at=d) for t, g, d in tasks)
    return e.TasksAssigned(trigger="started", tasks=made)


def test_a_group_hears_of_its_own_tasks_the_nearest_limit_first(
    commit: Commit,
) -> None:
    event = given(
        ("a", "works", LATER), ("b", "people", None), ("c", "works", NOON), ("d", "works", None)
    )
    assert subject_groups(commit, event) == ("works", "people")
    works = facts(commit, ANY, event, "works")
    assert (works["tasks"], works["due_at"]) == (["c", "a", "d"], NOON.isoformat())
    assert works["dues"] == [NOON.isoformat(), LATER.isoformat(), None]
    people = facts(commit, ANY, event, "people")
    assert (people["tasks"], people["due_at"]) == (["b"], None)
    assert facts(commit, ANY, event, "")["tasks"] == ["c", "a", "b", "d"]


@pytest.mark.parametrize(
    ("event", "groups"),
    [
        (e.GroupsPut(groups=("works", "people")), ("works", "people")),
        (e.GroupAdded(group="works", by="mayor"), ("works",)),
        (e.TaskBlocked(task="own", reason="r"), ("people",)),
        (e.TaskBlocked(task="none", reason="r"), ()),
        (e.NoteAdded(note="r"), ()),
    ],
)
def test_groups_that_an_event_names(
    commit: Commit, event: e.Event, groups: tuple[str, ...]
) -> None:
    assert subject_groups(commit, event) == groups


def test_a_task_of_the_plan_is_named_and_one_in_peoples_words_referred_to(commit: Commit) -> None:
    planned = facts(commit, ANY, e.TaskBlocked(task="survey-dam", reason="r"), "coordination")
    assert planned["group"] == "works", "the group that it is about, not the one that is told"
    assert (planned["tasks"], planned["due_at"]) == (["survey-dam"], LATER.isoformat())
    own = facts(commit, ANY, e.TaskReturned(task="own", reason="r"), "people")
    assert (own["task_refs"], own["due_at"]) == (["ref.task"], None)
    assert "tasks" not in facts(commit, ANY, e.TaskReturned(task="none", reason="r"), "")


def test_an_ordered_task_with_a_limit(commit: Commit) -> None:
    event = e.TaskOrdered(
        task="x", group="works", text="ref.x", proof="note", verifier="mayor", due_at=LATER
    )
    got = facts(commit, ANY, event, "works")
    assert (got["task_refs"], got["due_at"]) == (["ref.x"], LATER.isoformat())


def overdue(commit: Commit, duty: str) -> dict[str, Any]:
    return facts(commit, ANY, e.DutyOverdue(duty=duty, due_at=LATER), "")


def test_a_clock_that_ran_out_says_what_it_was_for(commit: Commit) -> None:
    assert overdue(commit, "task:survey-dam")["tasks"] == ["survey-dam"]
    assert overdue(commit, "task:own-due")["task_refs"] == ["ref.due"]
    clock = commit.playbook.plan.reporting.clocks[0]
    got = overdue(commit, f"report:{clock.line}:{clock.kind}:1")
    assert got["duty"] == ["report", clock.line, clock.kind]
    assert got["due_at"] == LATER.isoformat()
    unknown = overdue(commit, "sign:gone")
    assert "duty" not in unknown
    assert "tasks" not in unknown


def test_an_incident_without_a_response_has_no_level(commit: Commit) -> None:
    early = replace(commit, after=replace(commit.after, level=None))
    assert level_of(early, e.NoteAdded(note="r")) is None


ASKING = alert("asking", "Proposed", "x", "x", asks=Asks(action="start", valid_min=30))


def test_an_order_is_asked_for_only_while_there_is_something_to_decide(commit: Commit) -> None:
    """A secret for a decision that nobody has proposed would start a response by itself."""
    event = e.Proposed(decision="start:2", action="start", level=2, by="x", step=1, reason=None)
    assert "order" not in facts(commit, ASKING, event, "")
    waiting = replace(commit.after, decisions={"start:2": 4})
    order = facts(replace(commit, after=waiting), ASKING, event, "")["order"]
    assert (order["id"], order["version"], order["level"], order["minutes"]) == (
        "start:2", 4, 2, 30,
    )  # fmt: skip
    assert "order" not in facts(replace(commit, after=waiting), ANY, event, "")

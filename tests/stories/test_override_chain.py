"""Overrides and the chain of a decision: who may use one, who seconds it, what a refusal says."""

from __future__ import annotations

import pytest

from incident import commands as c
from incident.events import OverrideUsed
from incident.model import Override
from tests.incident.bench import CHIEF, COMMANDER, DESK, GENERAL, Bench


@pytest.fixture
def bench() -> Bench:
    return Bench().report()


def forced(level: int) -> c.StartResponse:
    return c.StartResponse(level=level, override=Override(reason="ref.r"))


def test_the_commander_goes_to_level_one_while_the_general_commander_cannot_be_had(
    bench: Bench,
) -> None:
    used, *_ = bench.do(forced(1), COMMANDER, person="p-commander")
    assert isinstance(used, OverrideUsed)
    assert used.instead_of == (GENERAL,)
    assert bench.state.level == 1
    own = c.SecondOverride(of="override-1")
    assert bench.refused(own, COMMANDER, person="p-commander").code == "second_person"
    bench.later(40).do(own, GENERAL)
    assert bench.state.overrides["override-1"].seconded_by == f"p-{GENERAL}"


def test_the_commander_who_was_passed_over_seconds(bench: Bench) -> None:
    bench.do(forced(2), "duty_leader")
    bench.do(c.SecondOverride(of="override-1"), COMMANDER)
    assert bench.state.overrides["override-1"].seconded_by == f"p-{COMMANDER}"


def test_a_raise_that_was_forced_is_seconded_by_its_chain(bench: Bench) -> None:
    bench.do(c.StartResponse(level=2), COMMANDER)
    bench.do(c.RaiseLevel(level=1, override=Override(reason="ref.r")), "duty_leader")
    bench.do(c.SecondOverride(of="override-1"), COMMANDER)
    assert bench.state.overrides["override-1"].seconded_by == f"p-{COMMANDER}"


def test_who_stands_outside_is_told_who_may(bench: Bench) -> None:
    refusal = bench.refused(forced(2), "health_head")
    assert (refusal.code, refusal.field) == ("not_authorised", "StartResponse")
    names, said = Bench().playbook.posts, refusal.allowed.say("zh")
    assert said.startswith(f"{names[COMMANDER].title.zh}；可作越权处置的还有：")
    for post in ("duty_leader", CHIEF, GENERAL):
        assert names[post].title.zh in said.partition("；")[2]
    plain = bench.refused(c.StartResponse(level=2), "health_head")
    assert plain.allowed.say("zh") == names[COMMANDER].title.zh


def test_outside_the_chain_nobody_seconds(bench: Bench) -> None:
    bench.do(forced(2), "duty_leader")
    assert bench.refused(c.SecondOverride(of="override-1"), "health_head").code == "not_authorised"
    assert bench.refused(c.SecondOverride(of="override-9"), CHIEF).code == "unknown_item"


def test_a_voice_that_there_is_not_is_named_by_its_field_and_its_deciders(bench: Bench) -> None:
    spoken = c.StartResponse(level=2, spoken=bench.spoken("emperor"))
    refusal = bench.refused(spoken, DESK)
    assert (refusal.code, refusal.field) == ("unknown_post", "spoken.on_behalf_of")
    assert refusal.allowed.say("zh") == bench.playbook.posts[COMMANDER].title.zh


def test_a_note_may_be_told_by_any_post(bench: Bench) -> None:
    refusal = bench.refused(c.AddNote(note="ref.n", spoken=bench.spoken("emperor")), DESK)
    assert refusal.field == "spoken.on_behalf_of"


def test_other_posts_that_there_are_not_are_named_by_their_field(bench: Bench) -> None:
    bench.do(c.StartResponse(level=2), COMMANDER)
    leader = c.ChangeGroup(group="rescue", liaison="emperor")
    assert bench.refused(leader, COMMANDER).field == "liaison"
    moved = c.RecordMovement(post="emperor", movement="arrived")
    assert bench.refused(moved, DESK).field == "post"

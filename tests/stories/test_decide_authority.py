"""Whose decision it is: by oneself, by word of mouth, without authority, under a superior."""

from __future__ import annotations

from datetime import timedelta

import pytest

from incident import commands as c
from incident.duties import duties
from incident.events import Declined, OverrideUsed, Proposed, ResponseStarted
from incident.model import DecidedOn, Override
from tests.incident.bench import (
    CHIEF,
    COMMANDER,
    DESK,
    GENERAL,
    START,
    SUPERIOR,
    Bench,
    names,
)


@pytest.fixture
def bench() -> Bench:
    return Bench().report()


@pytest.mark.parametrize(
    ("level", "post", "clause"), [(2, COMMANDER, "5.3.1"), (1, GENERAL, "5.3.2")]
)
def test_each_level_is_started_by_the_post_that_its_clause_names(
    bench: Bench, level: int, post: str, clause: str
) -> None:
    others = {COMMANDER, GENERAL, CHIEF, DESK, "county_magistrate"} - {post}
    for other in others:
        refusal = bench.refused(c.StartResponse(level=level), other)
        assert refusal.code == "not_authorised"
        assert bench.playbook.posts[post].title.zh in refusal.allowed.say("zh")
    events = bench.do(c.StartResponse(level=level), post)
    started = next(x for x in events if isinstance(x, ResponseStarted))
    assert (started.level, started.by, started.clause) == (level, post, clause)
    assert bench.stage() == "responding"


def test_a_person_without_any_post_decides_nothing(bench: Bench) -> None:
    assert bench.refused(c.StartResponse(level=2)).code == "not_authorised"
    assert bench.refused(c.AddNote(note="ref.n")).code == "not_authorised"


def test_a_start_waits_for_no_step_and_records_which_were_left_out(bench: Bench) -> None:
    bench.do(c.StartResponse(level=2), COMMANDER)
    assert bench.state.skipped == ("verification", "assessment", f"proposal:{CHIEF}")


def test_a_start_by_the_ordinary_way_leaves_nothing_out(bench: Bench) -> None:
    bench.do(c.SetVerification(status="full"), DESK)
    bench.claim("trapped", 2)
    bench.do(c.Propose(action="start", level=2), CHIEF)
    assert bench.stage() == "proposed"
    bench.do(c.StartResponse(level=2), COMMANDER)
    assert bench.state.skipped == ()


def test_a_spoken_order_is_in_force_at_once_and_signed_later(bench: Bench) -> None:
    spoken = bench.spoken(COMMANDER, witness="p-witness", recording="rec 17")
    events = bench.later(4).do(c.StartResponse(level=2, spoken=spoken), DESK)
    assert names(events)[:2] == ["OrderRecorded", "ResponseStarted"]
    order = bench.state.orders["order-1"]
    assert (order.on_behalf_of, order.recorded_by, order.status) == (
        COMMANDER,
        f"p-{DESK}",
        "to_sign",
    )
    assert bench.state.started_at == START
    started = bench.entries[-1]
    assert (started.on_behalf_of, started.order) == (COMMANDER, "order-1")
    assert started.recorded_at == START + timedelta(minutes=4)
    signing = {d.id: d for d in duties(bench.state, bench.playbook)}["sign:order-1"]
    assert signing.due_at == order.sign_by
    bench.do(c.SignOrder(order="order-1", sheet="sheet 3"), DESK)
    assert bench.state.orders["order-1"].status == "signed"
    assert (
        bench.refused(c.RefuseSigning(order="order-1", reason="ref.r"), DESK).code == "impossible"
    )


def test_an_order_that_is_not_signed_stays_so_and_nothing_is_undone(bench: Bench) -> None:
    bench.do(c.StartResponse(level=2, spoken=bench.spoken(COMMANDER)), DESK)
    bench.do(c.RefuseSigning(order="order-1", reason="ref.r"), DESK)
    assert bench.state.orders["order-1"].status == "refused"
    assert bench.stage() == "responding"
    assert bench.refused(c.SignOrder(order="order-9", sheet="s"), DESK).code == "unknown_order"


def test_only_record_keepers_write_down_what_others_said(bench: Bench) -> None:
    by_other = c.StartResponse(level=2, spoken=bench.spoken(COMMANDER))
    assert bench.refused(by_other, "health_head").code == "not_allowed"
    wrong_voice = c.StartResponse(level=2, spoken=bench.spoken("health_head"))
    assert bench.refused(wrong_voice, DESK).code == "not_authorised"
    nobody = c.StartResponse(level=2, spoken=bench.spoken("emperor"))
    assert bench.refused(nobody, DESK).code == "unknown_post"


def test_an_order_spoken_in_the_future_is_refused(bench: Bench) -> None:
    spoken = bench.spoken(COMMANDER).model_copy(
        update={"said_at": bench.clock.now() + timedelta(minutes=6)}
    )
    assert bench.refused(c.StartResponse(level=2, spoken=spoken), DESK).code == "future_time"


def test_an_override_is_possible_loud_and_seconded_by_another_person(bench: Bench) -> None:
    command = c.StartResponse(level=2, override=Override(reason="ref.r"))
    assert bench.refused(command, "health_head").code == "not_authorised"
    events = bench.do(command, "duty_leader", person="p-leader")
    assert isinstance(events[0], OverrideUsed)
    assert events[0].instead_of == (COMMANDER,)
    started = next(x for x in events if isinstance(x, ResponseStarted))
    assert started.by == "duty_leader", "the log must not say that the commander decided"
    assert all(x.override == "override-1" for x in bench.entries[-len(events) :])
    second = c.SecondOverride(of="override-1")
    assert bench.refused(second, "duty_leader", person="p-leader").code == "second_person"
    assert bench.refused(second, "health_head").code == "not_authorised"
    bench.later(30).do(second, CHIEF)
    mark = bench.state.overrides["override-1"]
    assert (mark.seconded_by, mark.seconded_at) == (f"p-{CHIEF}", bench.clock.now())
    assert bench.refused(second, CHIEF).code == "unknown_item"


def test_an_override_seconded_too_late_stays_late(bench: Bench) -> None:
    bench.do(c.StartResponse(level=2, override=Override(reason="ref.r")), "duty_leader")
    due = bench.state.overrides["override-1"].second_by
    bench.clock.move_to(due + timedelta(minutes=1))
    bench.do(c.SecondOverride(of="override-1"), CHIEF)
    clock = {d.id: d for d in duties(bench.state, bench.playbook)}["second:override-1"]
    assert clock.late(bench.clock.now())


def test_the_chain_proposes_in_its_own_name_and_once(bench: Bench) -> None:
    bench.claim("trapped", 2)
    events = bench.do(c.Propose(action="start", level=2, reason="ref.r"), CHIEF)
    assert isinstance(events[0], Proposed)
    assert (events[0].by, events[0].step) == (CHIEF, 1)
    assert bench.refused(c.Propose(action="start", level=2), CHIEF).code == "duplicate"
    assert bench.refused(c.Propose(action="start", level=2), "health_head").code == "not_authorised"


def test_a_proposal_can_be_declined_and_asked_again(bench: Bench) -> None:
    bench.claim("trapped", 2)
    bench.do(c.Propose(action="start", level=2), CHIEF)
    events = bench.do(c.Decline(decision="start:2", reason="ref.r", ask_for_more=True), COMMANDER)
    assert isinstance(events[0], Declined)
    assert events[0].by == COMMANDER
    assert bench.stage() == "assessed"
    assert bench.state.declined["start:2"].ask_for_more
    bench.do(c.Propose(action="start", level=2), CHIEF)
    assert bench.stage() == "proposed"
    assert bench.state.declined == {}


def test_the_end_is_not_proposed_before_a_response_runs(bench: Bench) -> None:
    assert bench.refused(c.Propose(action="end"), CHIEF).code == "impossible"
    bench.do(c.StartResponse(level=2), COMMANDER)
    assert bench.refused(c.Propose(action="end", level=2), CHIEF).code == "impossible"
    bench.do(c.Propose(action="end"), CHIEF)
    assert "end" in bench.state.proposals


@pytest.mark.parametrize("action", ["raise", "lower"])
def test_levels_are_not_proposed_where_they_do_not_fit(bench: Bench, action: str) -> None:
    for level in (1, 2):
        command = c.Propose.model_validate({"action": action, "level": level})
        assert bench.refused(command, CHIEF, COMMANDER).code == "impossible"


def test_a_superior_headquarters_holds_command_until_it_is_taken_back() -> None:
    bench = Bench().respond(2)
    bench.do(c.HandOverCommand(to="ref.to", sheet="sheet 9"), COMMANDER)
    assert bench.held_by() == "superior"
    refusal = bench.refused(c.RaiseLevel(level=1), GENERAL)
    assert refusal.code == "not_authorised"
    assert bench.playbook.posts[SUPERIOR].title.zh in refusal.allowed.say("zh")
    bench.do(c.RaiseLevel(level=1, spoken=bench.spoken(SUPERIOR)), DESK)
    assert bench.state.level == 1
    assert bench.refused(c.HandOverCommand(to="ref.to"), COMMANDER).code == "handed_over"
    bench.do(c.TakeBackCommand(sheet="sheet 10"), COMMANDER)
    assert bench.held_by() == "county"
    assert bench.refused(c.TakeBackCommand(), COMMANDER).code == "impossible"
    assert bench.refused(c.LowerLevel(level=2, reason="ref.r"), SUPERIOR).code == "not_authorised"


def test_forming_the_site_headquarters_under_a_superior_leaves_command_there() -> None:
    bench = Bench().respond(2)
    bench.do(c.HandOverCommand(to="ref.to"), COMMANDER)
    bench.do(c.FormOnSite(spoken=bench.spoken(SUPERIOR)), DESK)
    assert bench.held_by() == "superior"
    bench.do(c.TakeBackCommand(), COMMANDER)
    assert bench.held_by() == "onsite"


def test_a_vacant_post_acts_through_nobody_but_its_order_can_be_overridden(bench: Bench) -> None:
    """Nobody holds the post of the general commander: level I needs an override, level II not."""
    assert bench.refused(c.StartResponse(level=1), COMMANDER, CHIEF).code == "not_authorised"
    bench.do(c.StartResponse(level=2), COMMANDER)
    bench.do(c.RaiseLevel(level=1, override=Override(reason="ref.r")), "duty_leader")
    assert bench.state.level == 1
    assert bench.state.overrides["override-1"].seconded_by is None


@pytest.mark.parametrize(
    "command",
    [c.LowerLevel(level=1, reason="ref.r"), c.Propose(action="lower", level=1)],
)
def test_a_level_that_nobody_can_decide_about_is_told_which_there_are(
    bench: Bench, command: c.Command
) -> None:
    """Nothing is lowered to the highest level: no order of words of the code is read out."""
    bench.do(c.StartResponse(level=2), COMMANDER)
    refusal = bench.refused(command, COMMANDER)
    assert (refusal.code, refusal.field) == ("impossible", "level")
    assert (refusal.given.say("zh"), refusal.allowed.say("zh")) == ("县级一级响应", "县级二级响应")


def test_a_level_has_to_be_named_where_there_are_several(bench: Bench) -> None:
    refusal = bench.refused(c.Propose(action="start"), CHIEF)
    assert (refusal.code, refusal.field) == ("missing", "level")
    assert refusal.allowed.say("zh") == "县级一级响应、县级二级响应"


# -- what was decided on -------------------------------------------------------------------------


def test_an_arriving_claim_does_not_refuse_the_commander(bench: Bench) -> None:
    bench.claim("trapped", 1)
    basis = bench.decided_on("start:2")
    bench.claim("trapped", 2)
    bench.do(c.AddReport(what="ref.more"), DESK)
    bench.do(c.StartResponse(level=2, decided_on=basis), COMMANDER)
    assert bench.state.level == 2


def test_a_decision_that_somebody_else_took_is_stale(bench: Bench) -> None:
    bench.claim("trapped", 1)
    basis = bench.decided_on("start:2")
    bench.do(c.Propose(action="start", level=2), CHIEF)
    refusal = bench.refused(c.StartResponse(level=2, decided_on=basis), COMMANDER)
    assert (refusal.code, refusal.field) == ("stale_decision", "decided_on")
    bench.do(c.StartResponse(level=2, decided_on=bench.decided_on("start:2")), COMMANDER)


def test_an_unknown_version_is_stale(bench: Bench) -> None:
    basis = DecidedOn(decision="start:2", version=99)
    assert bench.refused(c.StartResponse(level=2, decided_on=basis), COMMANDER).code == (
        "stale_decision"
    )


def test_the_basis_of_another_decision_is_none(bench: Bench) -> None:
    """Level I's version says nothing of what became of level II meanwhile."""
    bench.claim("trapped", 3)
    other = bench.decided_on("start:1")
    bench.do(c.Propose(action="start", level=2), CHIEF)
    refusal = bench.refused(c.StartResponse(level=2, decided_on=other), COMMANDER)
    assert (refusal.code, refusal.field) == ("invalid", "decided_on")
    assert (refusal.value, refusal.given.say("en"), refusal.allowed.say("en")) == (
        "start:1",
        "start County Level I",
        "start County Level II",
    )
    declined = c.Decline(decision="start:2", reason="ref.r", decided_on=other)
    assert bench.refused(declined, COMMANDER).code == "invalid"
    assert bench.state.stage == "proposed"
    bench.do(c.StartResponse(level=2, decided_on=bench.decided_on("start:2")), COMMANDER)


def test_a_basis_that_nothing_ever_changes_is_none(bench: Bench) -> None:
    """A slip in its name would guard nothing, without a word."""
    bench.claim("trapped", 3)
    for version in (0, 7):
        slip = DecidedOn(decision="strat:2", version=version)
        refusal = bench.refused(c.AddNote(note="ref.n", decided_on=slip), DESK)
        assert (refusal.code, refusal.field) == ("unknown_decision", "decided_on")
        assert refusal.value == "strat:2"
    bench.do(c.AddNote(note="ref.n", decided_on=bench.decided_on("start:2")), DESK)


def test_a_decision_that_opened_by_itself_is_a_basis_until_it_closes(bench: Bench) -> None:
    """The end is offered once its conditions are met, before anybody proposed it."""
    bench.do(c.StartResponse(level=2), COMMANDER)
    conditions = [x.id for x in bench.playbook.plan.ending.conditions]
    for name in conditions:
        bench.do(c.SetCondition(condition=name, status="met", evidence="ref.e"), DESK)
    basis = DecidedOn(decision="end", version=0)
    bench.do(c.AddNote(note="ref.n", decided_on=basis), DESK)
    bench.do(c.SetCondition(condition=conditions[0], status="not_met", evidence="ref.e"), DESK)
    refusal = bench.refused(c.AddNote(note="ref.n", decided_on=basis), DESK)
    assert (refusal.code, refusal.field) == ("unknown_decision", "decided_on")


def test_a_machine_can_ask_for_the_exact_sequence(bench: Bench) -> None:
    seen = bench.state.seq
    bench.do(c.AddNote(note="ref.n", expected_seq=seen), DESK)
    refusal = bench.refused(c.AddNote(note="ref.n", expected_seq=seen), DESK)
    assert refusal.code == "stale_sequence"
    assert refusal.allowed.say("en") == str(bench.state.seq)


def test_a_time_slightly_ahead_is_kept_as_doubtful(bench: Bench) -> None:
    ahead = bench.clock.now() + timedelta(minutes=3)
    bench.do(c.AddNote(note="ref.n", happened_at=ahead), DESK)
    entry = bench.entries[-1]
    assert entry.doubtful_time
    assert entry.happened_at == ahead
    assert entry.counts_at == bench.clock.now()
    far = bench.clock.now() + timedelta(minutes=6)
    assert bench.refused(c.AddNote(note="ref.n", happened_at=far), DESK).code == "future_time"


def test_decisions_that_wait_are_named_in_words(bench: Bench) -> None:
    """Further groups are offered once a response runs; what is declined is not among them."""
    bench.do(c.StartResponse(level=2), COMMANDER)
    refused = bench.refused(c.Decline(decision="start:2", reason="ref.r"), COMMANDER)
    assert refused.code == "unknown_decision"
    assert "add working groups" in refused.say("en")
    assert "增设工作组" in refused.say("zh")
    assert "change_groups" not in refused.say("zh") + refused.say("en")


def test_beyond_the_highest_and_the_lowest_level_the_refusal_says_so(bench: Bench) -> None:
    """Read aloud, "nothing yet" would sound as if a level came later."""
    early = bench.refused(c.Propose(action="raise", level=1), COMMANDER)
    assert "to start: no response is running" in early.say("en")
    bench.do(c.StartResponse(level=1), GENERAL)
    top = bench.refused(c.RaiseLevel(level=1), GENERAL)
    assert (top.code, top.field) == ("impossible", "level")
    assert "which is in force: it is the highest" in top.say("en")
    assert "已是最高级" in top.say("zh")
    bench.do(c.LowerLevel(level=2, reason="ref.r"), GENERAL)
    bottom = bench.refused(c.LowerLevel(level=2, reason="ref.r"), GENERAL)
    assert "which is in force: it is the lowest" in bottom.say("en")
    assert "已是最低级" in bottom.say("zh")

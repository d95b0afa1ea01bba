"""Answers by village: unknown is not zero, sources that differ are both seen, totals say who is
silent."""

from __future__ import annotations

from datetime import timedelta

import pytest

from incident import commands as c
from incident.decide import Actor
from incident.told_aloud import told_aloud
from incident.villages import Total, standing, total
from runtime.refusal import Refused
from tests.incident.bench import DESK, Bench, names

UPPER, LOWER = "v-upper", "v-lower"
CONTACT = "village_contact"


@pytest.fixture
def bench() -> Bench:
    return Bench().report()


def report(bench: Bench, village: str = UPPER, **said: object) -> None:
    bench.do(c.ReportVillage.model_validate({"village": village, **said}), DESK)


def test_what_nobody_said_is_unknown_and_zero_is_a_figure(bench: Bench) -> None:
    report(bench, stage="answered", people_moved=0)
    stands = standing(bench.state.villages[UPPER])
    assert stands.stage == "answered"
    assert stands.figures["people_moved"].shown.value == 0
    assert "people_left" not in stands.figures
    assert standing(bench.state.villages.get(LOWER, ())).figures == {}


def test_the_source_is_who_enters_it_unless_somebody_else_said_it(bench: Bench) -> None:
    report(bench, stage="called")
    report(bench, people_moved=4, source="township_duty", means="telephone")
    first, second = bench.state.villages[UPPER]
    assert (first.source, second.source) == (DESK, "township_duty")


def test_the_latest_word_is_shown_though_it_was_entered_first(bench: Bench) -> None:
    now = bench.later(30).clock.now()
    report(bench, stage="moved", people_moved=40, source=CONTACT)
    report(
        bench, stage="called", people_moved=5, source=CONTACT, said_at=now - timedelta(hours=0.25)
    )
    stands = standing(bench.state.villages[UPPER])
    assert (stands.stage, stands.figures["people_moved"].shown.value) == ("moved", 40)


def test_each_stage_keeps_the_time_at_which_it_was_first_reached(bench: Bench) -> None:
    began = bench.clock.now()
    report(bench, stage="called", means="telephone")
    bench.later(3)
    report(bench, stage="called", source="township_duty")
    bench.later(4)
    report(bench, stage="moving", source=CONTACT, means="radio")
    bench.later(1)
    report(bench, people_moved=3, source=CONTACT)
    reached = standing(bench.state.villages[UPPER]).reached
    called, moving = reached["called"], reached["moving"]
    assert (called.at, called.source, called.means) == (began, DESK, "telephone")
    assert (moving.at - began, moving.source) == (timedelta(hours=7 / 60), CONTACT)
    assert moving.means == "radio"
    assert "answered" not in reached, "that a village acts does not say when it answered"


def test_an_earlier_call_that_is_entered_late_is_the_first(bench: Bench) -> None:
    began = bench.later(20).clock.now()
    report(bench, stage="called")
    report(bench, stage="called", source="township_duty", said_at=began - timedelta(hours=0.2))
    assert standing(bench.state.villages[UPPER]).reached["called"].source == "township_duty"


def test_who_cannot_leave_alone_has_a_helper_or_is_known_to_have_none(bench: Bench) -> None:
    report(bench, need_help=7)
    assert standing(bench.state.villages[UPPER]).without_helper is None
    bench.later(1)
    report(bench, with_helper=5, helpers="ref.1")
    bench.later(1)
    report(bench, stage="moving")
    stands = standing(bench.state.villages[UPPER])
    assert (stands.without_helper, stands.helpers) == (2, "ref.1")
    bench.later(1)
    report(bench, need_help=4)
    assert standing(bench.state.villages[UPPER]).without_helper is None, "they do not fit together"


def test_no_more_have_a_helper_than_need_one_and_a_source_is_of_the_plan(bench: Bench) -> None:
    many = c.ReportVillage(village=UPPER, need_help=2, with_helper=3)
    refusal = bench.refused(many, DESK)
    assert (refusal.code, refusal.field) == ("invalid", "with_helper")
    stranger = c.ReportVillage(village=UPPER, stage="called", source="somebody")
    refusal = bench.refused(stranger, DESK)
    assert (refusal.code, refusal.field) == ("invalid", "source")


def test_a_lower_later_figure_of_another_source_does_not_hide_the_higher_one(bench: Bench) -> None:
    report(bench, people_moved=40, people_left=9, source="township_duty")
    bench.later(5)
    report(bench, people_moved=31, people_left=2, source=CONTACT)
    figures = standing(bench.state.villages[UPPER]).figures
    moved = figures["people_moved"]
    assert moved.shown.value == 31
    assert moved.higher is not None
    assert (moved.higher.value, moved.higher.source) == (40, "township_duty")
    assert figures["people_left"].higher is None, "fewer who are left is what everybody hopes for"
    bench.later(5)
    report(bench, people_moved=30, source="township_duty")
    bench.later(1)
    report(bench, people_moved=31, source=CONTACT)
    assert standing(bench.state.villages[UPPER]).figures["people_moved"].higher is None


def test_a_total_counts_those_that_reported_and_names_the_silent(bench: Bench) -> None:
    both = (UPPER, LOWER)
    assert total(both, bench.state.villages, "people_moved") == Total(None, 0, 2)
    report(bench, people_moved=12)
    report(bench, LOWER, stage="called")
    assert total(both, bench.state.villages, "people_moved") == Total(12, 1, 1)


def test_a_report_says_something_of_a_village_that_there_is(bench: Bench) -> None:
    empty = c.ReportVillage(village=UPPER, source=CONTACT)
    assert bench.refused(empty, DESK).code == "missing"
    nowhere = c.ReportVillage(village="v-nowhere", stage="called")
    assert bench.refused(nowhere, DESK).code == "unknown_item"
    ahead = bench.clock.now() + timedelta(hours=1)
    late = c.ReportVillage(village=UPPER, stage="called", said_at=ahead)
    assert bench.refused(late, DESK).code == "future_time"


def test_a_contact_speaks_for_their_own_village(bench: Bench) -> None:
    contact = Actor("p-contact", frozenset({CONTACT}), places=frozenset({UPPER}))
    events = bench.act(c.ReportVillage(village=UPPER, stage="answered"), contact)
    assert names(events) == ["VillageReported"]
    with pytest.raises(Refused) as refused:
        bench.act(c.ReportVillage(village=LOWER, stage="answered"), contact)
    assert (refused.value.code, refused.value.field) == ("not_allowed", "village")
    everywhere = Actor("p-other", frozenset({CONTACT}))
    bench.act(c.ReportVillage(village=LOWER, stage="answered"), everywhere)
    assert bench.state.villages[LOWER][-1].stage == "answered"


def test_told_aloud_counts_by_who_did_it_and_is_no_stage(bench: Bench) -> None:
    began = bench.clock.now()
    report(bench, aloud="gong", done_by="ref.1", source=CONTACT)
    bench.later(2)
    report(bench, aloud="door_to_door", done_by="ref.2")
    before = standing(bench.state.villages[UPPER])
    assert (before.stage, dict(before.reached)) == (None, {}), "told is not answered"
    bench.later(2)
    report(bench, stage="answered", aloud="gong", done_by="ref.3")
    stands = standing(bench.state.villages[UPPER])
    told = [(a.way, a.at - began, a.done_by) for a in told_aloud(bench.state, UPPER)]
    assert told == [
        ("door_to_door", timedelta(minutes=2), "ref.2"), ("gong", timedelta(minutes=4), "ref.3"),
    ]  # fmt: skip
    assert set(stands.reached) == {"answered"}


def test_a_gong_has_somebody_who_beat_it_and_somebody_a_way(bench: Bench) -> None:
    gong = c.ReportVillage(village=UPPER, aloud="gong")
    refusal = bench.refused(gong, DESK)
    assert (refusal.code, refusal.field) == ("missing", "done_by")
    somebody = c.ReportVillage(village=UPPER, done_by="ref.1")
    refusal = bench.refused(somebody, DESK)
    assert (refusal.code, refusal.field) == ("missing", "aloud")

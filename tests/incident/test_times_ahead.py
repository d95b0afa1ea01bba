"""A watch or telephone that runs ahead: what it says is kept and marked, and moves no clock."""

from __future__ import annotations

from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest

from incident import commands as c
from incident import events as e
from incident.codec import Envelope, decode, encode
from incident.decide.times import STATED
from incident.figures import figures
from incident.model import Spoken
from incident.narrate import sentence
from tests.incident.bench import COMMANDER, COUNTY, DESK, Bench, wutai

MEMBER = "rescue_liaison"
AHEAD = timedelta(minutes=3)


@pytest.fixture
def bench() -> Bench:
    return Bench().report()


def marked(bench: Bench, since: int) -> bool:
    told = bench.entries[since:]
    assert told
    return all(entry.doubtful_time for entry in told)


def test_the_list_has_every_time_of_something_past() -> None:
    past = {
        name
        for command in c.COMMANDS.values()
        for name in command.model_fields
        if name.endswith("_at") and name != "due_at"
    }
    assert past == set(STATED)


def test_a_report_s_times_are_kept_and_marked_and_its_clocks_count_from_the_receipt() -> None:
    bench = Bench()
    now, soon = bench.clock.now(), bench.clock.now() + AHEAD
    command = c.ReportIncident(
        kind="accident", mode="real", place="ref.p", what="ref.w", occurred_at=soon, learned_at=soon
    )
    bench.do(command, DESK)
    (reported, *_) = bench.entries
    assert isinstance(reported.event, e.IncidentReported)
    assert (reported.event.occurred_at, reported.event.learned_at) == (soon, soon)
    assert (reported.happened_at, marked(bench, 0)) == (now, True)
    opened = bench.state.opened
    assert (opened.occurred_at, opened.learned_at) == (now, now)
    assert (opened.occurred_stated, opened.learned_stated) == (soon, soon)
    told = sentence(reported, wutai(), {}, {})
    there = [at.astimezone(ZoneInfo("Asia/Shanghai")).strftime("%H:%M") for at in (soon, now)]
    assert f"learned {there[0]} (doubtful time, counted from {there[1]})" in told.say("en")


def test_times_that_count_as_they_were_stated_are_shown_once(bench: Bench) -> None:
    assert (bench.state.opened.occurred_stated, bench.state.opened.learned_stated) == (None, None)
    assert "doubtful" not in sentence(bench.entries[0], wutai(), {}, {}).say("en")


def test_a_further_report_of_a_time_ahead_is_marked(bench: Bench) -> None:
    before = len(bench.entries)
    bench.do(c.AddReport(what="ref.w", occurred_at=bench.clock.now() + AHEAD), DESK)
    assert marked(bench, before)


def test_a_press_ahead_keeps_its_time_and_starts_the_response_now(bench: Bench) -> None:
    bench.claim("trapped", 1)
    now, before = bench.clock.now(), len(bench.entries)
    command = c.StartResponse(
        level=2, happened_at=now + AHEAD, decided_on=bench.decided_on("start:2")
    )
    bench.do(command, COMMANDER)
    assert {entry.happened_at for entry in bench.entries[before:]} == {now + AHEAD}
    assert marked(bench, before)
    assert (bench.state.started_at, bench.state.level_since) == (now, now)


def test_a_time_ahead_is_in_the_stored_log(bench: Bench) -> None:
    bench.do(c.AddNote(note="ref.n", happened_at=bench.clock.now() + AHEAD), DESK)
    envelope = Envelope("inc-1", COUNTY, "real")
    read = decode(encode(envelope, bench.entries[-1], "0" * 64))
    assert (read.happened_at, read.doubtful_time) == (bench.clock.now() + AHEAD, True)


def test_an_observation_ahead_is_marked_and_displaces_no_later_one(bench: Bench) -> None:
    ahead = bench.clock.now() + AHEAD
    before = len(bench.entries)
    bench.claim("missing", 2, observed_at=ahead)
    assert marked(bench, before)
    assert bench.state.claims["claim-1"].observed_at == ahead
    assert bench.state.claims["claim-1"].doubtful_time
    bench.later(1)
    bench.claim("missing", 3)
    assert not bench.state.claims["claim-2"].doubtful_time
    shown = figures(bench.state)["missing"].shown
    assert shown is not None
    assert shown.value == 3


def test_a_spoken_order_said_ahead_is_marked_though_its_own_time_is_given(bench: Bench) -> None:
    bench.claim("trapped", 1)
    now, before = bench.clock.now(), len(bench.entries)
    spoken = Spoken(on_behalf_of=COMMANDER, means="telephone", said_at=now + AHEAD)
    command = c.StartResponse(
        level=2, happened_at=now, spoken=spoken, decided_on=bench.decided_on("start:2")
    )
    bench.do(command, DESK)
    assert marked(bench, before)
    assert bench.state.orders["order-1"].said_at == now + AHEAD


def test_who_arrived_by_a_watch_ahead_can_leave_a_minute_later(bench: Bench) -> None:
    ahead = bench.clock.now() + AHEAD
    bench.do(c.CheckIn(movement="arrived", happened_at=ahead), MEMBER, person="p-1")
    bench.later(1)
    bench.do(c.CheckIn(movement="left", happened_at=bench.clock.now()), MEMBER, person="p-1")
    assert bench.state.presence["p-1"].movement == "left"


@pytest.mark.parametrize("minutes", [-30, 0])
def test_a_time_that_is_not_ahead_is_not_marked(bench: Bench, minutes: int) -> None:
    at = bench.clock.now() + timedelta(minutes=minutes)
    bench.do(c.AddNote(note="ref.n", happened_at=at), DESK)
    entry = bench.entries[-1]
    assert (entry.happened_at, entry.counts_at, entry.doubtful_time) == (at, at, False)

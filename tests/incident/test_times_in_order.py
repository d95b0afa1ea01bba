"""Times that cannot follow on each other: refused with the way out, or kept and marked."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from incident import commands as c
from incident.model import Spoken
from tests.incident.bench import COMMANDER, DESK, Bench
from tests.stories.test_hawaii import approval, draft, out

HOUR = timedelta(hours=1)


def report(kind: str, occurred: datetime | None, learned: datetime) -> c.ReportIncident:
    return c.ReportIncident.model_validate(
        {
            "kind": kind,
            "place": "ref.p",
            "what": "ref.w",
            "occurred_at": occurred,
            "learned_at": learned,
        }
    )


def test_an_accident_that_was_learned_hours_before_it_happened_is_no_report() -> None:
    """The clocks would start hours too early; a sign that was seen before is another kind."""
    bench = Bench()
    now = bench.clock.now()
    refused = bench.refused(report("accident", now - HOUR, now - 3 * HOUR), DESK)
    assert (refused.code, refused.field) == ("invalid", "learned_at")
    assert "险情" in refused.say("zh")
    assert "reported as a dangerous sign" in refused.say("en")
    bench.do(report("dangerous_sign", now - HOUR, now - 3 * HOUR), DESK)
    assert bench.state.opened.learned_at == now - 3 * HOUR
    bench.do(c.ChangeKind(kind="accident", reason="ref.r"), DESK)
    assert bench.state.opened.learned_at == now - 3 * HOUR


@pytest.mark.parametrize(("minutes", "marked"), [(4, True), (0, False), (-60, False)])
def test_watches_that_differ_by_minutes_are_kept_and_marked(minutes: int, marked: bool) -> None:
    bench = Bench()
    at = bench.clock.now() - HOUR
    bench.do(report("accident", at, at - timedelta(minutes=minutes)), DESK)
    assert bench.entries[0].doubtful_time is marked
    assert bench.state.opened.occurred_at == at
    assert bench.state.opened.learned_at == at - timedelta(minutes=minutes)


def test_what_was_passed_on_before_it_was_learned_is_marked() -> None:
    bench = Bench().report()
    learned = bench.state.opened.learned_at
    told = {"line": "government", "kind": "telephone_first", "number": "sim:0900"}
    early = {**told, "receiver": "ref.r", "told_at": learned - 2 * HOUR}
    bench.do(c.TellReport.model_validate(early), DESK)
    assert bench.entries[-1].doubtful_time
    later = {**told, "kind": "continued", "receiver": "ref.r", "told_at": learned}
    bench.do(c.TellReport.model_validate(later), DESK)
    assert not bench.entries[-1].doubtful_time


def test_nothing_is_told_or_decided_days_before_the_case() -> None:
    bench = Bench().report()
    long_ago = bench.clock.now() - timedelta(days=30)
    told = {
        "line": "government", "kind": "telephone_first", "number": "1", "receiver": "r",
        "told_at": long_ago,
    }  # fmt: skip
    refused = bench.refused(c.TellReport.model_validate(told), DESK)
    assert (refused.code, refused.field) == ("invalid", "told_at")
    start = c.StartResponse(level=2, happened_at=long_ago)
    refused = bench.refused(start, COMMANDER)
    assert (refused.code, refused.field) == ("invalid", "happened_at")
    bench.do(c.AddNote(note="ref.n", happened_at=long_ago), DESK)
    assert bench.entries[-1].happened_at == long_ago, "a note may tell of what was before"


def test_a_sheet_is_not_signed_before_the_order_was_given() -> None:
    bench = Bench().report()
    said = bench.clock.now()
    order = Spoken(on_behalf_of=COMMANDER, means="telephone", said_at=said)
    bench.do(c.StartResponse(level=2, spoken=order), DESK)
    signing = {"order": "order-1", "sheet": "1"}
    early = c.SignOrder.model_validate({**signing, "signed_at": said - HOUR})
    refused = bench.refused(early, DESK)
    assert (refused.code, refused.field) == ("invalid", "signed_at")
    assert "order was given" in refused.say("en")
    bench.do(c.SignOrder.model_validate({**signing, "signed_at": said}), DESK)
    assert bench.state.orders["order-1"].status == "signed"


DAYS = timedelta(days=30)
RECEIPT = {"warning": "warning-1", "platform": "loudspeaker", "outcome": "received"}
VILLAGE = {"village": "v-upper", "stage": "moving"}


def village(**more: object) -> c.ReportVillage:
    return c.ReportVillage.model_validate({**VILLAGE, **more})


def receipt(**more: object) -> c.RecordWarningReceipt:
    return c.RecordWarningReceipt.model_validate({**RECEIPT, **more})


def test_no_village_answers_and_no_warning_is_heard_days_before_the_case() -> None:
    bench = out(Bench().report())
    for command in (village, receipt):
        refused = bench.refused(command(said_at=bench.clock.now() - DAYS), DESK)
        assert (refused.code, refused.field) == ("invalid", "said_at")
        assert "不早于" in refused.say("zh")
        assert "no earlier than" in refused.say("en")


def test_a_village_that_moved_days_before_by_itself_is_kept_and_marked() -> None:
    bench = Bench().report()
    bench.do(village(happened_at=bench.clock.now() - DAYS), DESK)
    assert bench.entries[-1].doubtful_time


@pytest.mark.parametrize(("minutes", "marked"), [(61, True), (60, False), (0, False)])
def test_a_village_that_answered_before_the_beginning_is_kept_and_marked(
    minutes: int, marked: bool
) -> None:
    """What is known of the beginning may be wrong; a village is not."""
    bench = Bench()
    bench.report(occurred_at=bench.clock.now() - HOUR)
    said = bench.clock.now() - timedelta(minutes=minutes)
    bench.do(village(said_at=said), DESK)
    assert bench.entries[-1].doubtful_time is marked
    assert bench.state.villages["v-upper"][-1].said_at == said


@pytest.mark.parametrize(("minutes", "marked"), [(20, True), (0, False)])
def test_a_warning_that_was_heard_before_it_was_approved_is_kept_and_marked(
    minutes: int, marked: bool
) -> None:
    """It was let out by word of mouth and entered later, or by a watch that is slow: who heard it
    is not lost for that."""
    bench = out(Bench().report().later(30))
    said = bench.clock.now() - timedelta(minutes=minutes)
    bench.later(10).do(receipt(said_at=said), DESK)
    assert bench.entries[-1].doubtful_time is marked
    assert bench.state.warnings["warning-1"].receipts[-1].said_at == said


@pytest.mark.parametrize("hours", [0, 1])
def test_an_error_found_before_the_warning_went_out_is_kept_and_marked(hours: int) -> None:
    """Nobody approves what they know to be wrong; but a warning that was given by voice is entered
    later, and to take it back is never held up by a time."""
    bench = Bench().report().later(120)
    bench.do(draft(bench), DESK)
    found = bench.clock.now() - HOUR * hours
    bench.later(10).do(approval(bench), COMMANDER)
    command = {"warning": "warning-1", "correction": "false_alarm", "discovered_at": found}
    bench.do(c.CorrectWarning.model_validate(command), DESK)
    assert bench.entries[-1].doubtful_time
    assert bench.state.warnings["warning-2"].discovered_at == found


def test_a_clock_that_was_put_right_holds_nothing_back() -> None:
    """It ran ahead when the warning and the message went out: now lies before both, and before the
    beginning of the case."""
    bench = out(Bench().report().later(30))
    bench.do(c.SendNotice(posts=(COMMANDER,), words="ref.w"), DESK)
    entry = bench.state.seq
    bench.clock.at -= DAYS
    taking_back = {"warning": "warning-1", "correction": "false_alarm"}
    bench.do(c.CorrectWarning.model_validate(taking_back), DESK)
    corrected = {"entry": entry, "correction": "corrected", "words": "ref.c"}
    bench.do(c.CorrectNotice.model_validate(corrected), DESK)
    bench.do(village(), DESK)
    order = Spoken(on_behalf_of=COMMANDER, means="telephone", said_at=bench.clock.now())
    bench.do(c.StartResponse(level=2, spoken=order), DESK)
    bench.clock.at -= HOUR
    bench.do(c.SignOrder(order="order-1", sheet="1"), DESK)


def test_an_error_found_once_a_warning_is_out_is_not_marked() -> None:
    bench = out(Bench().report().later(30))
    found = bench.clock.now()
    command = {"warning": "warning-1", "correction": "false_alarm", "discovered_at": found}
    bench.later(10).do(c.CorrectWarning.model_validate(command), DESK)
    assert not bench.entries[-1].doubtful_time


@pytest.mark.parametrize(("minutes", "marked"), [(60, True), (3, True), (0, False), (-5, False)])
def test_an_error_of_a_message_found_before_it_was_sent_is_marked(
    minutes: int, marked: bool
) -> None:
    bench = Bench().report().later(30)
    bench.do(c.SendNotice(posts=(COMMANDER,), words="ref.w"), DESK)
    sent, entry = bench.clock.now(), bench.state.seq
    bench.later(10)
    taking_back = {"entry": entry, "correction": "corrected", "words": "ref.c"}
    found = sent - timedelta(minutes=minutes)
    bench.do(c.CorrectNotice.model_validate({**taking_back, "found_at": found}), DESK)
    assert bench.entries[-1].doubtful_time is marked
    assert bench.state.notices["notice-2"].found_at == found

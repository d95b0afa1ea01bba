"""What a command may hold: times within reason, words that can be seen, things that there are."""

from __future__ import annotations

import json
import logging
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from pydantic import ValidationError

from incident import commands as c
from incident import events as e
from incident.model import Spoken, blank
from incident.narrate import narrate
from incident.verify import verify
from runtime.refusal import Refused
from runtime.wallclock import local
from tests.incident.bench import COMMANDER, DESK, Bench
from tests.incident.conftest import House

OFFICER = "wutai-duty-officer"
FIRST_YEAR = datetime(1999, 12, 31, tzinfo=UTC)
LAST_YEAR = datetime(9999, 12, 31, 23, 59, 59, tzinfo=UTC)


def asked(by: datetime) -> list[c.Command]:
    """Every command with a time by which something is wanted."""
    return [
        c.RecordInstruction(from_whom="ref.f", words="ref.w", means="telephone", answer_by=by),
        c.RecordInquiry(from_whom="ref.f", question="ref.q", answer_by=by),
        c.OrderTask(group="rescue", text="ref.t", verifier=COMMANDER, due_at=by),
    ]


def happened(at: datetime) -> list[c.Command]:
    """Every command with a time at which something happened."""
    told = Bench().playbook.plan.reporting.told[0].id
    spoken = Spoken(on_behalf_of=COMMANDER, means="telephone", said_at=at)
    return [
        c.AddNote(note="ref.n", happened_at=at),
        c.AddReport(what="ref.w", occurred_at=at),
        c.RecordClaim(measure="dead", value=1, source="township", observed_at=at),
        c.TellReport(
            line="government", kind="continued", number="ref.n", receiver="ref.r", told_at=at
        ),
        c.TellOutsider(entry=told, means="telephone", who="ref.w", told_at=at),
        c.OrderTask(group="rescue", text="ref.t", verifier=COMMANDER, spoken=spoken),
    ]


@pytest.mark.parametrize("at", [FIRST_YEAR, datetime(1, 1, 1, tzinfo=UTC)])
def test_nothing_lies_before_the_year_2000(at: datetime) -> None:
    bench = Bench().respond()
    for command in (*asked(at), *happened(at)):
        refused = bench.refused(command, DESK, COMMANDER)
        assert refused.code == "invalid", command.wire()
        assert "2000-01-01" in refused.allowed.say("en")


def test_an_order_was_not_spoken_days_before_anybody_knew_of_the_case() -> None:
    """A slip in the year or the day; a wrong hour, or a beginning that is not known well, is not
    what keeps an order from counting."""
    bench = Bench()
    bench.report(occurred_at=bench.clock.now() - timedelta(hours=2))
    began = bench.clock.now() - timedelta(hours=2)
    for at in (began - timedelta(days=400), began - timedelta(days=1, minutes=1)):
        spoken = Spoken(on_behalf_of=COMMANDER, means="telephone", said_at=at)
        refused = bench.refused(c.StartResponse(level=2, spoken=spoken), DESK)
        assert (refused.code, refused.field) == ("invalid", "spoken.said_at")
        assert "2024-07-" in refused.allowed.say("en")
    spoken = Spoken(on_behalf_of=COMMANDER, means="telephone", said_at=began - timedelta(hours=3))
    bench.do(c.StartResponse(level=2, spoken=spoken), DESK)
    assert bench.stage() == "responding"


@pytest.mark.parametrize("field", ["dam", "township"])
def test_a_place_that_the_registry_does_not_have_is_refused(field: str) -> None:
    report = c.ReportIncident(place="ref.p", what="ref.w").model_copy(update={field: "nowhere"})
    refused = Bench().refused(report, DESK)
    assert (refused.code, refused.field, refused.value) == ("unknown_item", field, "nowhere")


@pytest.mark.parametrize("value", [10_000_000, 10**12, 2**63])
def test_no_accident_has_more_people_than_a_county(value: int) -> None:
    claim = c.RecordClaim(measure="missing", value=value, source="township")
    refused = Bench().respond().refused(claim, DESK)
    assert (refused.code, refused.field) == ("invalid", "value")
    assert "0 to 9999999" in refused.allowed.say("en")


def test_nothing_is_wanted_later_than_in_400_days() -> None:
    bench = Bench().respond()
    for late in (LAST_YEAR, bench.clock.now() + timedelta(days=401)):
        for command in asked(late):
            assert bench.refused(command, DESK, COMMANDER).code == "invalid", command.wire()
    for command in asked(bench.clock.now() + timedelta(days=399)):
        bench.do(command, DESK, COMMANDER)


def test_nothing_has_happened_beyond_the_tolerance() -> None:
    bench = Bench().respond()
    for command in happened(LAST_YEAR):
        assert bench.refused(command, DESK, COMMANDER).code == "future_time", command.wire()


@pytest.mark.parametrize("text", ["0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-12:00"])
def test_an_offset_that_leaves_the_calendar_is_a_mistake_not_a_fault(text: str) -> None:
    with pytest.raises(ValidationError, match="happened_at"):
        c.AddNote.model_validate_json(json.dumps({"note": "n", "happened_at": text}))


def test_what_is_in_a_log_already_stays_readable() -> None:
    """A log is never changed, so a time that is refused now must still be shown."""
    bench = Bench().respond()
    entry = bench.entries[-1]
    for at in (LAST_YEAR, datetime(1, 1, 1, tzinfo=UTC)):
        event = e.InquiryRecorded(inquiry="inquiry-1", from_whom="r", question="r", answer_by=at)
        old = type(entry)(
            **{n: getattr(entry, n) for n in type(entry).__slots__ if n != "event"}, event=event
        )
        assert narrate(old, bench.playbook, {}, {}).say("en")
        assert local(at, ZoneInfo("Asia/Shanghai")).tzinfo is not None


BLANK = ["", " ", "\u3000\t", "\u200b", "\u2060\ufeff", "\u3164", "\n\n"]


@pytest.mark.parametrize("text", BLANK)
def test_blank_words_are_none(text: str) -> None:
    assert blank(text)
    for sent in (
        {"note": text},
        {"note": "n", "override": {"reason": text}},
    ):
        with pytest.raises(ValidationError) as wrong:
            c.AddNote.model_validate_json(json.dumps(sent))
        assert wrong.value.errors()[0]["type"] == "string_too_short"
    with pytest.raises(ValidationError):
        c.SetCondition(condition="rescued", status="met", evidence=text)
    with pytest.raises(ValidationError):
        c.SignOrder(order="order-1", sheet=text)


@pytest.mark.parametrize("text", ["坝", " 有 ", ".", "⚠", "\ue000", "𠮷"])
def test_what_can_be_seen_is_not_blank(text: str) -> None:
    assert not blank(text)
    assert c.AddNote(note=text).note == text


def test_a_log_with_a_blank_line_still_reads() -> None:
    signed = e.OrderSigned(order="order-1", sheet=" ", signed_at=LAST_YEAR, by_recorder=None)
    assert signed.sheet == " "


def test_approving_nothing_is_refused() -> None:
    with pytest.raises(ValidationError, match="figures"):
        c.ApproveFigures(figures={})


@pytest.mark.parametrize("contains", [("dead",), ("missing", "missing")])
def test_a_figure_contains_others_each_once(contains: tuple[str, ...]) -> None:
    bench = Bench().report()
    command = c.RecordClaim(measure="dead", value=1, source="township", contains=contains)
    refused = bench.refused(command, DESK)
    assert (refused.code, refused.field) == ("invalid", "contains")


def test_a_witness_is_somebody_else_whom_the_registry_has(house: House) -> None:
    incident, now = house.report(), house.clock.now()
    said = {"on_behalf_of": COMMANDER, "means": "telephone", "said_at": now}
    for witness, code in (
        ("ghost", "unknown_person"),
        ("wutai-ex-duty-officer", "unknown_person"),
        (OFFICER, "second_person"),
    ):
        command = c.StartResponse(
            level=2, spoken=Spoken.model_validate({**said, "witness": witness})
        )
        with pytest.raises(Refused) as refused:
            house.desk.put(incident, command, OFFICER)
        assert (refused.value.code, refused.value.field) == (code, "spoken.witness")
    heard = Spoken.model_validate({**said, "witness": "wutai-duty-leader"})
    house.desk.put(incident, c.StartResponse(level=2, spoken=heard), OFFICER)
    assert house.desk.state(incident).orders["order-1"].witness == "wutai-duty-leader"


@pytest.mark.parametrize("alert", ["nope", "entry-0", "entry-99", "entry-1x"])
def test_only_an_alert_that_there_was_is_answered(house: House, alert: str) -> None:
    incident = house.report()
    noted = house.desk.put(incident, c.AddNote(note="n"), OFFICER).state.seq
    for named in (alert, f"entry-{noted}"):
        with pytest.raises(Refused) as refused:
            house.desk.put(incident, c.AnswerAlert(alert=named), "wutai-health-head")
        assert (refused.value.code, refused.value.field) == ("unknown_item", "alert")
    house.desk.put(incident, c.AnswerAlert(alert="entry-1"), "wutai-health-head")


def test_only_somebody_of_the_registry_answers_or_arrives(house: House) -> None:
    incident = house.report()
    for command in (
        c.AnswerAlert(alert="entry-1", person="ghost"),
        c.CheckIn(movement="arrived", person="ghost"),
    ):
        with pytest.raises(Refused) as refused:
            house.desk.put(incident, command, OFFICER)
        assert (refused.value.code, refused.value.field) == ("unknown_person", "person")
    house.desk.put(incident, c.AnswerAlert(alert="entry-1", person="wutai-health-head"), OFFICER)


def test_an_unknown_level_or_decision_says_which_there_are() -> None:
    bench = Bench().respond()
    refused = bench.refused(c.RaiseLevel(level=99), COMMANDER)
    assert (refused.code, refused.field) == ("unknown_level", "level")
    refused = bench.refused(c.Decline(decision="zzz", reason="ref.r"), COMMANDER)
    assert (refused.code, refused.field) == ("unknown_decision", "decision")


def test_what_is_committed_is_answered_though_its_head_could_not_be_kept(
    house: House, caplog: pytest.LogCaptureFixture
) -> None:
    house.anchors.path.mkdir()
    with caplog.at_level(logging.ERROR):
        incident = house.report()
    assert incident in caplog.text
    assert "was not kept" in caplog.text
    house.anchors.path.rmdir()
    house.desk.put(incident, c.AddNote(note="n"), OFFICER)
    with house.database.read() as connection:
        verdict = verify(connection, incident, house.anchors.read(incident))
    assert verdict.sound
    assert verdict.anchor is not None
    assert verdict.anchor.seq == verdict.seq

"""Calls through a small Twilio: what is said, which key answers, and what a call's end means."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from notify.answers.words import KEYS
from notify.channel import Accepted, Message, Outcome, Permanent, Reply, Report, Temporary, Unknown
from notify.channels.twilio import bound, spoken
from notify.channels.twilio.bound import until
from notify.channels.twilio.channel import Twilio
from notify.channels.twilio.incoming import CALLS, call_report, message, pressed
from notify.channels.twilio.signed import check
from notify.channels.twilio.voice import KEY_PATH, RING_S, STATUS_PATH, TwilioVoice, keys_url
from runtime.clock import ManualClock
from runtime.refusal import Refused
from tests.fakes.twilio_calls import LONGEST_TWIML, Call, Form
from tests.fakes.twilio_server import SENDER, SID, TOKEN, FakeTwilio, running
from tests.notify.world import NOON

TO = "+15555550102"
HERE = "https://here.example"
END = until(NOON, bound.CALLS)
"""The time in every address of a call that is made at noon."""
TEXT = "溃坝预警：请立即到指挥部 <报到> & 待命。"


@pytest.fixture
def fake() -> Iterator[FakeTwilio]:
    with running() as server:
        yield server


def call(text: str = TEXT, address: str = TO, mode: str = "real") -> Message:
    return Message(
        attempt="att-1", incident="inc-1", jurisdiction="j", mode=mode, event="x", key="entry-1",
        person="p", posts=("desk",), position=1, address=address, text=text, text_ref="r",
    )  # fmt: skip


def send(fake: FakeTwilio, what: Message | None = None, **settings: Any) -> Outcome:
    given: dict[str, Any] = {"auth_token": TOKEN, "from_number": SENDER, **settings}

    async def once() -> Outcome:
        channel = TwilioVoice(
            SID,
            public_url=f"{HERE}/",
            base_url=fake.url,
            call_s=2.0,
            clock=ManualClock(NOON),
            **given,
        )
        try:
            return await channel.send(what or call())
        finally:
            await channel.close()

    return asyncio.run(once())


def made(fake: FakeTwilio, text: str = TEXT) -> Call:
    assert send(fake, call(text)) == Accepted(f"CA{len(fake.calls) - 1:032x}")
    return fake.calls[-1]


def test_a_call_is_taken_with_all_that_it_shall_tell(fake: FakeTwilio) -> None:
    form = made(fake).form
    assert (form["To"], form["From"], form["Timeout"]) == (TO, SENDER, str(RING_S))
    assert form["StatusCallback"] == f"{HERE}{STATUS_PATH}?attempt=att-1&until={END}"
    assert form.all("StatusCallbackEvent") == ["initiated", "ringing", "answered", "completed"]


@pytest.mark.parametrize(
    ("text", "language", "asks"),
    [(TEXT, "cmn-CN", spoken.ASKS["zh"]), ("Report at once.", "en-US", spoken.ASKS["en"])],
)
def test_who_listens_hears_it_twice_in_the_language_of_the_text(
    fake: FakeTwilio, text: str, language: str, asks: str
) -> None:
    it = made(fake, text)
    assert it.picked_up("", lambda _: "") == []
    assert it.heard == [(language, text), (language, asks)] * 2
    assert it.hung_up


def test_a_key_goes_to_the_public_address(fake: FakeTwilio) -> None:
    it = made(fake)
    (posted,) = it.picked_up("1", lambda report: spoken.taken(report.form["Digits"], "zh"))
    assert posted.url == f"{HERE}{KEY_PATH}?speaks=zh&wrong=0&until={END}"
    assert posted.url == keys_url(HERE, "zh", 0, END)
    check(TOKEN, posted.url, posted.form, posted.signature)
    assert pressed(posted.form) == Reply(f"{it.sid}.1", TO, "1", to=it.sid)
    assert it.heard[-1] == ("cmn-CN", "已记录：收到。")
    assert it.hung_up


def test_a_key_told_twice_is_one_answer_and_another_key_another(fake: FakeTwilio) -> None:
    it = made(fake)
    one, again, other = (pressed(it.pressed(HERE, key).form) for key in "112")
    assert one == again
    assert one is not None
    assert other is not None
    assert one.id != other.id


@pytest.mark.parametrize("key", ["0", "5", "9", "*", "#", "", "12"])
def test_other_keys_answer_nothing(fake: FakeTwilio, key: str) -> None:
    assert pressed(made(fake).pressed(HERE, key).form) is None


@pytest.mark.parametrize("end", ["completed", "busy", "no-answer", "failed", "canceled"])
def test_how_a_call_goes_never_says_that_somebody_heard_it(fake: FakeTwilio, end: str) -> None:
    it = made(fake)
    told = [call_report(report.form) for report in it.course(end)]
    assert [report.provider_id for report in told] == [it.sid] * len(told)
    assert told[-1].word == end
    assert "delivered" not in {report.told for report in told}
    assert told[-1].at == datetime(2024, 6, 1, 4, tzinfo=UTC)


def test_the_end_of_a_call_decides_what_happens_next(fake: FakeTwilio) -> None:
    it = made(fake)
    ends = {word: call_report(it.told(word).form).told for word in (*CALLS, "of-tomorrow")}
    assert ends == {
        "queued": "accepted", "initiated": "accepted", "ringing": "accepted",
        "in-progress": "accepted", "completed": "accepted", "of-tomorrow": "accepted",
        "busy": "failed_temporary", "no-answer": "failed_temporary",
        "failed": "failed_permanent", "canceled": "failed_permanent",
    }  # fmt: skip


def test_a_report_without_time_or_with_an_odd_one_is_still_a_report() -> None:
    assert call_report({"CallSid": "CA1", "CallStatus": "busy", "Timestamp": "soon"}) == Report(
        "CA1", "busy", "failed_temporary"
    )


@pytest.mark.parametrize(
    ("take", "fields", "missing"),
    [
        (call_report, {"CallStatus": "busy"}, "CallSid"),
        (call_report, {"CallSid": "CA1", "CallStatus": ""}, "CallStatus"),
        (pressed, {"Digits": "1"}, "CallSid"),
        (message, {"From": TO, "Body": "收到"}, "MessageSid"),
        (message, {"MessageSid": "SM1", "Body": "收到"}, "From"),
    ],
)
def test_what_does_not_say_what_it_is_about_is_refused(
    take: Any, fields: dict[str, str], missing: str
) -> None:
    with pytest.raises(Refused) as refused:
        take(fields)
    assert (refused.value.code, refused.value.field) == ("missing", missing)


def test_a_message_that_comes_in_is_a_reply_to_none_in_particular(fake: FakeTwilio) -> None:
    came = fake.text_in(f"{HERE}/notify/twilio/sms", TO, "收到 37")
    check(TOKEN, came.url, came.form, came.signature)
    assert message(came.form) == Reply(came.form["MessageSid"], TO, "收到 37")


@pytest.mark.parametrize(
    ("what", "settings", "outcome"),
    [
        (call(address=""), {}, Permanent("21201")),
        (call(address="12"), {}, Permanent("21211")),
        (None, {"from_number": "+15555550199"}, Permanent("21210")),
        (None, {"auth_token": "other"}, Temporary("20003")),
    ],
)
def test_what_the_vendor_refuses(
    fake: FakeTwilio, what: Message | None, settings: dict[str, str], outcome: Outcome
) -> None:
    assert send(fake, what, **settings) == outcome
    assert fake.calls == []


def test_faults_are_told_apart(fake: FakeTwilio) -> None:
    fake.faults += ["429", "500_after_acceptance"]
    assert isinstance(send(fake), Temporary)
    assert isinstance(send(fake), Unknown)
    assert fake.reached["500_after_acceptance"] == 1
    assert len(fake.calls) == 1


@pytest.mark.parametrize("what", [call(mode="exercise"), call(address="sim:0001")])
def test_an_exercise_calls_nobody(fake: FakeTwilio, what: Message) -> None:
    assert send(fake, what) == Permanent("exercise_stays_inside")
    assert fake.calls == []


@given(st.text(max_size=TwilioVoice.capabilities.max_chars))
def test_whatever_is_said_is_good_markup_and_short_enough(text: str) -> None:
    markup = spoken.message(text, keys_url(HERE, "zh", 0))
    it = Call("CA1", Form([("Twiml", markup)]))
    assert len(markup) <= LONGEST_TWIML
    it.picked_up("", lambda _: "")
    assert it.hung_up
    assert len(it.heard) == 2 * spoken.TIMES


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_every_key_is_asked_for_and_told_back(lang: Any) -> None:
    for key in KEYS:
        assert key in spoken.ASKS[lang]
        assert spoken.TAKEN[KEYS[key]][lang] in spoken.taken(key, lang)


def test_whether_somebody_can_answer_by_message_depends_on_where() -> None:
    one_way, two_way = (Twilio(SID, TOKEN, SENDER, two_way=two) for two in (False, True))
    assert not one_way.capabilities.two_way
    assert not one_way.two_way_to(TO)
    assert two_way.capabilities.two_way
    assert two_way.two_way_to(TO)
    assert not two_way.two_way_to("+8610000000001")


def test_who_is_sent_nowhere_is_offered_no_key_for_having_left(fake: FakeTwilio) -> None:
    send(fake, replace(call(), goes=False))
    (it,) = fake.calls
    it.picked_up("", lambda _: "")
    said = " ".join(words for _, words in it.heard)
    assert spoken.ASKS_HERE["zh"] in said
    assert "出发" not in said
    assert "到场" not in said
    (posted,) = it.picked_up("1", lambda report: spoken.taken(report.form["Digits"], "zh"))
    assert posted.url == keys_url(HERE, "zh", 0, END, goes=False)

"""Keys, calls and messages from the provider: proved, handed on, and answered in its markup."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from httpx2 import Response
from pydantic import SecretStr
from starlette.testclient import TestClient

from notify.channel import Incoming, Reply
from notify.channel import Report as Told
from notify.channels.twilio import spoken
from notify.channels.twilio.bound import CALLS, until
from notify.channels.twilio.channel import SMS_PATH
from notify.channels.twilio.voice import KEY_PATH, STATUS_PATH, keys_url
from runtime.turned_away import FILE, TurnedAway
from runtime.turned_away import told as kept
from runtime.unwritten import Unwritten
from tests.fakes.twilio_calls import Call, Form
from tests.fakes.twilio_server import TOKEN, FakeTwilio, Report
from tests.web.conftest import House
from web.app import create_app
from web.bodies import BODY_LIMIT
from web.callbacks import WRONG_KEYS

PUBLIC = "https://county.example"
"""What a proxy serves; the program itself is asked by another name, and without TLS."""
TO = "+15555550102"


class Line:
    """The vendor on one side, who takes what it tells on the other."""

    def __init__(self, house: House, *, on: bool = True, base: str | None = PUBLIC) -> None:
        self.again = False
        """Whether what is told is known already."""
        self.taken: list[tuple[str, Incoming]] = []
        update = {"base_url": base, "twilio_auth_token": SecretStr(TOKEN)}
        settings = house.services.settings.model_copy(update=update)
        incoming = self.take if on else None
        self.away = TurnedAway(house.services.clock.now())
        self.now = house.services.clock.now
        services = self.services = replace(
            house.services, settings=settings, incoming=incoming, turned_away=self.away
        )
        self.client = TestClient(create_app(services), base_url="http://inside:8000")
        markup = spoken.message("请立即到场", keys_url(PUBLIC, "zh", 0))
        events = [("StatusCallbackEvent", e) for e in ("initiated", "ringing", "completed")]
        status = ("StatusCallback", f"{PUBLIC}{STATUS_PATH}?attempt=att-1")
        self.call = Call("CA1", Form([("To", TO), ("Twiml", markup), status, *events]))

    def take(self, channel: str, items: Sequence[Incoming]) -> int:
        self.taken += [(channel, item) for item in items]
        return 0 if self.again else len(items)

    def post(self, told: Report, **headers: str) -> Response:
        parts = urlsplit(told.url)
        return self.client.post(
            f"{parts.path}?{parts.query}" if parts.query else parts.path,
            data=told.form,
            headers={"X-Twilio-Signature": told.signature, **headers},
        )

    def markup(self, told: Report) -> str:
        answer = self.post(told)
        assert answer.status_code == 200
        assert answer.headers["content-type"].startswith("text/xml")
        return answer.text


@pytest.fixture
def line(house: House) -> Line:
    return Line(house)


def test_a_pressed_key_is_handed_on_and_told_back(line: Line) -> None:
    line.call.picked_up("2", line.markup)
    assert line.taken == [("twilio_voice", Reply("CA1.2", TO, "2", to="CA1"))]
    assert line.call.heard[-1] == ("cmn-CN", spoken.TAKEN["on_the_way"]["zh"])
    assert line.call.hung_up


def test_a_voicemail_answers_nothing(line: Line) -> None:
    line.call.picked_up("", line.markup)
    for told in line.call.course("completed"):
        assert line.post(told).status_code == 204
    assert [type(item) for _, item in line.taken] == [Told] * 3
    assert {item.told for _, item in line.taken if isinstance(item, Told)} == {"accepted"}


def test_a_wrong_key_is_asked_again_and_too_many_end_the_call(line: Line) -> None:
    line.call.picked_up("71", line.markup)
    assert [item.id for _, item in line.taken if isinstance(item, Reply)] == ["CA1.1"]
    assert ("cmn-CN", spoken.NOT_A_KEY["zh"]) in line.call.heard
    posted = line.call.picked_up("7" * WRONG_KEYS, line.markup)
    assert len(posted) == WRONG_KEYS
    assert len(line.taken) == 1


def test_a_key_that_the_call_did_not_offer_is_no_answer(line: Line) -> None:
    """Who was sent nowhere was not offered the key for having left."""
    url = keys_url(PUBLIC, "zh", 0, goes=False)
    said = line.markup(line.call.pressed(url, "2"))
    assert spoken.NOT_A_KEY["zh"] in said
    assert spoken.ASKS_HERE["zh"] in said
    assert spoken.ASKS["zh"] not in said
    assert line.taken == []
    line.markup(line.call.pressed(url, "4"))
    ((_, reply),) = line.taken
    assert isinstance(reply, Reply)
    assert reply.text == "4"


def test_reports_twice_and_in_any_order_are_handed_on_the_same(line: Line) -> None:
    course = line.call.course("no-answer")
    for told in (*reversed(course), *course):
        assert line.post(told).status_code == 204
    items = [item for _, item in line.taken]
    assert items[: len(course)] == items[len(course) :][::-1]
    assert {name for name, _ in line.taken} == {"twilio_voice"}


def test_a_message_is_handed_on_and_nothing_goes_back(line: Line) -> None:
    told = FakeTwilio().text_in(f"{PUBLIC}{SMS_PATH}", TO, "收到 37")
    assert line.markup(told).endswith("<Response />")
    assert line.markup(told).endswith("<Response />")
    reply = Reply(told.form["MessageSid"], TO, "收到 37")
    assert line.taken == [("twilio", reply)] * 2


@pytest.mark.parametrize("path", [SMS_PATH, KEY_PATH, STATUS_PATH])
def test_nothing_is_taken_without_the_vendors_signature(line: Line, path: str) -> None:
    form = {"CallSid": "CA1", "Digits": "1", "CallStatus": "busy", "MessageSid": "SM1", "From": TO}
    assert line.client.post(path, data=form).status_code == 403
    forged = Report(f"{PUBLIC}{path}", form, "bm90IHNpZ25lZA==")
    assert line.post(forged).status_code == 403
    assert line.taken == []


def test_a_signature_for_other_fields_or_another_address_is_refused(line: Line) -> None:
    told = line.call.pressed(keys_url(PUBLIC, "zh", 0), "4")
    changed = told._replace(form={**told.form, "Digits": "1"})
    moved = told._replace(url=keys_url(PUBLIC, "zh", 1))
    assert [line.post(it).status_code for it in (changed, moved)] == [403, 403]
    inside = line.call.pressed(keys_url("http://inside:8000", "zh", 0), "1")
    assert line.post(inside).status_code == 403
    assert line.taken == []


def test_headers_of_a_proxy_change_nothing(line: Line) -> None:
    told = line.call.pressed(keys_url(PUBLIC, "zh", 0), "1")
    headers = {"X-Forwarded-Host": "evil.example", "X-Forwarded-Proto": "http"}
    assert line.post(told, **headers).status_code == 200
    forged = line.call.pressed(keys_url("https://evil.example", "zh", 0), "1")
    assert line.post(forged, **headers).status_code == 403


@pytest.mark.parametrize(("on", "base"), [(False, PUBLIC), (True, None)])
def test_the_addresses_are_unknown_where_nobody_takes_it(
    house: House, on: bool, base: str | None
) -> None:
    line = Line(house, on=on, base=base)
    told = line.call.pressed(keys_url(PUBLIC, "zh", 0), "1")
    assert line.post(told).status_code == 404


def test_a_call_s_addresses_are_taken_until_their_time_and_keep_it_from_key_to_key(
    line: Line,
) -> None:
    now = line.now()
    url = keys_url(PUBLIC, "zh", 0, until(now, CALLS))
    answer = line.markup(line.call.pressed(url, "7"))
    assert f"until={until(now, CALLS)}" in answer, "the next address ends when this one does"
    old = keys_url(PUBLIC, "zh", 0, until(now - CALLS - timedelta(seconds=1), CALLS))
    assert line.post(line.call.pressed(old, "1")).status_code == 403
    mad = f"{url.partition('until')[0]}until=soon"
    assert line.post(line.call.pressed(mad, "1")).status_code == 403
    later = keys_url(PUBLIC, "zh", 0, until(now, CALLS) + 3600)
    assert line.post(line.call.pressed(old, "1")._replace(url=later)).status_code == 403
    assert line.taken == []
    assert line.away.counted.counts == {"stale": 2, "signature": 1}


def test_what_is_turned_away_is_counted_by_kind(line: Line, tmp_path: Path) -> None:
    line.away.file = tmp_path / FILE
    told = FakeTwilio().text_in(f"{PUBLIC}{SMS_PATH}", TO, "收到 37")
    assert line.post(told._replace(signature="bm90")).status_code == 403
    huge = line.client.post(SMS_PATH, content=b"x" * (BODY_LIMIT + 1))
    assert huge.status_code == 413
    assert line.client.post("/notify/tencent/sms", data={}).status_code == 404
    empty = FakeTwilio().text_in(f"{PUBLIC}{SMS_PATH}", "", "收到 37")
    assert line.post(empty).status_code == 422
    line.again = True
    assert line.post(told).status_code == 200
    counted = line.away.counted
    assert counted.counts == {
        "signature": 1, "oversized": 1, "unknown": 1, "malformed": 1, "repeated": 1,
    }  # fmt: skip
    assert kept(tmp_path) == counted
    assert line.client.post("/incidents", content=b"x" * (BODY_LIMIT + 1)).status_code == 403
    assert line.away.counted == counted, "only what providers ask"


@pytest.mark.parametrize("code", ["busy", "storage"])
def test_what_our_own_database_cannot_write_is_no_fault_of_the_provider(
    house: House, code: str
) -> None:
    line = Line(house)

    def cannot(channel: str, items: Sequence[Incoming]) -> int:
        raise Unwritten(code, field="database", value="locked", allowed="again")

    line.client = TestClient(
        create_app(replace(line.services, incoming=cannot)), base_url="http://inside:8000"
    )
    told = FakeTwilio().text_in(f"{PUBLIC}{SMS_PATH}", TO, "收到 37")
    assert line.post(told).status_code >= 500, "it tells us again"
    assert line.away.counted.counts == {}


def test_without_a_count_the_same_is_refused(house: House) -> None:
    told = FakeTwilio().text_in(f"{PUBLIC}{SMS_PATH}", TO, "收到")
    line = Line(house)
    services = replace(line.services, turned_away=None)
    line.client = TestClient(create_app(services), base_url="http://inside:8000")
    line.again = True
    assert line.post(told._replace(signature="bm90")).status_code == 403
    assert line.post(told).status_code == 200

"""The Twilio adapter against a small Twilio that refuses what the vendor refuses.

Every fault is counted by the fake: a test that passes has proved that it was reached.
"""

from __future__ import annotations

import asyncio
from base64 import b64encode
from collections.abc import Iterator
from typing import Any

import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from notify.channel import Accepted, Message, Outcome, Permanent, Temporary, Unknown
from notify.channels.twilio.bound import REPORTS, until
from notify.channels.twilio.callback import WORDS, StatusCallback
from notify.channels.twilio.channel import STATUS_PATH, Twilio, status_url
from notify.channels.twilio.errors import outcome_of, undelivered
from notify.channels.twilio.http import RedirectedClient
from notify.channels.twilio.vendor import VENDOR
from notify.engine import AlertEngine
from notify.next_step import BACK_OFF_S
from notify.settle import Settler
from runtime.clock import ManualClock
from runtime.refusal import Refused
from tests.fakes.twilio_server import SENDER, SID, TOKEN, FakeTwilio, running, serve
from tests.notify.world import NOON, Scripted, World

TO = "+15555550102"


@pytest.fixture
def fake() -> Iterator[FakeTwilio]:
    with running() as server:
        yield server


def message(text: str = "测试", address: str = TO) -> Message:
    return Message(
        attempt="att-1", incident="inc-1", jurisdiction="lanshan", mode="real", event="x",
        key="entry-1", person="p", posts=("desk",), position=1, address=address, text=text,
        text_ref="r",
    )  # fmt: skip


def send(fake: FakeTwilio, what: Message | None = None, **settings: Any) -> Outcome:
    given: dict[str, Any] = {"auth_token": TOKEN, "from_number": SENDER, **settings}

    async def once() -> Outcome:
        channel = Twilio(SID, base_url=fake.url, call_s=2.0, clock=ManualClock(NOON), **given)
        try:
            return await channel.send(what or message())
        finally:
            await channel.close()

    return asyncio.run(once())


def test_a_message_is_taken_with_its_report_address(fake: FakeTwilio) -> None:
    outcome = send(fake, public_url="https://here.example/")
    (taken,) = fake.taken
    assert outcome == Accepted(taken.sid)
    assert (taken.to, taken.body) == (TO, "测试")
    end = int((NOON + REPORTS).timestamp())
    assert taken.callback == f"https://here.example{STATUS_PATH}?attempt=att-1&until={end}"
    assert fake.reached == {}


def test_without_a_public_address_no_report_is_asked_for(fake: FakeTwilio) -> None:
    send(fake)
    assert fake.taken[0].callback is None


@pytest.mark.parametrize(
    ("case", "settings", "code", "outcome"),
    [
        ("text", {"text": ""}, "21602", Permanent("21602")),
        ("text", {"text": "x" * 1601}, "21617", Permanent("21617")),
        ("text", {"address": "12"}, "21211", Permanent("21211")),
        ("text", {"address": ""}, "21604", Permanent("21604")),
        ("account", {"from_number": ""}, "21603", Permanent("21603")),
        ("account", {"from_number": "+15555550199"}, "21606", Permanent("21606")),
        ("account", {"auth_token": "other"}, "20003", Temporary("20003")),
        ("account", {"public_url": "http://a_b"}, "21609", Permanent("21609")),
    ],
)
def test_what_the_vendor_refuses(
    fake: FakeTwilio, case: str, settings: dict[str, str], code: str, outcome: Outcome
) -> None:
    got = send(fake, message(**settings)) if case == "text" else send(fake, None, **settings)
    assert got == outcome
    assert fake.reached[code] == 1
    assert fake.taken == []


def test_after_stop_the_number_is_refused_for_good(fake: FakeTwilio) -> None:
    fake.stopped.add(TO)
    assert send(fake) == Permanent("21610")
    assert fake.reached["21610"] == 1


def test_too_fast_is_temporary(fake: FakeTwilio) -> None:
    fake.faults.append("429")
    assert isinstance(send(fake), Temporary)
    assert fake.reached["429"] == 1
    assert fake.taken == []


@pytest.mark.parametrize(
    "fault", ["500_after_acceptance", "slow_body", "not_json", "cut", "503_before"]
)
def test_a_broken_answer_leaves_it_unknown(fake: FakeTwilio, fault: Any) -> None:
    fake.faults.append(fault)
    assert isinstance(send(fake), Unknown)
    assert fake.reached[fault] == 1
    assert len(fake.taken) == (0 if fault == "503_before" else 1)


def test_no_connection_is_temporary_because_nothing_went_out() -> None:
    with running() as fake:
        pass
    assert send(fake) == Temporary("no_connection")


def test_one_connection_serves_message_after_message(fake: FakeTwilio) -> None:
    """On a slow line each new connection costs seconds, and every one of fifty people waits."""

    async def two() -> tuple[list[Outcome], bool]:
        channel = Twilio(SID, TOKEN, SENDER, base_url=fake.url, call_s=2.0)
        try:
            first = await channel.send(message("一"))
            opened = channel._account._http
            return [first, await channel.send(message("二"))], channel._account._http is opened
        finally:
            await channel.close()

    outcomes, same = asyncio.run(two())
    assert outcomes == [Accepted(taken.sid) for taken in fake.taken]
    assert [taken.body for taken in fake.taken] == ["一", "二"]
    assert same


def test_the_account_is_named_only_where_the_library_asks_for_it() -> None:
    """The password of the account goes to nobody who was not meant to get it."""
    seen: list[str | None] = []

    async def look(request: Request) -> Response:
        seen.append(request.headers.get("Authorization"))
        return Response("{}")

    async def ask(url: str) -> None:
        client = RedirectedClient(url)
        try:
            await client.request("GET", f"{VENDOR}/media")
            await client.request("GET", f"{VENDOR}/media", auth=(SID, TOKEN))
        finally:
            await client.close()

    with serve(Starlette(routes=[Route("/media", look)])) as url:
        asyncio.run(ask(url))
    named = b64encode(f"{SID}:{TOKEN}".encode()).decode()
    assert seen == [None, f"Basic {named}"]


def test_a_channel_that_was_never_used_closes_too() -> None:
    channel = Twilio(SID, TOKEN, SENDER)
    asyncio.run(channel.close())
    assert channel.capabilities.reaches_world


def test_codes_not_in_the_table_go_by_their_http_class() -> None:
    assert outcome_of(400, 29999) == Temporary("29999")
    assert outcome_of(429, None) == Temporary("http_429", 15.0)
    assert outcome_of(502, None) == Unknown("http_502")
    assert undelivered(None) == Permanent("undelivered")


# -- delivery reports ------------------------------------------------------------------------------


class Site:
    """The program's public address: takes reports as the web layer does."""

    def __init__(self, world: World) -> None:
        settler = Settler(world.letters({"twilio": Scripted()}))
        self.callback = StatusCallback(world.database, settler, world.clock, TOKEN)
        self.url = ""

    def app(self) -> Starlette:
        return Starlette(routes=[Route(STATUS_PATH, self._receive, methods=["POST"])])

    async def _receive(self, request: Request) -> Response:
        url = f"{self.url}{request.url.path}?{request.url.query}"
        try:
            self.callback.receive(
                url, await request.form(), request.headers.get("X-Twilio-Signature")
            )
        except Refused as refused:
            return Response(refused.code, refused.status)
        return Response(status_code=204)


@pytest.fixture
def site(world: World) -> Iterator[Site]:
    made = Site(world)
    with serve(made.app()) as url:
        made.url = url
        yield made


class Adapter:
    """The adapter with a connection of its own for each call, so that each run may have a loop."""

    name = Twilio.name
    capabilities = Twilio.capabilities

    def __init__(self, fake: FakeTwilio, site: Site) -> None:
        self._fake, self._site = fake, site

    async def send(self, what: Message) -> Outcome:
        channel = Twilio(
            SID, TOKEN, SENDER, base_url=self._fake.url, public_url=self._site.url, call_s=2.0
        )
        try:
            return await channel.send(what)
        finally:
            await channel.close()


def sent(world: World, fake: FakeTwilio, site: Site) -> AlertEngine:
    world.open()
    engine = world.engine(Adapter(fake, site))
    world.run(engine)
    return engine


def chief(fake: FakeTwilio) -> int:
    return next(n for n, taken in enumerate(fake.taken) if taken.to == TO)


def status(world: World, step: int = 1) -> str:
    (row,) = world.rows(
        "SELECT status FROM attempt WHERE person = 'lanshan-chief' AND step = :s", s=step
    )
    return str(row["status"])


def test_delivery_is_reported_and_never_taken_back(
    world: World, fake: FakeTwilio, site: Site
) -> None:
    sent(world, fake, site)
    n = chief(fake)
    for word, then in (
        ("sent", "accepted"), ("a-word-of-tomorrow", "accepted"), ("delivered", "delivered"),
        ("sent", "delivered"), ("queued", "delivered"), ("failed", "delivered"),
    ):  # fmt: skip
        assert fake.post_report(n, word) == [204]
        assert status(world) == then
    assert len(world.rows("SELECT status FROM receipt")) == 5
    assert world.rows("SELECT id FROM call_entry") == []


def test_delivered_is_not_acknowledged(world: World, fake: FakeTwilio, site: Site) -> None:
    sent(world, fake, site)
    fake.post_report(chief(fake), "delivered")
    incident = world.rows("SELECT id FROM incident")[0]["id"]
    assert world.desk.state(incident).answers == {}


def test_a_repeated_report_counts_once(world: World, fake: FakeTwilio, site: Site) -> None:
    sent(world, fake, site)
    assert fake.post_report(chief(fake), "undelivered", 30005, times=3) == [204] * 3
    assert fake.reached["repeated_report"] == 1
    assert len(world.rows("SELECT status FROM receipt")) == 1
    assert len(world.rows("SELECT id FROM call_entry")) == 1


def test_a_forged_report_changes_nothing(world: World, fake: FakeTwilio, site: Site) -> None:
    sent(world, fake, site)
    assert fake.post_report(chief(fake), "delivered", forged=True) == [403]
    assert fake.reached["forged_report"] == 1
    assert status(world) == "accepted"
    url, form, _ = fake.report(chief(fake), "delivered")
    with pytest.raises(Refused) as refused:
        site.callback.receive(url, form, None)
    assert refused.value.code == "not_allowed"


def test_a_phone_that_is_off_is_called_now_and_tried_again_later(
    world: World, fake: FakeTwilio, site: Site
) -> None:
    engine = sent(world, fake, site)
    fake.post_report(chief(fake), "undelivered", 30003)
    assert fake.reached["30003"] == 1
    assert status(world) == "failed_temporary"
    assert world.rows("SELECT reason FROM call_entry") == [{"reason": "30003"}]
    world.forward(1800)
    world.run(engine)
    assert [taken.to for taken in fake.taken].count(TO) == 2
    assert status(world) == "accepted"


def test_a_report_settles_what_we_did_not_live_to_record(
    world: World, fake: FakeTwilio, site: Site
) -> None:
    """The provider has it, the program died before writing so: its report still finds us."""
    fake.faults += ["500_after_acceptance", "500_after_acceptance"]
    world.open()
    engine = world.engine(Adapter(fake, site))
    with world.database.write() as connection:
        connection.exec_driver_sql("UPDATE intent SET on_unknown = 'hold'")
    world.run(engine)
    assert status(world) == "unknown"
    assert fake.post_report(chief(fake), "delivered") == [204]
    assert status(world) == "delivered"


def test_500_after_acceptance_is_sent_again_and_says_so(
    world: World, fake: FakeTwilio, site: Site
) -> None:
    fake.faults += ["500_after_acceptance", "500_after_acceptance"]
    engine = sent(world, fake, site)
    world.forward(BACK_OFF_S[0])
    world.run(engine)
    assert fake.reached["500_after_acceptance"] == 2
    bodies = [taken.body for taken in fake.taken if taken.to == TO]
    assert len(bodies) == 2
    assert bodies[1] == f"【重发】{bodies[0]}"


def test_a_report_that_is_not_ours_or_not_complete_is_refused(
    world: World, fake: FakeTwilio, site: Site
) -> None:
    from twilio.request_validator import RequestValidator  # type: ignore[import-untyped]

    sent(world, fake, site)
    url = status_url(site.url, "none", until(NOON, REPORTS))
    signer = RequestValidator(TOKEN)
    for form, code in (
        ({"MessageSid": "SM1", "MessageStatus": "sent"}, "unknown_item"),
        ({"MessageSid": "SM1", "MessageStatus": ""}, "missing"),
    ):
        with pytest.raises(Refused) as refused:
            site.callback.receive(url, form, signer.compute_signature(url, form))
        assert refused.value.code == code


def test_a_report_by_an_address_whose_time_is_over_is_refused(
    world: World, fake: FakeTwilio, site: Site
) -> None:
    """Also one that is signed and was true: it was seen on its way, and is sent again later."""
    from twilio.request_validator import RequestValidator

    sent(world, fake, site)
    form = {"MessageSid": "SM1", "MessageStatus": "delivered"}
    url = status_url(site.url, "none", until(world.clock.now(), REPORTS) - REPORTS.seconds)
    world.forward(REPORTS.total_seconds() + 1)
    signature = RequestValidator(TOKEN).compute_signature(url, form)
    with pytest.raises(Refused) as refused:
        site.callback.receive(url, form, signature)
    assert (refused.value.code, refused.value.field) == ("not_allowed", "until")


def test_every_word_of_the_vendor_for_outgoing_messages_is_known() -> None:
    vendors = {
        "accepted", "scheduled", "queued", "sending", "sent", "delivered", "undelivered",
        "failed", "canceled", "read", "partially_delivered",
    }  # fmt: skip
    assert set(WORDS) == vendors

"""The page of channels: for those who keep the record, and linked from their desk."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

import pytest
from starlette.testclient import TestClient
from starlette.websockets import WebSocketDisconnect

from notify.channel import Temporary
from notify.routes import Routes
from runtime.turned_away import TurnedAway
from tests.notify.world import WORLDLY, Scripted
from tests.web.conftest import COMMANDER, HOST, PLAYER, House
from web.app import create_app
from web.hub import protocol


def test_who_keeps_the_record_finds_it_from_the_desk(house: House) -> None:
    client = house.signed_in()
    assert 'href="/duty/channels"' in client.get("/").text
    assert client.get("/duty/channels").status_code == 200


def test_it_is_for_those_who_keep_the_record(house: House) -> None:
    for person in (COMMANDER, PLAYER):
        assert house.signed_in(person).get("/duty/channels").status_code in {403, 409}


def test_it_counts_the_requests_of_providers_that_were_not_taken(house: House) -> None:
    now = house.services.clock.now()
    away = TurnedAway(now)
    client = house.signed_in()

    def shown() -> str:
        services = replace(house.services, turned_away=away)
        other = TestClient(create_app(services), base_url=HOST, cookies=dict(client.cookies))
        return other.get("/duty/channels").text

    assert 'id="turned-away"' not in client.get("/duty/channels").text
    assert "没有。" in shown()
    away.note("signature", now)
    away.note("signature", now)
    away.note("stale", now)
    page = shown()
    assert "<dt>签名不对或没有签名</dt><dd>2</dd>" in page
    assert "<dt>过期</dt><dd>1</dd>" in page
    assert "<dt>太大</dt>" not in page


def test_an_open_page_hears_how_a_channel_fares(house: House) -> None:
    """Conditions and counts are of this process: no row of the database tells of them."""
    house.clock.move_to(datetime(2026, 5, 17, 15, 50, tzinfo=UTC))
    modem = WithSim(name="modem", capabilities=WORLDLY)
    away = TurnedAway(house.services.clock.now())
    ways = Routes({"modem": modem})
    services = replace(house.services, channels={"modem": modem}, ways=ways, turned_away=away)
    cookies = dict(house.signed_in().cookies)
    with TestClient(create_app(services), base_url=HOST, cookies=cookies) as desk:
        page = desk.get("/duty/channels").text
        assert 'http-equiv="refresh"' not in page
        assert 'data-live="/duty/channels/live"' in page

        def now() -> str:
            whole = desk.get("/duty/channels.json").json()
            assert whole["kind"] == "whole"
            return str(whole["fragments"]["channels"])

        assert "尚未使用" in now()
        for _ in range(2):
            ways.health.note("modem", Temporary("no_modem"), 0.1, house.clock.now())
        assert "短信猫没有应答" in now()
        modem.left = 3
        assert "24小时内还可发3条" in now()
        away.note("stale", house.clock.now())
        assert "<dt>过期</dt><dd>1</dd>" in now()
        assert "自23:50:00" in now()
        house.clock.forward(timedelta(minutes=20))
        assert "自05-17 23:50:00" in now(), "read on the next day it says of which it is"


def test_it_is_kept_true_for_those_who_keep_the_record_only(house: House) -> None:
    for person in (COMMANDER, PLAYER):
        client = house.signed_in(person)
        assert client.get("/duty/channels.json").status_code in {403, 409}
        with (
            client.websocket_connect("/duty/channels/live", subprotocols=[protocol.BOARD]) as line,
            pytest.raises(WebSocketDisconnect) as refused,
        ):
            line.receive_json()
        assert refused.value.code == protocol.REFUSED


@dataclass
class WithSim(Scripted):
    """A modem as the page sees it."""

    left: int = 488

    def parts_left(self, now: datetime) -> int:
        return self.left


def test_it_shows_what_is_left_today(house: House) -> None:
    modem = WithSim(name="modem", capabilities=replace(WORLDLY, daily_budget=6))
    services = replace(house.services, channels={**house.services.channels, "modem": modem})
    client = house.signed_in()
    other = TestClient(create_app(services), base_url=HOST, cookies=dict(client.cookies))
    page = other.get("/duty/channels").text
    assert "24小时内发过0个号码；其中0个现在不再发" in page
    assert "24小时内还可发488条" in page

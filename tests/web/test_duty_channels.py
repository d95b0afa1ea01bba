"""The page of channels: for those who keep the record, and linked from their desk."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from starlette.testclient import TestClient

from runtime.turned_away import TurnedAway
from tests.notify.world import WORLDLY, Scripted
from tests.web.conftest import COMMANDER, HOST, PLAYER, House
from web.app import create_app


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


@dataclass
class WithSim(Scripted):
    """A modem as the page sees it."""

    def parts_left(self, now: datetime) -> int:
        return 488


def test_it_shows_what_is_left_today(house: House) -> None:
    modem = WithSim(name="modem", capabilities=replace(WORLDLY, daily_budget=6))
    services = replace(house.services, channels={**house.services.channels, "modem": modem})
    client = house.signed_in()
    other = TestClient(create_app(services), base_url=HOST, cookies=dict(client.cookies))
    page = other.get("/duty/channels").text
    assert "24 小时内发过 0 个号码；其中 0 个现在不再发" in page
    assert "24 小时内还可发 488 条" in page

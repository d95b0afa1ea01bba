"""The page of channels: for those who keep the record, and linked from their desk."""

from __future__ import annotations

from tests.web.conftest import COMMANDER, PLAYER, House


def test_who_keeps_the_record_finds_it_from_the_desk(house: House) -> None:
    client = house.signed_in()
    assert 'href="/duty/channels"' in client.get("/").text
    assert client.get("/duty/channels").status_code == 200


def test_it_is_for_those_who_keep_the_record(house: House) -> None:
    for person in (COMMANDER, PLAYER):
        assert house.signed_in(person).get("/duty/channels").status_code in {403, 409}

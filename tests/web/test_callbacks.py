"""Delivery reports arrive by signature alone, at the configured address."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from starlette.testclient import TestClient

from notify.channels.twilio.channel import STATUS_PATH
from runtime.refusal import Refused
from tests.web.conftest import HOST, House
from web.app import create_app

Report = tuple[str, Mapping[str, Any], str | None]


def provider(house: House, told: list[Report], *, base: str | None = HOST) -> TestClient:
    """The vendor calling us: no session, no origin."""

    def receive(url: str, fields: Mapping[str, Any], signature: str | None) -> bool:
        if signature != "good":
            raise Refused("not_allowed", field="X-Twilio-Signature", value=None, allowed="signed")
        told.append((url, fields, signature))
        return True

    settings = house.services.settings.model_copy(update={"base_url": base})
    services = replace(house.services, settings=settings, receipts=receive)
    return TestClient(create_app(services), base_url="http://elsewhere")


def test_a_signed_report_reaches_the_channel_with_the_public_address(house: House) -> None:
    told: list[Report] = []
    answer = provider(house, told).post(
        f"{STATUS_PATH}?attempt=att-1",
        data={"MessageSid": "SM1", "MessageStatus": "delivered", "ErrorCode": ""},
        headers={"x-twilio-signature": "good"},
    )
    assert answer.status_code == 204
    fields = {"MessageSid": "SM1", "MessageStatus": "delivered", "ErrorCode": ""}
    assert told == [(f"{HOST}{STATUS_PATH}?attempt=att-1", fields, "good")]


def test_without_a_good_signature_nothing_is_taken(house: House) -> None:
    told: list[Report] = []
    answer = provider(house, told).post(STATUS_PATH, data={"MessageSid": "SM1"})
    assert answer.status_code == 403
    assert told == []


def test_the_address_is_unknown_where_the_channel_is_off(house: House) -> None:
    told: list[Report] = []
    answer = provider(house, told, base=None).post(
        STATUS_PATH, data={}, headers={"x-twilio-signature": "good"}
    )
    assert answer.status_code == 404
    assert told == []

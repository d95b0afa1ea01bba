"""Numbers in every form that the vendor or a roster writes them."""

from __future__ import annotations

import pytest

from notify.channels.tencent.incoming import reply, report
from notify.channels.tencent.numbers import e164, sender

FULL = "+8610000000001"


@pytest.mark.parametrize(
    "written",
    [
        FULL, "10000000001", "8610000000001", "008610000000001", "+86 100 0000 0001",
        "100-0000-0001", "＋８６１０００００００００１", " +8610000000001 ",
    ],
)  # fmt: skip
def test_one_number_has_one_form(written: str) -> None:
    assert e164(written) == FULL


@pytest.mark.parametrize(
    ("written", "country", "full"),
    [
        ("+15555550101", "86", "+15555550101"),
        ("15555550101", "86", "+8615555550101"),
        ("5555550101", "1", "+15555550101"),
        ("86100", "86", "+8686100"),
        ("", "86", ""),
        ("sim:", "86", ""),
    ],
)
def test_other_numbers(written: str, country: str, full: str) -> None:
    assert e164(written, country) == full


@pytest.mark.parametrize(
    "item",
    [
        {"CountryCode": "86", "PhoneNumber": FULL, "SubscriberNumber": FULL[3:]},
        {"CountryCode": "86", "PhoneNumber": FULL[3:], "SubscriberNumber": FULL},
        {"CountryCode": "86", "SubscriberNumber": FULL[3:]},
        {"PhoneNumber": FULL[1:]},
        {"CountryCode": "+86", "PhoneNumber": "", "SubscriberNumber": FULL[3:]},
        {"CountryCode": None, "PhoneNumber": FULL},
    ],
)
def test_whose_number_it_is(item: dict[str, object]) -> None:
    assert sender(item) == FULL


def test_an_item_that_names_nothing_is_none() -> None:
    assert sender({}) == ""
    assert reply({"ReplyContent": "1"}, "key") is None
    assert report({"ReportStatus": "SUCCESS"}) is None
    assert report({"SerialNo": "1"}) is None


@pytest.mark.parametrize("time", [0, None, "", "soon", 10**30])
def test_a_time_that_is_none(time: object) -> None:
    found = report({"SerialNo": "1", "ReportStatus": "SUCCESS", "UserReceiveTime": time})
    assert found is not None
    assert found.at is None


def test_a_word_of_tomorrow_changes_nothing() -> None:
    found = report({"SerialNo": "1", "ReportStatus": "PARTLY", "Description": ""})
    assert found is not None
    assert (found.told, found.word, found.code) == ("accepted", "PARTLY", None)


def test_the_name_of_a_reply_cannot_be_guessed_without_the_accounts_secret() -> None:
    item = {"PhoneNumber": FULL, "ReplyContent": "1", "ReplyTime": 1}
    one, again, other = reply(item, "key"), reply(item, "key"), reply(item, "other")
    assert one is not None
    assert other is not None
    assert one == again
    assert one.id != other.id

"""Whose report the program does not take is told so before a form is filled in, not after."""

from __future__ import annotations

import re
from html import unescape

import pytest
from sqlalchemy import insert

from registry.tables import ContactRow
from tests.web.conftest import COMMANDER, OFFICER, House

TOWNSHIP = "wutai-township-duty-demo"


@pytest.mark.parametrize("person", [TOWNSHIP, COMMANDER])
def test_who_keeps_no_record_is_told_whom_to_telephone(house: House, person: str) -> None:
    page = unescape(house.signed_in(person).get("/report").text)
    assert "请立即电话报告县值班台" in page
    assert "值班员、带班领导" in page
    assert 'name="place"' not in page, "a form that would only be refused costs minutes"


def test_who_keeps_the_record_has_the_form_at_once(house: House) -> None:
    page = unescape(house.signed_in(OFFICER).get("/report").text)
    assert 'name="place"' in page
    assert "请立即电话报告" not in page


def test_the_desk_s_page_offers_a_report_to_who_may_make_one(house: House) -> None:
    township = unescape(house.signed_in(TOWNSHIP).get("/").text)
    panel = township.split('id="h-incidents"')[1].split("</section>")[0]
    assert "事故该电话报给谁" in panel
    assert "事故接报" not in panel
    desk = unescape(house.signed_in(OFFICER).get("/").text)
    assert "事故接报" in desk.split('id="h-incidents"')[1].split("</section>")[0]


@pytest.mark.parametrize("person", [TOWNSHIP, COMMANDER])
def test_who_keeps_no_record_finds_the_desk_s_telephone_and_no_report(
    house: House, person: str
) -> None:
    """On every page; a link to a form that is not theirs costs a minute of the worst night."""
    client = house.signed_in(person)
    for path in ("/", "/incidents", "/report", "/plan"):
        page = unescape(client.get(path).text)
        assert "事故接报" not in page, path
        assert "电话报告值班台" in page, path


def test_the_desk_s_number_is_the_registry_s_or_there_is_none(house: House) -> None:
    client = house.signed_in(TOWNSHIP)
    page = unescape(client.get("/report").text)
    assert "tel:" not in page
    assert "名册中没有值班台的电话号码" in page
    with house.services.database.write() as connection:
        house.services.vault.seal(connection, OFFICER, "sim:9100", "desk.ref")
        row = {
            "id": "desk-office", "jurisdiction": "wutai", "mode": "real", "kind": "office",
            "person_id": OFFICER, "address_ref": "desk.ref", "rank": 9,
        }  # fmt: skip
        connection.execute(insert(ContactRow), row)
    page = unescape(client.get("/report").text)
    assert re.findall(r'href="tel:([^"]+)"', page) == ["sim:9100"]
    assert "名册中没有值班台的电话号码" not in page


def test_who_keeps_the_record_has_the_report_on_every_page(house: House) -> None:
    client = house.signed_in(OFFICER)
    for path in ("/", "/incidents", "/report", "/plan"):
        assert "事故接报" in unescape(client.get(path).text), path

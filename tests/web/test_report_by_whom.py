"""Whose report the program does not take is told so before a form is filled in, not after."""

from __future__ import annotations

from html import unescape

import pytest

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

"""Form, sheet and board say whose hand signs a spoken order, before and after it was signed."""

from __future__ import annotations

from collections.abc import Callable
from html import unescape

import pytest
from starlette.testclient import TestClient

from incident import commands as c
from incident.model import Spoken
from tests.web.conftest import OFFICER, House

Report = Callable[[TestClient], str]
SECOND = "wutai-duty-officer-2"
HAND = {
    "zh": "由县政府分管副县长本人签字；代录人的签字不能代替",
    "en": "in person; the signature of who entered the order does not count for it",
}
ANY = {
    "zh": "由下达指令的职务本人签字；代录人的签字不能代替。",
    "en": "The holder of the post that gave the order signs it",
}
ALONE = {"zh": "由代录人登记", "en": "entered by the one who recorded it"}


@pytest.fixture
def path(house: House, reported: Report) -> str:
    """An accident with an order of the deputy magistrate that waits for a signature."""
    path = reported(house.signed_in())
    said = Spoken(on_behalf_of="vice_magistrate", means="telephone", said_at=house.clock.now())
    order = c.StartResponse(level=2, spoken=said)
    house.services.desk.put(path.rsplit("/", 1)[1], order, OFFICER)
    return path


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_whose_hand_signs_stands_wherever_it_is_asked_for(
    house: House, path: str, lang: str
) -> None:
    client = house.signed_in()
    for page in (
        path,
        f"{path}/orders/order-1/print",
        f"{path}/do/SignOrder?order=order-1",
        f"{path}/do/RefuseSigning?order=order-1",
        f"{path}/do/SignOrder",
    ):
        mark = "&" if "?" in page else "?"
        told = unescape(client.get(f"{page}{mark}lang={lang}").text)
        assert HAND[lang] in told, page
    told = unescape(client.get(f"{path}/do/EndResponse", params={"lang": lang}).text)
    assert ANY[lang] in told
    assert HAND[lang] not in told


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize(("person", "same"), [(OFFICER, True), (SECOND, False)])
def test_a_sheet_that_only_the_recorder_has_seen_is_marked(
    house: House, path: str, lang: str, person: str, same: bool
) -> None:
    sheet = c.SignOrder(order="order-1", sheet="签-7")
    house.services.desk.put(path.rsplit("/", 1)[1], sheet, person)
    client = house.signed_in()
    for page in (path, f"{path}/orders/order-1/print"):
        told = unescape(client.get(page, params={"lang": lang}).text)
        assert "签-7" in told
        assert (ALONE[lang] in told) is same, page


def test_who_alone_holds_the_post_is_told_to_decide_in_their_own_name(
    house: House, path: str
) -> None:
    client = house.signed_in("wutai-general-commander")
    spoken = {
        "spoken.on_behalf_of": "general_commander",
        "spoken.means": "in_person",
        "spoken.said_at": "2026-05-17T02:28:00",
    }
    told = client.post(f"{path}/do/RaiseLevel", data={"level": "1", **spoken})
    assert told.status_code == 409
    page = unescape(told.text)
    assert "请以本人名义直接决定，不用代录口头指令" in page
    assert "目前只有你本人担任" in page


def test_a_sheet_names_who_entered_it_with_one_word_and_whole_marks(
    house: House, path: str
) -> None:
    """On paper there is one word for the hand that entered the order, and no half-width mark."""
    sheet = c.SignOrder(order="order-1", sheet="签-7")
    house.services.desk.put(path.rsplit("/", 1)[1], sheet, OFFICER)
    told = unescape(house.signed_in().get(f"{path}/orders/order-1/print?lang=zh").text)
    paper = told.split('class="sheet paper"')[1].split("</table>")[0]
    assert "代录人签字" in paper
    assert "签-7（由代录人登记）" in paper
    assert "记录人" not in paper
    assert "签名" not in paper
    assert "地点：" in paper
    assert "，电话" in paper.replace("、", "，")

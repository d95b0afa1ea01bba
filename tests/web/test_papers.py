"""Papers and lists in the words of those who read them: no ids, no codes."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Callable
from datetime import UTC, datetime
from html import unescape

from starlette.testclient import TestClient

from incident import commands as c
from incident.model import Spoken
from tests.web.conftest import COMMANDER, HOST, OFFICER, House
from web.app import create_app

Report = Callable[[TestClient], str]
WITNESS = "wutai-vice-magistrate"


def name_of(house: House, person: str) -> str:
    with house.services.database.read() as connection:
        name = house.services.directory.name(connection, person)
    assert name is not None
    return name


def text_of(page: str) -> str:
    """What stands on a page, without its tags."""
    return unescape(re.sub("<[^>]+>", " ", page.partition("<main")[2]))


def test_an_order_is_printed_in_a_leader_s_words(house: House, reported: Report) -> None:
    client = house.signed_in()
    path = reported(client)
    incident = path.rsplit("/", 1)[1]
    spoken = Spoken(
        on_behalf_of="vice_magistrate",
        means="telephone",
        said_at=house.clock.now(),
        witness=WITNESS,
    )
    house.services.desk.put(incident, c.StartResponse(level=2, spoken=spoken), OFFICER)
    page = client.get(f"{path}/orders/order-1/print").text
    body, foot = text_of(page.partition("</table>")[0]), page.partition("</table>")[2]
    for said in (
        "口头指令第1号",
        "“5·17”尾矿库事故",
        "县政府分管副县长",
        "2026-05-17 02:28",
        "电话",
        name_of(house, OFFICER),
        name_of(house, WITNESS),
    ):
        assert said in body
    assert not re.search(r"order-\d|#\d|inc-|tailings|§\s?A", body)
    assert incident in foot, "whoever checks the log needs to know which"


def test_a_simulated_phone_shows_words(house: House) -> None:
    messages = [
        {"text": "紧急", "at": datetime(2026, 5, 16, 18, 30, tzinfo=UTC), "status": status}
        for status in ("delivered", "acknowledged", "on_the_way", "on_scene", "declined")
    ]
    phone = {"address": "sim:0002", "name": "张某", "mode": "real", "messages": messages}
    services = dataclasses.replace(house.services, phones=lambda: [phone])
    client = TestClient(create_app(services), base_url=HOST, headers={"origin": HOST})
    client.post(f"/enter/{house.link(OFFICER)}")
    page = text_of(client.get("/phones").text)
    assert "0002" in page
    assert not re.search("sim:|delivered|acknowledged|on_the_way|on_scene|declined|phone[.]", page)


def test_everybody_sees_their_own_simulated_phone_and_the_desk_sees_all(house: House) -> None:
    with house.services.database.read() as connection:
        own = house.services.directory.contacts(connection, "wutai-weather-head")[0].address
    message = {"at": datetime(2026, 5, 16, 18, 30, tzinfo=UTC), "status": "delivered"}
    shown = [
        {"address": address, "name": "某", "mode": "real", "messages": [{**message, "text": text}]}
        for address, text in ((own, "给甲"), ("sim:9", "给乙"))
    ]
    services = dataclasses.replace(house.services, phones=lambda: shown)
    other = House(services, house.clock)
    for person in (OFFICER, COMMANDER):
        page = other.signed_in(person).get("/phones").text
        assert "给甲" in page
        assert "给乙" in page
    page = other.signed_in("wutai-weather-head").get("/phones").text
    assert "给甲" in page
    assert "给乙" not in page
    page = other.signed_in("wutai-superior-commander").get("/phones?lang=en").text
    assert "给甲" not in page
    assert "No message has come to your simulated phone." in page


def test_the_plan_says_beside_a_clause_that_the_time_of_a_task_is_local(house: House) -> None:
    page = " ".join(text_of(house.signed_in().get("/plan").text).split())
    assert "任务时限 45" in page
    assert "通知各副指挥长立即赶赴现场 指挥部办公室 10分钟内 本地时限 §5.3.1(1)" in page
    assert "轮换表，落实交接班 综合组 240分钟内 本地" in page
    assert page.count("分钟内 本地时限 §") == 35
    english = text_of(house.signed_in().get("/plan?lang=en").text)
    assert "within 10 min" in english
    assert "local time" in english


def test_the_plan_cites_its_annexes_in_words(house: House) -> None:
    page = text_of(house.signed_in().get("/plan").text)
    assert "附件" in page
    assert "§ " not in page
    assert not re.search(r"\bA[0-9]\.", page)

"""Writing back from a simulated phone goes the way of every reply."""

from __future__ import annotations

import asyncio
import re
from dataclasses import replace

import pytest

from incident import commands as c
from incident.desk import Desk
from incident.export import export
from notify.channel import Reply
from notify.channels.simulated.channel import SimulatedPhones
from notify.consequences import intents
from notify.engine import AlertEngine
from notify.phones import phones
from notify.routes import Routes
from runtime.ids import CountedIds
from tests.at_rest import at_rest
from tests.web.conftest import COMMANDER, OFFICER, House

COMMANDERS_PHONE = "sim:0002"


class Talking:
    """A house whose engine runs beside its pages."""

    def __init__(self, house: House) -> None:
        s, ids = house.services, CountedIds("p")
        desk = Desk(s.database, s.vault, s.directory, s.shelf, s.clock, ids, consequences=[intents])
        channel = SimulatedPhones(s.database, s.clock)
        self.engine = AlertEngine(
            s.database, s.directory, s.vault, desk.put, s.shelf.get,
            Routes({channel.name: channel}), s.clock, ids,
        )  # fmt: skip
        services = replace(
            s, desk=desk, ids=ids, incoming=self.engine.inbox.keep,
            phones=lambda: phones(s.database, s.vault, s.directory),
        )  # fmt: skip
        self.house = House(services, house.clock)

    def open(self) -> str:
        report = c.ReportIncident(place="东台沟", what="溃坝", title="夜间事故")
        incident = self.house.services.desk.open(report, OFFICER, "wutai").incident
        self.run()
        return incident

    def run(self) -> None:
        asyncio.run(at_rest(self.engine))


@pytest.fixture
def talking(house: House) -> Talking:
    return Talking(house)


def test_a_reply_typed_on_a_phone_is_that_persons_answer(talking: Talking) -> None:
    incident = talking.open()
    client = talking.house.signed_in(COMMANDER)
    page = client.get("/phones").text
    assert f'action="/phones/{COMMANDERS_PHONE}/reply"' in page
    sent = {"text": "收到", "_key": "k1"}
    for _ in range(2):
        got = client.post(f"/phones/{COMMANDERS_PHONE}/reply", data=sent, follow_redirects=False)
        assert got.status_code == 303, got.text
    talking.run()
    state = talking.house.services.desk.state(incident)
    assert {person: given.answer for (_, person), given in state.answers.items()} == {
        COMMANDER: "acknowledged"
    }


def test_other_words_under_one_key_are_refused_and_not_lost_in_silence(talking: Talking) -> None:
    talking.open()
    client = talking.house.signed_in(COMMANDER)
    place = f"/phones/{COMMANDERS_PHONE}/reply"
    assert client.post(place, data={"text": "收到", "_key": "k"}).status_code == 200
    assert client.post(place, data={"text": "村里有人被冲走", "_key": "k"}).status_code == 409
    assert client.post(place, data={"text": "收到", "_key": "k"}).status_code == 200


def test_nobody_writes_from_a_phone_that_they_do_not_see(talking: Talking) -> None:
    incident = talking.open()
    client = talking.house.signed_in("wutai-weather-head")
    got = client.post(f"/phones/{COMMANDERS_PHONE}/reply", data={"text": "收到"})
    assert got.status_code in (403, 404, 422)
    talking.run()
    assert not talking.house.services.desk.state(incident).answers
    for text in ("", "长" * 201):
        got = talking.house.signed_in(COMMANDER).post(
            f"/phones/{COMMANDERS_PHONE}/reply", data={"text": text}
        )
        assert got.status_code == 422


def test_an_order_from_a_phone_starts_the_response(talking: Talking) -> None:
    incident = talking.open()
    desk = talking.house.services.desk
    desk.put(incident, c.Propose(action="start", level=2), "wutai-emergency-head")
    talking.run()
    client = talking.house.signed_in(COMMANDER)
    (figures,) = set(re.findall(r"启动 (\d{6})", client.get("/phones").text))
    client.post(f"/phones/{COMMANDERS_PHONE}/reply", data={"text": f"启动{figures}", "_key": "k"})
    talking.run()
    assert desk.state(incident).level == 2


def test_nobody_gives_another_persons_order_though_they_see_every_phone(talking: Talking) -> None:
    """Who sees a real phone sees neither the figures of its owner's order nor a reply field."""
    incident = talking.open()
    desk = talking.house.services.desk
    desk.put(incident, c.Propose(action="start", level=2), "wutai-emergency-head")
    talking.run()
    figures = re.findall(r"启动 (\d{6})", talking.house.signed_in(COMMANDER).get("/phones").text)
    client = talking.house.signed_in("wutai-fire-head")
    page = client.get("/phones").text
    assert f"模拟号码{COMMANDERS_PHONE.removeprefix('sim:')}" in page
    assert figures[0] not in page
    assert f"/phones/{COMMANDERS_PHONE}/reply" not in page
    sent = {"text": f"启动{figures[0]}", "_key": "k"}
    assert client.post(f"/phones/{COMMANDERS_PHONE}/reply", data=sent).status_code == 404
    talking.run()
    assert desk.state(incident).level is None


def test_words_that_answer_nothing_wait_for_a_person_who_reads_them(talking: Talking) -> None:
    """A cry for help is no answer to an alert; it must not lie unseen."""
    incident = talking.open()
    cry = "坝垮了！水来了！村里有人被冲走"
    owner = talking.house.signed_in(COMMANDER)
    owner.post(f"/phones/{COMMANDERS_PHONE}/reply", data={"text": cry, "_key": "k"})
    talking.run()
    desk = talking.house.signed_in(OFFICER)
    assert "1条回复待人工阅看" in desk.get("/").text
    assert "1条回复待人工阅看" in desk.get(f"/incidents/{incident}").text
    page = desk.get("/duty/replies").text
    assert cry in page
    assert "未能识别" in page
    weather = talking.house.signed_in("wutai-weather-head")
    assert cry not in weather.get("/duty/replies").text
    (name,) = re.findall(r'action="(/duty/replies/[^"]+/read)"', page)
    assert weather.post(name).status_code == 403
    assert desk.post(name, follow_redirects=False).status_code == 303
    assert cry not in desk.get("/duty/replies").text
    assert "待人工阅看" not in desk.get("/").text
    assert desk.post("/duty/replies/none/read").status_code == 404


def test_a_phone_is_found_by_the_name_of_its_owner(talking: Talking) -> None:
    """A row for each person: the newest message, and the older ones folded under their count."""
    talking.open()
    talking.open()
    client = talking.house.signed_in(OFFICER)
    every = client.get("/phones?lang=en").text
    many = every.count('class="phone"')
    assert many > 10
    assert "· 1 older messages</small></summary>" in every
    first = every.split('class="phone"')[1].split("</article>", maxsplit=1)[0]
    assert first.count('class="message"') == 2, "nothing is left out"
    one = client.get("/phones", params={"q": "分管副县长", "lang": "en"}).text
    assert one.count('class="phone"') == 1
    assert "simulated number 0002" in one
    assert f"Show all {many}" in one
    assert 'value="分管副县长"' in one
    none = client.get("/phones", params={"q": "无此人", "lang": "en"}).text
    assert none.count('class="phone"') == 0
    assert "No phone of this name or number has a message." in none


def test_the_figures_of_an_order_stand_nowhere_but_with_their_owner(
    talking: Talking, caplog: pytest.LogCaptureFixture
) -> None:
    """Who else reads them could give the order: no page, no list, no log and no export has them."""
    incident = talking.open()
    desk = talking.house.services.desk
    desk.put(incident, c.Propose(action="start", level=2), "wutai-emergency-head")
    talking.run()
    owner = talking.house.signed_in(COMMANDER)
    figures = re.findall(r"启动 (\d{6})", owner.get("/phones").text)[0]
    wrong = f"{(int(figures) + 1) % 1_000_000:06d}"
    for key, words in (("1", f"启动 {wrong}"), ("2", f"有困难 {figures}"), ("3", f"{figures}吗")):
        owner.post(f"/phones/{COMMANDERS_PHONE}/reply", data={"text": words, "_key": key})
        talking.run()
    other = (Reply("elsewhere", "+15555550177", f"启动 {figures}"),)
    talking.engine.inbox.keep("simulated", other)
    talking.run()
    client, program = talking.house.signed_in(OFFICER), talking.house.program(OFFICER)
    at = f"/incidents/{incident}"
    pages = (
        "/", "/phones", "/me", "/duty/replies", "/duty/log", "/duty/channels", "/duty/reach",
        at, f"{at}/calls", f"{at}/me", f"/api/v1{at}", f"/api/v1{at}/log", f"/api/v1{at}/calls",
    )  # fmt: skip
    for page in pages:
        got = (program if page.startswith("/api/") else client).get(page)
        assert got.status_code == 200, page
        assert figures not in got.text, page
        assert wrong not in got.text, page
    assert "启动 ••••••" in client.get("/duty/replies").text, "that there was an order is seen"
    services = talking.house.services
    with services.database.read() as connection:
        exported = "".join(export(connection, incident, services.clock.now()))
    assert figures not in exported
    assert figures not in caplog.text

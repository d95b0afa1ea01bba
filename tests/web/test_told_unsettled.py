"""What somebody sent back and was refused stands on their page: when, how, why, what follows."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import timedelta
from typing import Any, get_args

import jsonschema
import pytest
from starlette.testclient import TestClient

from incident import commands as c
from notify.answers.orders import WHY
from notify.channel import Reply
from notify.engine import AlertEngine
from notify.routes import Routes
from notify.unread import Replies
from tests.at_rest import at_rest
from tests.notify.test_answers import TWO_WAY, Modem, secret_in
from tests.web.conftest import COMMANDER, OFFICER, House
from tests.web.test_calls import SUPERIOR
from tests.web.test_links import DIRECTOR, PUBLIC, Told, press
from tests.web.test_links import told as told  # noqa: PLC0414 - a fixture
from tests.web.test_links_told import proposed
from web.app import create_app
from web.contract import PREFIX, describe
from web.told.record import Next, UnsettledMeans
from web.told.words import MEANS, NEXT, UNSETTLED


class Written(Told):
    """The same house with a modem, to which people write; answers come back through it."""

    @property
    def modem(self) -> Modem:
        assert isinstance(self.provider, Modem)
        return self.provider

    def engine(self) -> AlertEngine:
        s = self.house.services
        return AlertEngine(
            s.database, s.directory, s.vault, s.desk.put, s.shelf.get,
            Routes({"modem": self.modem}), s.clock, s.ids, base_url=PUBLIC,
        )  # fmt: skip

    def run(self) -> None:
        engine = self.engine()
        asyncio.run(at_rest(engine))

    def write(self, text: str, channel: str = "modem") -> None:
        """From the telephone that the commander's last message went to."""
        number = [m.address for m in self.modem.sent if m.person == COMMANDER][-1]
        self.house.clock.forward(timedelta(minutes=1))
        name = f"{self.house.clock.now():%H%M}"
        self.engine().inbox.keep(channel, [Reply(name, number, text)])
        self.run()

    def proposed(self) -> tuple[str, str]:
        """An incident, and the figures with which its commander may start the response."""
        incident = self.open()
        self.house.services.desk.put(incident, c.Propose(action="start", level=2), DIRECTOR)
        self.run()
        return incident, secret_in(self.modem.to(COMMANDER)[-1])


@pytest.fixture
def written(told: Told) -> Written:
    modem = Modem(name="modem", capabilities=TWO_WAY)
    voice = Modem(name="voice", capabilities=replace(TWO_WAY, voice=True))
    services = replace(told.house.services, channels={"modem": modem, "voice": voice})
    return Written(House(services, told.house.clock), modem)


def came_back(told: Told, incident: str, reader: str = OFFICER) -> list[dict[str, Any]]:
    path = f"{PREFIX}/incidents/{incident}/told/{COMMANDER}"
    answer = told.house.program(reader).get(path)
    assert answer.status_code == 200, answer.text
    unsettled: list[dict[str, Any]] = answer.json()["unsettled"]
    return unsettled


def desk(told: Told, reader: str = OFFICER) -> TestClient:
    s = told.house.services
    inside = replace(s, settings=s.settings.model_copy(update={"base_url": None}))
    return House(inside, told.house.clock).signed_in(reader)


def page(told: Told, incident: str, lang: str = "zh") -> str:
    who = desk(told)
    who.get(f"/?lang={lang}")
    return who.get(f"/incidents/{incident}/told/{COMMANDER}").text


def brief(one: dict[str, Any]) -> tuple[Any, ...]:
    return one["means"], one["became"], one["code"], one["next"]


def test_wrong_figures_then_the_lock(written: Written) -> None:
    incident, secret = written.proposed()
    assert came_back(written, incident) == []
    wrong = f"{(int(secret) + 1) % 10**6:06d}"
    written.write(f"启动 {wrong}")
    (first,) = came_back(written, incident)
    assert brief(first) == ("message", "wrong_code", "wrong", "try_again")
    assert first["at"] == "2026-05-16T18:29:00+00:00"
    assert first["key"] is not None, "the message that asked for the order"
    shown = page(written, incident)
    assert "指令数字有误" in shown
    assert "还可再试一次" in shown
    written.write(f"启动 {wrong}")
    (second, _) = came_back(written, incident)
    assert brief(second) == ("message", "locked", "locked", "call")
    shown = page(written, incident)
    assert "列入电话联系名单，由人工去电" in shown
    for text in (wrong, secret):
        assert text not in shown.replace("\n", "")
    assert second["words"] == "启动 ••••••"
    assert "启动 ••••••" in shown
    (hidden, _) = came_back(written, incident, SUPERIOR)
    assert hidden["words"] is None


def test_what_is_no_plain_answer_and_a_refusal(written: Written) -> None:
    """“有困难” is an answer and stands with the alert; “不同意” is none that the rules read."""
    incident, _ = written.proposed()
    written.write("不同意")
    (one,) = came_back(written, incident)
    assert brief(one) == ("message", "unclear", None, "waits")
    assert one["words"] == "不同意"
    assert "等值班室人工阅看" in page(written, incident)
    s = written.house.services
    replies = Replies(s.database, s.vault, s.clock)
    with s.database.read() as connection:
        (waits,) = replies.unread(connection)
    replies.read(waits.id, OFFICER)
    (one,) = came_back(written, incident)
    assert one["next"] == "read"
    assert "值班室已于" in page(written, incident)
    code = written.modem.to(COMMANDER)[-1].split("收到 ")[1][:2]
    written.write(f"有困难 {code}")
    assert len(came_back(written, incident)) == 1
    assert "有困难" in page(written, incident)


def test_an_order_that_came_too_late_for_the_decision(written: Written) -> None:
    incident, secret = written.proposed()
    written.house.services.desk.put(incident, c.StartResponse(level=2), COMMANDER)
    written.write(f"启动 {secret}")
    (one,) = came_back(written, incident)
    assert brief(one) == ("message", "refused", "settled", "waits")
    assert "指令已另行办结" in page(written, incident)


def test_figures_keyed_into_a_call(written: Written) -> None:
    incident, secret = written.proposed()
    written.write(f"启动 {(int(secret) + 1) % 10**6:06d}", "voice")
    (one,) = came_back(written, incident)
    assert brief(one) == ("key", "wrong_code", "wrong", "try_again")
    assert "在电话中按键" in page(written, incident)


def test_a_press_on_the_link_that_starts_nothing(told: Told) -> None:
    incident, link = proposed(told)
    with told.house.services.database.write() as connection:
        connection.exec_driver_sql("UPDATE order_lock SET wrong = 2")
    for _ in range(2):
        assert press(told.browser(), link, "start-now")[0] == 409
    (one,) = came_back(told, incident)
    assert brief(one) == ("link", "locked", "locked", "told")
    assert one["written_back"]
    shown = page(told, incident)
    assert "通过短信中的链接" in shown
    assert "网页已告知其原因和联系电话" in shown
    replies = Replies(
        told.house.services.database, told.house.services.vault, told.house.services.clock
    )
    with told.house.services.database.read() as connection:
        assert replies.unread(connection) == [], "nobody at the desk has words to read"


def test_the_open_page_hears_of_it(told: Told) -> None:
    incident, link = proposed(told)
    with told.house.services.database.write() as connection:
        connection.exec_driver_sql("UPDATE order_lock SET wrong = 2")
    reader = desk(told)
    path = f"/incidents/{incident}/told/{COMMANDER}.json"
    with reader:
        assert reader.get(path).json()["fragments"]["unsettled"] == ""
        press(told.browser(), link, "start-now")
        assert "指令数字两次有误" in reader.get(path).json()["fragments"]["unsettled"]


def test_every_reason_has_words_and_the_answer_its_shape(written: Written) -> None:
    assert set(WHY) | {"wrong", "settled"} == set(UNSETTLED)
    assert set(MEANS) == set(get_args(UnsettledMeans))
    assert set(NEXT) == set(get_args(Next))
    incident, _ = written.proposed()
    written.write("启动 000001")
    document = describe(create_app(written.house.services))
    whole = {"$ref": "#/components/schemas/ToldPerson", "components": document["components"]}
    got = written.house.program().get(f"{PREFIX}/incidents/{incident}/told/{COMMANDER}").json()
    jsonschema.Draft202012Validator(whole).validate(got)

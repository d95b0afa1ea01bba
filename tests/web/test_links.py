"""The link of a message answers its alert, for whoever has the message, and nothing else."""

from __future__ import annotations

import asyncio
import re
from dataclasses import dataclass, replace
from datetime import timedelta

import pytest
from sqlalchemy import text
from starlette.testclient import TestClient

from incident import commands as c
from incident.desk import Desk
from notify.consequences import intents
from notify.engine import AlertEngine
from notify.routes import Routes
from runtime.ids import CountedIds
from tests.at_rest import at_rest
from tests.notify.world import Scripted
from tests.web.conftest import COMMANDER, OFFICER, House

DIRECTOR = "wutai-emergency-head"
PUBLIC = "https://alerts.example.org"


@dataclass
class Told:
    """A house whose messages leave by a channel without replies."""

    house: House
    provider: Scripted

    def run(self) -> None:
        s = self.house.services
        engine = AlertEngine(
            s.database, s.directory, s.vault, s.desk.put, s.shelf.get,
            Routes({"deaf": self.provider}), s.clock, s.ids, base_url=PUBLIC,
        )  # fmt: skip
        self.step(engine)

    @staticmethod
    def step(engine: AlertEngine) -> None:
        asyncio.run(at_rest(engine))

    def link(self, person: str, text: str) -> str:
        texts = [m.text for m in self.provider.sent if m.person == person and text in m.text]
        (found,) = re.findall(re.escape(PUBLIC) + r"(/r/\S+)", texts[-1])
        return str(found)

    def open(self) -> str:
        report = c.ReportIncident(place="东台沟", what="溃坝", title="夜间事故")
        incident = self.house.services.desk.open(report, OFFICER, "wutai").incident
        self.run()
        return incident

    def browser(self) -> TestClient:
        """A telephone's browser that is signed in nowhere."""
        return self.house.client()


@pytest.fixture
def told(house: House) -> Told:
    s = house.services
    with s.database.write() as connection:
        connection.exec_driver_sql("UPDATE contact SET kind = 'mobile' WHERE mode = 'real'")
    ids = CountedIds("k")
    desk = Desk(s.database, s.vault, s.directory, s.shelf, s.clock, ids, consequences=[intents])
    settings = s.settings.model_copy(update={"base_url": PUBLIC})
    ready = House(replace(s, desk=desk, ids=ids, settings=settings), house.clock)
    return Told(ready, Scripted(name="deaf"))


def answers(told: Told, incident: str) -> dict[str, str]:
    state = told.house.services.desk.state(incident)
    return {person: given.answer for (_, person), given in state.answers.items()}


def press(browser: TestClient, link: str, answer: str) -> tuple[int, str]:
    got = browser.post(link, data={"answer": answer}, headers={"origin": PUBLIC})
    return got.status_code, got.text


def test_looking_answers_nothing_pressing_does(told: Told) -> None:
    incident = told.open()
    link, browser = told.link(DIRECTOR, "接报"), told.browser()
    shown = browser.get(link)
    assert shown.status_code == 200
    assert "接报" in shown.text
    assert link not in shown.text.replace("action", ""), "the page does not repeat its own link"
    assert shown.headers["cache-control"] == "no-store"
    assert answers(told, incident) == {}
    status, text = press(browser, link, "on_the_way")
    assert status == 200, text
    assert "您的答复" in text
    assert answers(told, incident) == {DIRECTOR: "on_the_way"}
    before = told.house.services.desk.state(incident).seq
    sent = {"answer": "declined", "_key": "one-press"}
    for _ in range(2):
        browser.post(link, data=sent, headers={"origin": PUBLIC})
    assert told.house.services.desk.state(incident).seq == before + 1, "a press sent twice is once"
    press(browser, link, "on_the_way")
    press(browser, link, "declined")
    assert answers(told, incident) == {DIRECTOR: "declined"}, "a change of mind counts"
    press(browser, link, "acknowledged")
    assert answers(told, incident) == {DIRECTOR: "declined"}, "received is no news then"


def test_a_link_that_was_changed_or_is_old_leads_nowhere(told: Told) -> None:
    incident = told.open()
    link, browser = told.link(DIRECTOR, "接报"), told.browser()
    other = told.link(COMMANDER, "接报")
    swapped = link.rsplit("-", 1)[0] + "-" + other.rsplit("-", 1)[1]
    for wrong in (
        link[:-1] + ("a" if link[-1] != "a" else "b"),
        swapped,
        "/r/x",
        "/r/-",
        link + "é",
    ):
        assert browser.get(wrong).status_code == 403, wrong
        assert press(browser, wrong, "acknowledged")[0] == 403
    assert press(browser, link, "anything")[0] == 422
    told.house.clock.forward(timedelta(hours=48))
    assert browser.get(link).status_code == 403
    assert answers(told, incident) == {}


def test_the_commander_starts_the_response_by_link_after_reading_it_back(told: Told) -> None:
    incident = told.open()
    desk = told.house.services.desk
    desk.put(incident, c.Propose(action="start", level=2), DIRECTOR)
    told.run()
    link, browser = told.link(COMMANDER, "请"), told.browser()
    assert not re.search(r"\d{6}", told.provider.sent[-1].text.split(PUBLIC)[0])
    _, text = press(browser, link, "start")
    assert "您将下令" in text
    assert "这是实战" in text
    assert desk.state(incident).level is None, "reading back starts nothing"
    _, text = press(browser, link, "start-now")
    assert "已按您的指令启动" in text
    assert desk.state(incident).level == 2
    assert answers(told, incident)[COMMANDER] == "acknowledged"
    _, text = press(browser, link, "start-now")
    assert "未执行" in text


def test_a_press_from_another_site_is_refused(told: Told) -> None:
    told.open()
    link, browser = told.link(DIRECTOR, "接报"), told.browser()
    got = browser.post(
        link, data={"answer": "declined"}, headers={"origin": "https://evil.example"}
    )
    assert got.status_code == 403


def test_the_button_of_a_push_answers_without_a_browser(told: Told) -> None:
    """It shows no origin, carries no cookie, and pressed twice it is one answer."""
    incident = told.open()
    link, telephone = told.link(DIRECTOR, "接报"), told.browser()
    telephone.headers.pop("origin", None)
    for _ in range(2):
        got = telephone.post(link, data={"answer": "acknowledged", "_key": "att-1"})
        assert got.status_code == 200
    assert answers(told, incident) == {DIRECTOR: "acknowledged"}
    query = "SELECT count(*) FROM event WHERE incident = :i AND type = 'AlertAnswered'"
    with told.house.services.database.read() as connection:
        assert connection.execute(text(query), {"i": incident}).scalar() == 1


def test_who_cannot_says_why_behind_the_link(told: Told) -> None:
    """In their own words, as on the page of who signed in; with no other answer."""
    incident, why = told.open(), "桥断了，需要一台挖掘机"
    link, browser = told.link(DIRECTOR, "接报"), told.browser()
    shown = browser.get(link).text
    cannot = shown.partition("<details")[2].partition("</details>")[0]
    assert 'name="words"' in cannot
    assert 'value="declined"' in cannot
    assert shown.count('value="declined"') == 1, "one way to say it, with room for the reason"
    sent = {"answer": "declined", "words": f"  {why} ", "_key": "one"}
    assert browser.post(link, data=sent, headers={"origin": PUBLIC}).status_code == 200
    assert kept(told, incident) == why
    press(browser, link, "declined")
    assert kept(told, incident) is None, "nothing typed is no reason"
    sent = {"answer": "on_the_way", "words": why}
    browser.post(link, data=sent, headers={"origin": PUBLIC})
    assert kept(told, incident) is None


def kept(told: Told, incident: str) -> str | None:
    s = told.house.services
    (given,) = [g for (_, p), g in s.desk.state(incident).answers.items() if p == DIRECTOR]
    if given.words is None:
        return None
    with s.database.read() as connection:
        return s.vault.unseal(connection, [given.words])[given.words]

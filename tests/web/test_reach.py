"""The desk sees every day who could not be reached, and tests the ways to people."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import text
from starlette.testclient import TestClient

from notify.channels.calls.channel import TelephoneList
from notify.channels.simulated.channel import SimulatedPhones
from notify.routes import Routes
from notify.selftest import SelfTestLetters
from notify.selftest_send import SelfTester
from tests.web.conftest import House
from web.duty.gaplist import SHOWN, sections

Report = Callable[[TestClient], str]
EN, ZH = {"lang": "en"}, {"lang": "zh"}


@pytest.fixture
def desk(house: House) -> TestClient:
    database = house.services.database
    channels = (SimulatedPhones(database, house.clock), TelephoneList(database, house.clock))
    house.services = replace(house.services, channels={c.name: c for c in channels})
    return house.signed_in()


def send(house: House) -> None:
    s = house.services
    letters = SelfTestLetters(s.directory, s.vault, Routes(s.channels), s.ids)
    tester = SelfTester(s.database, letters, s.shelf.get, s.clock)
    while asyncio.run(tester.step()):
        pass


def test_peer_01_the_start_page_leads_to_the_list_with_since_when(
    house: House, desk: TestClient
) -> None:
    start = desk.get("/", params=EN).text
    assert 'href="/duty/reach"' in start
    assert "the oldest since 2026-05-17 02:28" in start
    house.clock.forward(timedelta(hours=1))
    page = desk.get("/duty/reach", params=EN).text
    assert "2026-05-17 03:28" in page
    assert "seen since 2026-05-17 02:28" in page


def test_peer_01_the_start_page_looks_anew_after_ten_minutes(
    house: House, desk: TestClient
) -> None:
    before = desk.get("/", params=EN).text
    with house.services.database.write() as connection:
        connection.execute(text("DELETE FROM holding WHERE post = 'fire_head' AND mode = 'real'"))
    house.clock.forward(timedelta(minutes=9))
    line = next(x for x in before.splitlines() if "reach-gaps" in x)
    assert line in desk.get("/", params=EN).text
    house.clock.forward(timedelta(minutes=1))
    assert line not in desk.get("/", params=EN).text


def test_it_is_for_who_keeps_the_record(house: House, desk: TestClient) -> None:
    other = house.signed_in("wutai-rescue-liaison")
    assert "/duty/reach" not in other.get("/").text
    assert other.get("/duty/reach").status_code == 403
    assert other.post("/duty/reach/test").status_code == 403


def test_peer_13_a_test_is_asked_for_and_its_results_stand_on_the_page(
    house: House, desk: TestClient
) -> None:
    before = desk.get("/duty/reach", params=EN).text
    assert "are due for a test; some were never tested." in before
    asked = desk.post("/duty/reach/test", follow_redirects=False)
    assert (asked.status_code, asked.headers["location"]) == (303, "/duty/reach")
    send(house)
    page = desk.get("/duty/reach", params=EN).text
    assert "never tested" not in page
    assert re.search(r"<td[^>]*>answered</td><td[^>]*>2026-05-17 02:28</td>", page)
    assert "due for a test" not in page


def test_an_answer_by_telephone_is_entered(house: House, desk: TestClient) -> None:
    desk.post("/duty/reach/test")
    send(house)
    with house.services.database.read() as connection:
        name = connection.execute(text("SELECT id FROM self_test ORDER BY id")).scalars().first()
    assert desk.post("/duty/reach/tests/nowhere/answered").status_code == 404
    answer = desk.post(f"/duty/reach/tests/{name}/answered", follow_redirects=False)
    assert answer.status_code == 303


def test_no_test_during_a_real_incident_unless_forced(
    house: House, desk: TestClient, reported: Report
) -> None:
    reported(desk)
    assert desk.post("/duty/reach/test", follow_redirects=False).status_code == 409
    forced = desk.post("/duty/reach/test", data={"force": "1"}, follow_redirects=False)
    assert forced.status_code == 303


def test_the_list_is_counted_on_top_and_the_worst_stands_first(
    house: House, desk: TestClient
) -> None:
    """Nobody at all, then villages, then only one way, then empty steps; no ids of steps."""
    with house.services.database.write() as connection:
        connection.execute(text("DELETE FROM holding WHERE post = 'fire_head' AND mode = 'real'"))
    page = desk.get("/duty/reach", params=EN).text
    counted = dict(re.findall(r'<a href="#g-([a-z-]+)"><b>(\d+)</b>', page))
    assert list(counted) == ["unreached", "villages", "one-way", "empty-steps"]
    assert re.findall(r'<h2 id="g-([a-z-]+)">', page) == list(counted)
    for part in page.split('<section class="duty-panel whole" aria-labelledby="g-')[1:]:
        name, body = part.split('"', maxsplit=1)
        many = int(counted[name])
        assert body.split("</section>", maxsplit=1)[0].count("<li>") == many
        folded = re.search(r"<summary>(\d+) more</summary>", body)
        assert folded is None or int(folded[1]) == many - SHOWN
    assert "Fire and Rescue" in page.split('id="g-unreached"')[1].split("</section>")[0]
    assert "step 1 of alerts that are flash" in page
    assert not re.search(r"\b(flash|urgent|set-out) \d", page)


def test_no_gaps_no_sections() -> None:
    assert sections(()) == ()


def test_the_duty_desk_says_how_long_the_ways_were_not_tested(
    house: House, desk: TestClient
) -> None:
    assert "are due for a test; some were never tested." in desk.get("/", params=EN).text
    desk.post("/duty/reach/test")
    send(house)
    house.clock.forward(timedelta(minutes=11))
    assert "due for a test" not in desk.get("/", params=EN).text
    house.clock.forward(timedelta(days=30))
    desk = house.signed_in()
    shown = desk.get("/", params=EN).text
    assert re.search(
        r'href="/duty/reach#h-tests">[0-9]+ ways are due for a test; not tested for '
        r"30 days\.",
        shown,
    )
    assert "not tested for 30 days" in desk.get("/duty/reach", params=EN).text
    assert "30天" in desk.get("/", params={"lang": "zh"}).text


def test_a_county_sets_its_own_time_between_two_tests(house: House, desk: TestClient) -> None:
    changed = house.services.settings.model_copy(update={"selftest_days": 7})
    house.services = replace(house.services, settings=changed)
    client = house.signed_in()
    client.post("/duty/reach/test")
    send(house)
    house.clock.forward(timedelta(days=8))
    page = house.signed_in().get("/duty/reach", params=EN).text
    assert "Each way is due once in 7 days." in page
    assert "not tested for 8 days" in page


def test_the_desk_sees_when_tests_start_by_themselves_and_what_puts_them_off(
    house: House, desk: TestClient, reported: Report
) -> None:
    settings = house.services.settings.model_copy(update={"selftest_auto": "09:30"})
    house.services = replace(house.services, settings=settings)
    desk = house.signed_in()
    for path in ("/", "/duty/reach"):
        page = desk.get(path, params=EN).text
        assert "The next test starts by itself on 2026-05-17 09:30." in page
    reported(desk)
    page = desk.get("/duty/reach", params=EN).text
    assert "No test starts by itself while a real incident is open (青石沟溃坝)." in page
    assert (
        "有真实事故未结束（青石沟溃坝），测试不会自动开始。"
        in desk.get("/duty/reach", params={"lang": "zh"}).text
    )


def test_without_a_time_of_the_day_no_test_is_foretold(house: House, desk: TestClient) -> None:
    assert "by itself on" not in desk.get("/duty/reach", params=EN).text


def test_who_asked_for_a_test_and_when_stands_on_the_page(house: House, desk: TestClient) -> None:
    assert "Tests asked for" not in desk.get("/duty/reach", params=EN).text
    desk.post("/duty/reach/test")
    page = desk.get("/duty/reach", params=ZH).text
    assert re.findall(r"<li>(2026-05-17 [^<]*)<", page) == [
        "2026-05-17 02:28 · （演示）值班员甲 · 待发出"
    ]
    send(house)
    house.clock.forward(timedelta(hours=1))
    with house.services.database.write() as connection:
        connection.execute(
            text(
                "INSERT INTO self_test_run (id, jurisdiction, plan, asked_by, asked_at, forced,"
                " refused) SELECT 'later', jurisdiction, plan, 'system', :at, forced, 'impossible'"
                " FROM self_test_run"
            ),
            {"at": kept(house)},
        )
    page = desk.get("/duty/reach", params=ZH).text
    rows = re.findall(r"<li>(2026-05-17 [^<]*)(?:<b>([^<]*)</b>)?</li>", page)
    assert rows[0] == ("2026-05-17 03:28 · 系统自动 · ", "未发：有真实事故未结束")
    assert re.fullmatch(r"2026-05-17 02:28 · （演示）值班员甲 · \d+条消息", rows[1][0])
    assert "the program by itself" in desk.get("/duty/reach", params=EN).text


def kept(house: House) -> object:
    """The moment as a database keeps it."""
    at = house.clock.now()
    sqlite = house.services.database.dialect == "sqlite"
    return at.strftime("%Y-%m-%dT%H:%M:%S.%f") if sqlite else at


def test_the_start_page_starts_what_is_due_and_says_before_how_many_get_it(
    house: House, desk: TestClient
) -> None:
    form = desk.get("/", params=EN).text.partition('<details class="test-now">')[2]
    form = form.partition("</details>")[0]
    people, ways = map(int, re.findall(r"(\d+) people get a test now, by (\d+) ways", form)[0])
    (action,) = re.findall(r'<form method="post" action="([^"]+)"', form)
    assert "人" in desk.get("/", params=ZH).text.partition("test-now")[2].partition("</form>")[0]
    assert desk.post(action, follow_redirects=False).status_code == 303
    send(house)
    with house.services.database.read() as connection:
        sent = connection.execute(text("SELECT person FROM self_test")).scalars().all()
    assert (len(set(sent)), len(sent)) == (people, ways)
    house.clock.forward(timedelta(minutes=11))
    desk = house.signed_in()
    assert "test-now" not in desk.get("/", params=EN).text
    assert "test-now" not in house.signed_in("wutai-rescue-liaison").get("/").text

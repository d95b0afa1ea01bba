"""A message in own words on the desk's page: written, looked at, sent, or stopped by a change."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from html import unescape

import pytest
from sqlalchemy import text
from starlette.testclient import TestClient

from notify.channels.calls.channel import TelephoneList
from notify.channels.simulated.channel import SimulatedPhones
from notify.routes import Routes
from tests.web.conftest import PLAYER, House

Report = Callable[[TestClient], str]
WORDS = "请到县应急局三楼集合"
LEADER = "（演示）分管副县长"


@pytest.fixture
def house(house: House) -> House:
    """The program with simulated phones."""
    phones = SimulatedPhones(house.services.database, house.clock)
    calls = TelephoneList(house.services.database, house.clock)
    channels = {channel.name: channel for channel in (phones, calls)}
    return House(replace(house.services, channels=channels, ways=Routes(channels)), house.clock)


def hidden(page: str) -> dict[str, list[str]]:
    """Everything that a page sends on by itself."""
    found: dict[str, list[str]] = {}
    for name, value in re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)">', page):
        found.setdefault(name, []).append(unescape(value))
    return found


def put(client: TestClient, path: str, data: dict[str, list[str]]) -> tuple[int, str]:
    answer = client.post(f"{path}/do/SendNotice", data=data, follow_redirects=False)
    return answer.status_code, unescape(answer.text)


def write(client: TestClient, path: str, words: str = WORDS) -> tuple[int, str]:
    """Fill in the form as it is given out, and press its button."""
    form = client.get(f"{path}/do/SendNotice").text
    asked = {"posts": ["vice_magistrate"], "words": [words], "urgency": ["urgent"]}
    return put(client, path, {**hidden(form), **asked})


def sent(house: House) -> int:
    """How many messages the log tells of."""
    with house.services.database.read() as connection:
        counted = text("SELECT count(*) FROM event WHERE type = 'NoticeSent'")
        return int(connection.execute(counted).scalar_one())


def change(house: House, statement: str) -> None:
    with house.services.database.write() as connection:
        connection.execute(text(statement))


def test_it_is_looked_at_and_then_sent_once(house: House, reported: Report) -> None:
    client = house.signed_in()
    path = reported(client)
    form = unescape(client.get(f"{path}/do/SendNotice").text)
    assert 'name="audience"' not in form
    assert "发出前先看一遍</button>" in form
    status, page = write(client, path)
    assert (status, sent(house)) == (200, 0)
    assert '<button class="main">发出，共1人</button>' in page
    assert put(client, path, hidden(page))[0] == 303
    assert put(client, path, hidden(page))[0] == 303
    assert sent(house) == 1


def test_everybody_is_named_with_post_way_and_parts(house: House, reported: Report) -> None:
    client = house.signed_in()
    _, page = write(client, reported(client))
    row = "".join(re.findall(r"<tr><td>.*</tr>", page)[-1:])
    assert re.findall(r"<td>(.*?)</td>", row) == [LEADER, "县政府分管副县长", "模拟手机", "2"]
    assert "短信合计2条" in page
    assert "值班员：请到县应急局三楼集合（" in page
    assert "本机没有任何对外发送方式" in page


def test_who_has_no_number_is_marked(house: House, reported: Report) -> None:
    client = house.signed_in()
    path = reported(client)
    change(house, "DELETE FROM contact WHERE person_id = 'wutai-vice-magistrate'")
    _, page = write(client, path)
    assert "1人没有可用号码，须另派人告知。" in page
    assert f"<tr><td>{LEADER}</td>" in page
    assert "<b>▲ 无号码</b>" in page
    assert "<td>（演示）代行分管副县长</td>" in page
    assert "发出，共1人" in page


def test_in_a_drill_the_marks_stand_at_both_ends(house: House, reported: Report) -> None:
    client = house.signed_in(PLAYER)
    report = {"place": "青石沟", "what": "溃坝", "title": "桌面演练", "mode": "exercise"}
    answer = client.post("/report", data=report, follow_redirects=False)
    path = answer.headers["location"]
    status, page = write(client, path)
    assert status == 200
    (said,) = re.findall(r'<blockquote class="words">(.*?)</blockquote>', page, flags=re.DOTALL)
    assert said.startswith("【演练】值班员：")
    assert said.endswith("【演练】")
    assert "本机没有任何对外发送方式" not in page
    assert "未开通演练实发：只发模拟手机，不发真实手机。" in page


def test_another_audience_stops_it_in_words_and_is_shown(house: House, reported: Report) -> None:
    client = house.signed_in()
    path = reported(client)
    _, page = write(client, path)
    change(
        house,
        "UPDATE holding SET person_id = 'wutai-duty-officer' WHERE post = 'vice_magistrate'"
        " AND mode = 'real'",
    )
    status, again = put(client, path, hidden(page))
    assert (status, sent(house)) == (409, 0)
    assert "请重新查看预览：这些岗位的人员已有变化" in again
    assert hidden(again)["audience"] != hidden(page)["audience"]
    assert LEADER not in again
    assert put(client, path, hidden(again))[0] == 303
    assert sent(house) == 1


def test_it_can_be_changed_without_typing_it_anew(house: House, reported: Report) -> None:
    client = house.signed_in()
    path = reported(client)
    _, page = write(client, path)
    status, form = put(client, path, {**hidden(page), "_change": ["1"]})
    assert (status, sent(house)) == (200, 0)
    assert f">{WORDS}</textarea>" in form
    assert '<option value="vice_magistrate" selected>' in form
    assert "audience" not in hidden(form)


def test_what_the_desk_would_refuse_is_refused_before_names_are_shown(
    house: House, reported: Report
) -> None:
    path = reported(house.signed_in())
    mine = house.signed_in("wutai-mine-rescue-head")
    status, page = put(mine, path, {"posts": ["vice_magistrate"], "words": [WORDS]})
    assert status == 403
    assert "全部对象" not in page
    nobody, told = put(house.signed_in(), path, {"words": [WORDS]})
    assert nobody == 422
    assert 'role="alert"' in told


@pytest.mark.parametrize(
    ("words", "warned"),
    [
        ("值班电话 0350-1234567", "文中有电话号码"),
        ("身份证 11010119900307123X", "文中有像身份证号码的数字"),
        ("被困12人", "文中有人员数字"),
    ],
)
def test_the_words_are_looked_through(
    house: House, reported: Report, words: str, warned: str
) -> None:
    client = house.signed_in()
    path = reported(client)
    _, page = write(client, path, words)
    assert warned in page
    assert put(client, path, hidden(page))[0] == 303

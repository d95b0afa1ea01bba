"""How the responders' page stays fresh, and stands without signal."""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from typing import Any

import pytest

from incident import commands as c
from runtime.clock import ManualClock
from tests.web.conftest import OFFICER, PLAYER, House
from tests.web.me.night import (
    MEMBER,
    withdraw,
)
from web.assets import FOLDER
from web.me import pages
from web.me.fresh import Fresh
from web.me.installed import SHELL
from web.reader import Reader


def test_parts_come_once_and_again_only_when_something_changed(night: tuple[House, str]) -> None:
    house, path = night
    client = house.signed_in(MEMBER)
    first = client.get(f"{path}/me/parts")
    assert first.headers["x-incident-rate"] == "1.0"
    assert datetime.fromisoformat(first.headers["x-incident-now"]) == house.clock.now()
    known = {"if-none-match": first.headers["etag"]}
    assert isinstance(house.clock, ManualClock)
    house.clock.forward(timedelta(minutes=1))
    again = client.get(f"{path}/me/parts", headers=known)
    assert (again.status_code, again.content) == (304, b"")
    assert datetime.fromisoformat(again.headers["x-incident-now"]) == house.clock.now()
    withdraw(house, path)
    assert "坝下全部撤出" in client.get(f"{path}/me/parts", headers=known).json()["escape"]


def test_a_page_that_stands_is_not_made_anew_for_each_phone_every_few_seconds(
    night: tuple[House, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    house, path = night
    made = 0
    real = pages._parts

    def counted(*given: Any) -> dict[str, str]:
        nonlocal made
        made += 1
        return real(*given)

    monkeypatch.setattr(pages, "_parts", counted)
    client = house.signed_in(MEMBER)
    known = {"if-none-match": client.get(f"{path}/me/parts").headers["etag"]}
    assert isinstance(house.clock, ManualClock)
    for _ in range(3):
        house.clock.forward(timedelta(seconds=5))
        again = client.get(f"{path}/me/parts", headers=known)
        assert (again.status_code, again.headers["etag"]) == (304, known["if-none-match"])
        assert datetime.fromisoformat(again.headers["x-incident-now"]) == house.clock.now()
    assert made == 1
    house.clock.forward(timedelta(seconds=5))
    client.get(f"{path}/me/parts", headers=known)
    assert made == 2, "time passes: now and then it is made anew all the same"
    withdraw(house, path)
    assert client.get(f"{path}/me/parts", headers=known).status_code == 200
    other = house.signed_in(OFFICER).get(f"{path}/me/parts", headers=known)
    assert other.status_code == 200, "what one person has says nothing of another's page"


def test_another_incident_of_theirs_that_begins_is_news(night: tuple[House, str]) -> None:
    house, path = night
    seen, who = Fresh(house.services), Reader(MEMBER, "", "wutai", "real", "zh")
    before = seen.stamp(who, path.rsplit("/", 1)[1])
    opened = c.ReportIncident(place="青石沟", what="坝体渗水")
    house.services.desk.open(opened, OFFICER, "wutai")
    assert seen.stamp(who, path.rsplit("/", 1)[1]) != before


def test_it_can_be_installed(night: tuple[House, str]) -> None:
    house, path = night
    client = house.signed_in(MEMBER)
    told = client.get("/manifest.webmanifest")
    assert told.headers["content-type"] == "application/manifest+json"
    for icon in json.loads(told.text)["icons"]:
        assert client.get(icon["src"]).status_code == 200
    worker = client.get("/sw.js")
    assert worker.headers["service-worker-allowed"] == "/"
    assert worker.headers["cache-control"] == "no-cache"
    files = json.loads(worker.text.split("const SHELL = ")[1].split(";")[0])
    assert all(client.get(file).status_code == 200 for file in files)
    policy = client.get(f"{path}/me").headers["content-security-policy"]
    assert "manifest-src 'self'" in policy
    assert "worker-src 'self'" in policy


def test_every_script_that_the_page_loads_is_kept_for_no_signal() -> None:
    imported = {
        line.split('"./')[1].split('"')[0]
        for name in ("phone.js", "queue.js", "pictures.js", "chooser.js", "waiting.js", "clocks.js")
        for line in (FOLDER / name).read_text(encoding="utf-8").splitlines()
        if line.startswith("import ")
    }
    assert imported | {"phone.js", "phone.css"} <= set(SHELL)


def test_where_an_installed_page_begins(night: tuple[House, str]) -> None:
    house, path = night
    answer = house.signed_in(MEMBER).get("/me", follow_redirects=False)
    assert answer.headers["location"] == f"{path}/me"
    assert house.signed_in(PLAYER).get("/me", follow_redirects=False).headers["location"] == "/"

"""Somebody with a post in several counties sees the incidents of each, and of no other."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import insert
from starlette.testclient import TestClient

from incident import commands as c
from notify.shortfall import ENGINE
from notify.tables import InboundRow
from playbooks.load import load_plan
from playbooks.lookup import Playbook
from registry.load import load_county
from registry.store import store_county
from registry.tables import HoldingRow
from tests.notify.world import COUNTY, PLAN
from tests.web.conftest import OFFICER, House

OBSERVER = "wutai-superior-commander"


@pytest.fixture
def two(house: House) -> tuple[House, str, str]:
    """Two counties under their own plans, and an incident in each."""
    s = house.services
    with s.database.write() as connection:
        store_county(connection, s.vault, load_county(Path(COUNTY)), s.clock)
    s.shelf.put_in_force(Playbook.of(load_plan(Path(PLAN))))
    report = c.ReportIncident(place="甲村", what="溃口", title="本县事故")
    here = s.desk.open(report, OFFICER, "wutai").incident
    other = c.ReportIncident(place="乙村", what="溃口", title="邻县事故")
    there = s.desk.open(other, "lanshan-desk", "lanshan").incident
    return house, here, there


def waits(house: House, name: str, incident: str | None) -> None:
    """A reply that nobody could make anything of."""
    now = house.clock.now()
    row = {"id": name, "channel": "x", "kind": "reply", "received_at": now, "handled_at": now}
    with house.services.database.write() as connection:
        house.services.vault.seal_many(
            connection, "inbox", {f"{name}.s": "+15555550199", f"{name}.t": f"呼救{name}"}
        )
        refs = {"sender_ref": f"{name}.s", "text_ref": f"{name}.t"}
        about = {"became": "unclear", "incident": incident}
        connection.execute(insert(InboundRow), {**row, **refs, **about})


def test_replies_of_another_county_are_neither_counted_shown_nor_read_away(
    two: tuple[House, str, str],
) -> None:
    house, here, there = two
    waits(house, "ours", here)
    waits(house, "theirs", there)
    waits(house, "nobodys", None)
    ours, theirs = house.signed_in(OFFICER), house.signed_in("lanshan-desk")
    for desk, sees in ((ours, {"ours", "nobodys"}), (theirs, {"theirs", "nobodys"})):
        assert "2条回复待人工阅看" in desk.get("/").text
        page = desk.get("/duty/replies").text
        assert {n for n in ("ours", "theirs", "nobodys") if f"呼救{n}" in page} == sees
    assert ours.post("/duty/replies/theirs/read").status_code == 404
    assert "呼救theirs" in theirs.get("/duty/replies").text
    assert theirs.post("/duty/replies/nobodys/read", follow_redirects=False).status_code == 303
    assert "1条回复待人工阅看" in ours.get("/").text


def holds_there(house: House, person: str, post: str = "mayor") -> None:
    row = {
        "id": "both", "jurisdiction": "lanshan", "mode": "real", "post": post,
        "person_id": person, "rank": 3, "scope_id": None, "since": house.clock.now(),
        "until": None, "source": "story",
    }  # fmt: skip
    with house.services.database.write() as connection:
        connection.execute(insert(HoldingRow), row)


def test_a_post_in_another_county_opens_its_incidents(two: tuple[House, str, str]) -> None:
    house, here, there = two
    client = house.signed_in(OBSERVER)
    assert f"/incidents/{there}" not in client.get("/incidents").text
    assert client.get(f"/incidents/{there}").status_code == 404
    holds_there(house, OBSERVER)
    page = client.get("/incidents").text
    assert f"/incidents/{there}" in page
    assert f"/incidents/{here}" in page
    assert "岚山县" in page, "several counties: each line says which"
    assert client.get(f"/incidents/{there}").status_code == 200
    assert client.get(f"/incidents/{here}").status_code == 200
    told = house.program(OBSERVER).get("/api/v1/incidents").json()
    assert {row["id"] for row in told["incidents"]} == {here, there}


def test_a_county_whose_plan_is_not_loaded_hides_no_other(
    house: House, reported: Callable[[TestClient], str]
) -> None:
    """Whoever holds a post there too still sees what runs at home."""
    with house.signed_in() as desk:
        here = reported(desk)
    holds_there(house, OBSERVER)
    client = house.signed_in(OBSERVER)
    for address in ("/", "/incidents"):
        page = client.get(address)
        assert page.status_code == 200, page.text
        assert here in page.text
    assert "lanshan" in client.get("/incidents").text


def test_nobody_else_sees_the_other_county(two: tuple[House, str, str]) -> None:
    house, _, there = two
    client = house.signed_in(OFFICER)
    page = client.get("/incidents").text
    assert f"/incidents/{there}" not in page
    assert "岚山县" not in page
    assert client.get(f"/incidents/{there}").status_code == 404


def test_what_is_new_names_its_county_where_several_are_shown(two: tuple[House, str, str]) -> None:
    house, *both = two
    for incident in both:
        missed = c.MarkUnreachable(alert="entry-1", tried=3, post="mayor", person="x-mayor")
        house.services.desk.put(incident, missed, ENGINE)
    client = house.signed_in(OFFICER)

    def new() -> str:
        return (
            client.get("/incidents")
            .text.split('data-key="alarms"')[1]
            .split('<section class="duty-p')[0]
        )

    assert "未联系上" in new()
    assert '<span class="k">' not in new(), "one county alone needs no name"
    holds_there(house, OFFICER, "desk")
    for county in ("五台县", "岚山县（虚构）"):
        assert f'<span class="k">{county}</span>' in new()
    cards = client.get("/").text.split('data-list="running"')[1].split("</div></dl>")
    assert any("岚山县" in card for card in cards)

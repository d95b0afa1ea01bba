"""Simulated phones of two counties in one program: each desk sees and writes from its own."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from incident import commands as c
from playbooks.load import load_plan
from playbooks.lookup import Playbook
from registry.load import load_county
from registry.store import store_county
from tests.notify.world import COUNTY, PLAN
from tests.web.conftest import COMMANDER, OFFICER, House
from tests.web.test_phones import Talking


@pytest.fixture
def talking(house: House) -> Talking:
    s = house.services
    with s.database.write() as connection:
        store_county(connection, s.vault, load_county(Path(COUNTY)), s.clock)
    s.shelf.put_in_force(Playbook.of(load_plan(Path(PLAN))))
    return Talking(house)


def test_the_phones_of_another_county_are_neither_seen_nor_written_from(talking: Talking) -> None:
    """Whoever sees everybody's phones sees those of the county; in an exercise they would write
    from the others as well."""
    desk = talking.house.services.desk
    report = c.ReportIncident(mode="exercise", place="东台沟", what="溃坝", title="本县演练")
    there = desk.open(report, "wutai-ex-duty-officer", "wutai").incident
    talking.run()
    theirs = talking.house.signed_in("wutai-ex-duty-officer").get("/phones").text
    phones = re.findall(r'action="/phones/(sim:[^"]+)/reply"', theirs)
    assert len(phones) > 10

    client = talking.house.signed_in("lanshan-ex-desk")
    page = client.get("/phones").text
    assert "东台沟" not in page
    assert not [phone for phone in phones if f"/phones/{phone}/reply" in page]
    for phone in phones:
        got = client.post(f"/phones/{phone}/reply", data={"text": "收到", "_key": phone})
        assert got.status_code == 404, phone
    talking.run()
    assert not desk.state(there).answers


def test_one_number_in_two_counties_is_two_phones(talking: Talking) -> None:
    """The commander of one and the chief of the other both have sim:0002."""
    talking.open()
    report = c.ReportIncident(place="甲村", what="溃口", title="邻县事故")
    talking.house.services.desk.open(report, "lanshan-desk", "lanshan")
    talking.run()
    for person in (COMMANDER, OFFICER):
        page = talking.house.signed_in(person).get("/phones").text
        assert "东台沟" in page
        assert "甲村" not in page
        assert "局长</h2>" not in page
    page = talking.house.signed_in("lanshan-chief").get("/phones").text
    assert "甲村" in page
    assert "东台沟" not in page

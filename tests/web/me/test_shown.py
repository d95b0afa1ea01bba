"""The responders' page: each role's part, and what it never shows."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from sqlalchemy import insert
from starlette.testclient import TestClient

from incident import commands as c
from registry.tables import ContactRow
from tests.web.conftest import COMMANDER, OFFICER, House
from tests.web.me.night import (
    APPROVED,
    MEMBER,
    RIVAL,
)

Report = Callable[[TestClient], str]
RESCUE_TASKS = "抢险救援组"


def test_a_member_sees_the_tasks_of_the_group_and_approved_figures_only(
    night: tuple[House, str],
) -> None:
    house, path = night
    page = house.signed_in(MEMBER).get(f"{path}/me")
    assert page.status_code == 200
    assert RESCUE_TASKS in page.text
    said = re.sub(r'name="_key" value="[^"]*"', "", page.text)  # random, may look like a figure
    assert str(APPROVED) in said
    assert str(RIVAL) not in said
    chosen = [part for part in page.text.split("<input")[1:] if " checked" in part.split(">")[0]]
    assert chosen == [], "nothing is chosen beforehand"


@pytest.mark.parametrize(
    ("person", "decides", "tells"),
    [
        (COMMANDER, True, True),
        (OFFICER, False, True),
        (MEMBER, False, True),
        ("wutai-operator-head-demo", False, True),
        ("wutai-township-head-demo", False, True),
        ("wutai-village-contact-demo", False, True),
        ("wutai-superior-commander", False, False),
    ],
)
def test_each_role_has_its_own_part(
    house: House, reported: Report, person: str, decides: bool, tells: bool
) -> None:
    path = reported(house.signed_in())
    incident = path.rsplit("/", 1)[1]
    house.services.desk.put(
        incident, c.RecordClaim(measure="trapped", value=1, source="fire"), OFFICER
    )
    page = house.signed_in(person).get(f"{path}/me").text
    assert ("/do/StartResponse?decided_on.decision=start" in page) == decides
    assert ('data-press="RecordClaim"' in page) == tells
    assert ('data-press="CheckIn"' in page) == tells


def test_a_decision_comes_with_its_reasons_clause_and_read_back_form(
    house: House, reported: Report
) -> None:
    path = reported(house.signed_in())
    claim = c.RecordClaim(measure="missing", value=2, source="fire")
    house.services.desk.put(path.rsplit("/", 1)[1], claim, OFFICER)
    client = house.signed_in(COMMANDER)
    page = client.get(f"{path}/me").text
    assert "§A4" in page or "§5.3.1" in page
    link = page.split('class="button main" href="')[1].split('"')[0].replace("&amp;", "&")
    assert client.get(link).status_code == 200


def test_no_number_is_made_up(night: tuple[House, str]) -> None:
    house, path = night
    assert "tel:" not in house.signed_in(MEMBER).get(f"{path}/me").text
    with house.services.database.write() as connection:
        house.services.vault.seal(connection, "wutai-emergency-head", "sim:0001", "c.ref")
        connection.execute(
            insert(ContactRow),
            {
                "id": "c-1", "jurisdiction": "wutai", "mode": "real", "kind": "mobile",
                "person_id": "wutai-emergency-head", "address_ref": "c.ref", "rank": 1,
            },
        )  # fmt: skip
    assert 'href="tel:sim:0001"' in house.signed_in(MEMBER).get(f"{path}/me").text
    village = house.signed_in("wutai-village-contact-demo").get(f"{path}/me").text
    assert "sim:0001" not in village

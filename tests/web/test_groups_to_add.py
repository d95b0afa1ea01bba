"""The board says which groups are to be decided about, not only that there is something."""

from __future__ import annotations

from collections.abc import Callable
from html import unescape

import pytest
from starlette.testclient import TestClient

from incident import commands as c
from incident.model import Spoken
from tests.web.conftest import OFFICER, House


@pytest.mark.parametrize(
    ("lang", "both", "one"),
    [
        ("zh", "可以增设：群众转移安置组、环境监测组", "可以增设：环境监测组。"),
        ("en", "lets these be added: ", "lets these be added: Environmental"),
    ],
)
def test_the_groups_that_can_be_added_are_named_until_they_are(
    house: House, reported: Callable[[TestClient], str], lang: str, both: str, one: str
) -> None:
    client = house.signed_in()
    path = reported(client)
    incident = path.rsplit("/", 1)[1]
    said = Spoken(on_behalf_of="vice_magistrate", means="telephone", said_at=house.clock.now())
    house.services.desk.put(incident, c.StartResponse(level=2, spoken=said), OFFICER)

    def decide() -> str:
        page = unescape(client.get(path, params={"lang": lang}).text)
        return page.split('class="why"')[1].split("</ol>")[0]

    assert both in decide()
    assert one not in decide()
    house.services.desk.put(incident, c.ChangeGroups(add=("moving",), spoken=said), OFFICER)
    assert one in decide()

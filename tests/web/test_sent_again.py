"""What a phone sends again is the same press, whatever the hour; another one is refused."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

from starlette.testclient import TestClient

from incident.commands import StartResponse
from tests.web.conftest import COMMANDER, House
from tests.web.me.night import MEMBER, page_of

Report = Callable[[TestClient], str]


def test_a_phone_far_ahead_sends_again_and_it_is_the_same_press(
    house: House, reported: Report
) -> None:
    path = reported(house.signed_in())
    house.services.desk.put(path.rsplit("/", 1)[1], StartResponse(level=2), COMMANDER)
    client = house.signed_in(MEMBER)
    person, at = page_of(client, path), house.clock.now() + timedelta(hours=9)

    def press(movement: str) -> tuple[int, object]:
        told = {"movement": movement}
        answer = client.post(
            f"{path}/me/act",
            json={
                "person": person,
                "command": "CheckIn",
                "fields": told,
                "key": "k1",
                "at": at.isoformat(),
            },
        )
        house.clock.forward(timedelta(minutes=1))
        return answer.status_code, answer.json().get("repeated")

    assert [press("left"), press("left")] == [(200, False), (200, True)]
    assert press("arrived") == (409, None)

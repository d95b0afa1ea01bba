"""What a person does with the responders' page, and what happens around it."""

from __future__ import annotations

from typing import Any

from sqlalchemy import insert
from starlette.testclient import TestClient

from incident import commands as c
from incident.state import Incident
from notify.tables import AttemptRow
from tests.web.conftest import House

MEMBER = "wutai-rescue-liaison"
RIVAL = 743174
APPROVED = 621762


def state_of(house: House, path: str) -> Incident:
    return house.services.desk.state(path.rsplit("/", 1)[1])


def page_of(client: TestClient, path: str) -> str:
    """For whom the page is that this browser has open."""
    page = client.get(f"{path}/me").text
    return page.split('data-person="')[1].split('"')[0] if "data-person" in page else "nobody"


def press(client: TestClient, path: str, command: str, key: str = "k1", **more: Any) -> Any:
    at = more.pop("at", None)
    person = more.pop("person", None) or page_of(client, path)
    body = {"person": person, "command": command, "fields": more, "key": key, "at": at}
    return client.post(f"{path}/me/act", json=body)


def withdraw(house: House, path: str) -> None:
    order = c.OrderWithdrawal(reason="坝下全部撤出，到柳湾岭集合")
    house.services.desk.put(path.rsplit("/", 1)[1], order, MEMBER)


def a_task(house: House, path: str, group: str = "rescue") -> str:
    tasks = state_of(house, path).tasks.values()
    return next(t.id for t in tasks if t.group == group and t.status == "assigned")


def alert(
    house: House,
    path: str,
    person: str = MEMBER,
    key: str = "entry-3",
    event: str = "x",
) -> None:
    """A message to a person that was handed to a channel, about an event."""
    state, vault = state_of(house, path), house.services.vault
    with house.services.database.write() as connection:
        vault.seal_many(connection, person, {f"{key}.text": "请立即出发", f"{key}.to": "sim:0001"})
        row = dict.fromkeys(("lang", "roster_version", "urgency", "confirm"), "x")
        connection.execute(
            insert(AttemptRow),
            {
                **row, "id": f"a-{key}", "event": event, "incident": state.id,
                "jurisdiction": "wutai", "mode": "real", "key": key,
                "person": person, "posts": ["rescue_liaison"], "position": 1, "step": 1,
                "channel": "console", "address_ref": f"{key}.to", "text_ref": f"{key}.text",
                "on_unknown": "hold", "status": "accepted", "created_at": house.clock.now(),
            },
        )  # fmt: skip

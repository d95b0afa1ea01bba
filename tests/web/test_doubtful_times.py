"""A time ahead of the house's own clock stands on board and paper as it was said, and is marked."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from zoneinfo import ZoneInfo

from starlette.testclient import TestClient

from incident import commands as c
from incident.model import Spoken
from tests.web.conftest import OFFICER, House

Report = Callable[[TestClient], str]
MARK = "时间存疑"


def test_board_and_paper_mark_a_time_ahead(house: House, reported: Report) -> None:
    client = house.signed_in()
    path = reported(client)
    incident = path.rsplit("/", 1)[1]
    desk = house.services.desk
    now = house.services.clock.now()
    ahead = now + timedelta(minutes=4)
    shown = ahead.astimezone(ZoneInfo("Asia/Shanghai"))
    assert MARK not in client.get(path).text
    told = c.RecordClaim(measure="missing", value=2, source="township", observed_at=ahead)
    desk.put(incident, told, OFFICER)
    page = client.get(path).text
    assert f'{shown:%H:%M} <span class="tag">{MARK}</span>' in page
    proposal = Spoken(on_behalf_of="emergency_head", means="telephone", said_at=now)
    desk.put(incident, c.Propose(action="start", level=2, spoken=proposal), OFFICER)
    order = Spoken(on_behalf_of="vice_magistrate", means="telephone", said_at=ahead)
    desk.put(incident, c.StartResponse(level=2, spoken=order), OFFICER)
    first, second = desk.state(incident).orders
    assert MARK not in client.get(f"{path}/orders/{first}/print").text
    assert f"{shown:%H:%M}、{MARK}、" in client.get(f"{path}/orders/{second}/print").text

"""The board says for want of which figures the grade cannot be judged yet."""

from __future__ import annotations

from collections.abc import Callable

from starlette.testclient import TestClient

from incident import commands as c
from tests.web.conftest import OFFICER, House

Report = Callable[[TestClient], str]


def test_unknown_figures_are_no_missing_grade(house: House, reported: Report) -> None:
    client = house.signed_in()
    path = reported(client)
    told = c.RecordClaim(measure="missing", value=2, source="township")
    house.services.desk.put(path.rsplit("/", 1)[1], told, OFFICER)
    page = client.get(path).text
    assert "尚不能判定：死亡" in page
    assert "无对应事故等级" not in page

"""A report whose clock ran ahead: what was stated is shown with its mark, beside what counts."""

from __future__ import annotations

from datetime import timedelta
from html import unescape
from zoneinfo import ZoneInfo

from incident import commands as c
from tests.web.conftest import OFFICER, House


def test_board_log_and_api_show_the_stated_time_and_the_one_that_counts(house: House) -> None:
    now = house.clock.now()
    soon = now + timedelta(minutes=3)
    report = c.ReportIncident.model_validate(
        {"place": "青石沟", "what": "溃坝", "title": "夜间事故", "mode": "real"}
        | {"occurred_at": soon, "learned_at": soon}
    )
    incident = house.services.desk.open(report, OFFICER, "wutai").incident
    client = house.signed_in(OFFICER)
    stated, counted = (f"{at.astimezone(ZoneInfo('Asia/Shanghai')):%H:%M}" for at in (soon, now))
    page = unescape(client.get(f"/incidents/{incident}").text)
    assert page.count(f"所述{stated}，时间存疑") == 2
    assert f"（{counted}）" in page or f"({counted})" in page
    assert f"获知时间{stated}（时间存疑，自{counted}起算）" in page
    opening = house.program(OFFICER).get(f"/api/v1/incidents/{incident}").json()["opening"]
    assert opening["learned_stated"].startswith(soon.strftime("%Y-%m-%dT%H:%M"))
    assert opening["learned_at"].startswith(now.strftime("%Y-%m-%dT%H:%M"))

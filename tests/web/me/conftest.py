"""A night on which responders open their page."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from starlette.testclient import TestClient

from incident import commands as c
from tests.web.conftest import COMMANDER, OFFICER, House
from tests.web.me.night import APPROVED, RIVAL

Report = Callable[[TestClient], str]


@pytest.fixture
def night(house: House, reported: Report) -> tuple[House, str]:
    """A response of level II with one approved figure and a worse one."""
    path = reported(house.signed_in())
    incident = path.rsplit("/", 1)[1]
    put = house.services.desk.put
    put(incident, c.StartResponse(level=2), COMMANDER)
    put(incident, c.ApproveFigures(figures={"missing": APPROVED}), COMMANDER)
    put(incident, c.RecordClaim(measure="missing", value=RIVAL, source="township"), OFFICER)
    return house, path

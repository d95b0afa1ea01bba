"""A sent message is taken back from its own line of the log."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import replace
from html import unescape

from starlette.testclient import TestClient

from incident import commands as c
from incident.desk import Desk
from notify.asked_of import DELIVERIES
from notify.channels.simulated.channel import SimulatedPhones
from notify.consequences import intents
from notify.engine import AlertEngine
from notify.routes import Routes
from tests.at_rest import at_rest
from tests.web.conftest import OFFICER, House

Report = Callable[[TestClient], str]


def test_the_line_leads_to_the_form_with_entry_people_and_clock(
    house: House, reported: Report
) -> None:
    s = house.services
    desk = Desk(
        s.database, s.vault, s.directory, s.shelf, s.clock, s.ids,
        consequences=[intents], deliveries=DELIVERIES,
    )  # fmt: skip
    house = House(replace(s, desk=desk), house.clock)
    client = house.signed_in()
    path = reported(client)
    incident = path.rsplit("/", 1)[1]
    command = c.SendNotice(posts=("vice_magistrate",), words="到甲村集合")
    entry = desk.put(incident, command, OFFICER).entries[0].seq
    link = f"{path}/do/CorrectNotice?entry={entry}"
    assert link not in unescape(client.get(path).text)
    engine = AlertEngine(
        s.database, s.directory, s.vault, desk.put, s.shelf.get,
        Routes({"simulated": SimulatedPhones(s.database, s.clock)}), s.clock, s.ids,
    )  # fmt: skip
    asyncio.run(at_rest(engine))
    assert link in unescape(client.get(f"{path}?log=all").text)
    form = unescape(client.get(link).text)
    assert f'name="entry" value="{entry}"' in form
    assert "已告知1人，更正只发给这些人：（演示）分管副县长。" in form
    assert 'name="found_at" value="2026-05-17T02:28' in form
    assert "没有告知过" in unescape(client.get(f"{path}/do/CorrectNotice?entry=999").text)
    wrong = c.CorrectNotice(entry=entry, correction="corrected", words="到乙村集合")
    desk.put(incident, wrong, OFFICER)
    assert link not in unescape(client.get(f"{path}?log=all").text)

"""A board is made once for all who look: the page stands around the very parts that the hub keeps,
and a form that asks for one entry reads that entry alone."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import Connection
from starlette.testclient import TestClient

from incident import commands as c
from incident.log import read
from incident.state import Entry
from runtime.clock import ManualClock
from tests.web.conftest import NIGHT, OFFICER, House
from web.board.audience import Audience
from web.board.read import board
from web.corrected import with_entry
from web.forms import Field
from web.hub.kept import Kept, Source
from web.hub.views import Rendered, View
from web.rights import May
from web.texts import open_texts

NOW = re.compile(r'data-now="[^"]*"')
Report = Callable[[TestClient], str]


@pytest.fixture
def opened(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Incidents whose sealed words were opened for a board, in order."""
    told: list[str] = []

    def open_(vault: Any, connection: Any, state: Any, *rest: Any, **more: Any) -> Any:
        told.append(state.id)
        return open_texts(vault, connection, state, *rest, **more)

    monkeypatch.setattr("web.board.read.open_texts", open_)
    return told


@pytest.mark.parametrize("form", ["", "?wall"])
def test_looking_again_opens_nothing_again(
    house: House, reported: Report, opened: list[str], form: str
) -> None:
    client = house.signed_in()
    path = reported(client)
    with client:
        first = client.get(path + form).text
        before = list(opened)
        again = client.get(path + form).text
        assert opened == before
        assert NOW.sub("", again) == NOW.sub("", first)
        house.services.desk.put(path.rsplit("/", 1)[1], c.AddNote(note="水位上涨"), OFFICER)
        client.get(path + form)
        assert len(opened) == len(before) + 1


def test_the_time_of_what_is_kept_goes_on_while_nothing_is_made_anew() -> None:
    clock, times = ManualClock(NIGHT + timedelta(hours=1)), list[datetime]()

    async def render() -> Rendered:
        return Rendered({"head": "渗水"}, NIGHT, 2.0, None, "around")

    async def pulse() -> int:
        return 1

    async def looked() -> None:
        kept = Kept(Source(render, pulse, clock.now), View("0123456789abcdef"), lambda: 100.0)
        for _ in range(2):
            await kept.refresh()
            times.append(kept.present().now)
            assert kept.time()["now"] == times[-1].isoformat()
            clock.forward(timedelta(seconds=90))

    asyncio.run(looked())
    assert times == [NIGHT, NIGHT + timedelta(minutes=3)]


def test_a_correction_reads_the_entry_alone(
    house: House, reported: Report, opened: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    client = house.signed_in()
    path = reported(client)
    incident, asked = path.rsplit("/", 1)[1], list[Entry]()
    number = house.services.desk.put(incident, c.AddNote(note="水位上涨"), OFFICER).entries[-1].seq
    for _ in range(3):
        house.services.desk.put(incident, c.AddNote(note="无变化"), OFFICER)
    house.services.desk.state(incident)
    opened.clear()

    def reading(connection: Connection, *args: Any, **more: Any) -> Iterator[Entry]:
        for entry in read(connection, *args, **more):
            asked.append(entry)
            yield entry

    for module in ("web.board.read", "web.corrected"):
        monkeypatch.setattr(f"{module}.read", reading)
    form = client.get(f"{path}/do/CorrectEntry", params={"entry": number}).text
    assert "水位上涨" in form
    assert [e.seq for e in asked] == [number]
    assert opened == [incident], "the board of the form, and no other"


@pytest.mark.parametrize("number", ["0", "9999", "9" * 5000, "一"])
def test_a_number_that_no_entry_has_says_nothing(
    house: House, reported: Report, number: str
) -> None:
    client = house.signed_in()
    path = reported(client)
    form = client.get(f"{path}/do/CorrectEntry", params={"entry": number})
    assert form.status_code == 200
    assert "原记录" not in form.text


@pytest.mark.parametrize("may", [frozenset(May), frozenset({May.LOG, May.ACT})])
def test_the_entry_is_told_in_the_words_that_this_reader_s_log_has_for_it(
    house: House, reported: Report, may: frozenset[May]
) -> None:
    incident = reported(house.signed_in()).rsplit("/", 1)[1]
    claim = c.RecordClaim(measure="trapped", value=3, source="fire", note="听说")
    for command in (c.AddNote(note="水位上涨"), claim):
        house.services.desk.put(incident, command, OFFICER)
    audience, asked = Audience(may, "zh"), (Field("entry", "记录", "number", required=True),)
    whole = board(house.services, audience, incident, log_shown=None)
    form = board(house.services, audience, incident, log_shown=0)
    log = {line.seq: line.text for line in whole.log}
    assert bool(log.keys() >= set(range(1, form.incident.seq + 1))) is (May.ASSESSED in may)
    for number in range(1, form.incident.seq + 1):
        (field,) = with_entry(house.services, form, {"entry": [str(number)]}, asked)
        assert log[number] in field.hint if number in log else not field.hint

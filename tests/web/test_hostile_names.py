"""Names come from files that people write and from other systems: whatever stands in them, a page
shows it as words and runs none of it."""

from __future__ import annotations

import json
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path
from typing import Any, TypeVar

import pytest
from pydantic import BaseModel
from sqlmodel import SQLModel

import tests.web.conftest as houses
from incident import commands as c
from incident.commands import COMMANDS
from notify.routes import Routes
from playbooks.load import load_plan
from playbooks.lookup import Playbook
from registry.load import SAMPLE, load_county
from runtime.database import Database
from tests.browser.night import Night
from tests.browser.sights import SIGHTS
from tests.incident.materials import samples
from tests.notify.world import Scripted
from tests.web.conftest import COMMANDER, OFFICER, ROOT, House

Model = TypeVar("Model", bound=BaseModel)
BAIT = '"><i onerror=a>'
"""As short as the shortest name may be, with five signs of the name itself."""


def baited(value: Any, key: str = "") -> Any:
    """A file's content whose every name and title would run a script."""
    if isinstance(value, dict):
        named = key in ("name", "title") and set(value) == {"zh", "en"}
        return {k: v[:5] + BAIT if named else baited(v, k) for k, v in value.items()}
    if isinstance(value, list | tuple):
        return [baited(one) for one in value]
    return value[:5] + BAIT if key in ("name", "title") and isinstance(value, str) else value


def renamed(file: Model) -> Model:
    """The same file with baited names, taken as it would be read."""
    return type(file).model_validate_json(json.dumps(baited(file.model_dump(mode="json"))))


class Found(HTMLParser):
    """Elements that carry a script of their own, and all words together."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.runs: list[str] = []
        self.words = ""
        self.feed(page)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if any(name.startswith("on") for name, _ in attrs):
            self.runs.append(self.get_starttag_text() or tag)

    def handle_data(self, data: str) -> None:
        self.words += data


@pytest.fixture
def hostile(database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> House:
    """A county, a plan and a channel whose names are all baited."""
    county = renamed(load_county(SAMPLE))
    book = Playbook.of(renamed(load_plan(ROOT / "playbooks/plans/wutai-2024")))
    monkeypatch.setattr(houses, "_county", lambda: county)
    monkeypatch.setattr(houses, "_playbook", lambda: book)
    SQLModel.metadata.create_all(database.engine, checkfirst=True)
    house = houses.make_house(database, tmp_path)
    modem = Scripted(name=f"modem{BAIT}")
    channels = {modem.name: modem}
    house.services = replace(house.services, channels=channels, ways=Routes(channels))
    return house


def pages(incident: str) -> list[str]:
    """Every page of the table of sights, and the form of every command."""
    night = Night(incident, "order-1", 1, "entry-1", incident, "link")
    seen = [sight.during(night) for sight in SIGHTS]
    seen += [f"/incidents/{incident}/do/{name}" for name in COMMANDS]
    seen += ["/county/all.json", "/duty/channels.json", f"/incidents/{incident}/board.json"]
    return list(dict.fromkeys(seen))


@pytest.mark.only_engine("sqlite")
def test_whatever_stands_in_a_name_no_page_runs_it(hostile: House) -> None:
    desk = hostile.services.desk
    words = {"place": BAIT, "what": BAIT, "title": BAIT, "source": BAIT, "caller": BAIT}
    report = c.ReportIncident.model_validate(
        {k: v for k, v in words.items() if k in c.ReportIncident.model_fields}
    )
    incident = desk.open(report, OFFICER, "wutai").incident
    desk.put(incident, c.StartResponse(level=2), COMMANDER)
    desk.put(incident, c.AddNote(note=BAIT), OFFICER)
    shows: set[str] = set()
    for person in (OFFICER, COMMANDER):
        client = hostile.signed_in(person)
        for path in pages(incident):
            got = client.get(path)
            assert got.status_code < 500, (path, got.text)
            if got.headers["content-type"].startswith("application/json"):
                html = [str(part) for part in (got.json().get("fragments") or {}).values()]
            else:
                html = [got.text]
            for part in html:
                found = Found(part)
                assert found.runs == [], (path, found.runs)
                if "<i onerror=" in found.words:
                    shows.add(path.replace(incident, "i"))
    assert {"/", "/incidents", "/plan", "/incidents/i", "/incidents/i/me", "/incidents/i/calls",
            "/duty/channels", "/duty/channels.json", "/incidents/i/copy", "/duty/reach",
            "/incidents/i/do/AddNote"} <= shows  # fmt: skip


@pytest.mark.only_engine("sqlite")
@pytest.mark.parametrize("named", ['x"\r\nset-cookie: a=b', "../../passwd", "泥石流.jpg", BAIT])
def test_a_file_is_given_back_under_a_name_of_the_programs_own(house: House, named: str) -> None:
    """A name that was sent along goes nowhere: neither into a header nor onto a page."""
    incident = house.services.desk.open(
        c.ReportIncident(place="青石沟", what="溃坝", title="溃坝"), OFFICER, "wutai"
    ).incident
    client, path = house.signed_in(), f"/incidents/{incident}/materials"
    told = f'attachment; filename="{named}"'.encode()
    sent = client.post(
        path,
        content=samples.jpeg(samples.JFIF),
        headers=[(b"content-type", b"image/jpeg"), (b"content-disposition", told)],
        params={"filename": named},
    )
    assert sent.status_code == 201, sent.text
    given = client.get(f"{path}/{sent.json()['id']}").headers
    assert given["content-disposition"] == f'inline; filename="{sent.json()["id"]}.jpg"'
    assert "set-cookie" not in given
    asked = client.get(f"/incidents/{incident}/warnings/{named!r}.cap.xml")
    assert asked.status_code == 404
    assert "content-disposition" not in asked.headers

"""The web application over a small program of its own: one county, one plan, a clock to move."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from pathlib import Path

import pytest
from fastapi import FastAPI
from sqlmodel import SQLModel
from starlette.testclient import TestClient

from incident.desk import Desk
from incident.plans import PlanShelf
from playbooks.load import load_plan
from playbooks.lookup import Playbook
from registry.directory import Directory
from registry.load import SAMPLE, load_county
from registry.schema import County
from registry.store import store_county
from runtime.clock import ManualClock
from runtime.database import Database
from runtime.ids import CountedIds
from runtime.settings import Settings
from runtime.vault import Vault
from web.access import create_token, issue_link
from web.app import create_app
from web.services import Services

ROOT = Path(__file__).resolve().parents[2]
NIGHT = datetime(2026, 5, 16, 18, 28, tzinfo=UTC)
HOST = "http://testserver"
OFFICER = "wutai-duty-officer"
COMMANDER = "wutai-vice-magistrate"
PLAYER = "wutai-ex-duty-officer"


@dataclass
class House:
    """A county's program with its web application, and ways to come in."""

    services: Services
    clock: ManualClock

    _made: tuple[Services, FastAPI] | None = None

    @property
    def app(self) -> FastAPI:
        """The one application that all its browsers and programs ask; another where a test gave
        the house other services."""
        if self._made is None or self._made[0] is not self.services:
            self._made = self.services, create_app(self.services)
        return self._made[1]

    def client(self) -> TestClient:
        """A browser that says where its requests come from."""
        return TestClient(self.app, base_url=HOST, headers={"origin": HOST})

    def link(self, person: str) -> str:
        with self.services.database.write() as connection:
            return issue_link(connection, person, self.clock.now())

    def signed_in(self, person: str = OFFICER) -> TestClient:
        client = self.client()
        answer = client.post(f"/enter/{self.link(person)}", follow_redirects=False)
        assert answer.status_code == 303
        return client

    def program(self, person: str = OFFICER) -> TestClient:
        """Another program with a bearer token."""
        with self.services.database.write() as connection:
            token = create_token(connection, "test", person, self.clock.now())
        return TestClient(self.app, base_url=HOST, headers={"authorization": f"Bearer {token}"})


@pytest.fixture
def house(database: Database, tmp_path: Path) -> House:
    SQLModel.metadata.create_all(database.engine, checkfirst=True)
    return make_house(database, tmp_path)


@pytest.fixture(params=[True, False], ids=["hints", "no hints"])
def woken(house: House, request: pytest.FixtureRequest) -> None:
    """Whether a change wakes who waits for it. A hint is only a hint: without any, whoever waits
    looks once a second, and misses nothing."""
    house.services.database.hints.enabled = request.param


@cache
def _county() -> County:
    return load_county(SAMPLE)


@cache
def _playbook() -> Playbook:
    return Playbook.of(load_plan(ROOT / "playbooks/plans/wutai-2024"))


def make_house(database: Database, folder: Path) -> House:
    """The sample county under its plan, at 02:28 at night."""
    clock = ManualClock(NIGHT)
    vault = Vault(bytes(range(32)), clock)
    directory = Directory(database, vault)
    with database.write() as connection:
        store_county(connection, vault, _county(), clock)
    shelf = PlanShelf(database)
    shelf.put_in_force(_playbook())
    ids = CountedIds("t")
    desk = Desk(database, vault, directory, shelf, clock, ids)
    settings = Settings(data=folder)
    services = Services(desk, database, vault, directory, shelf, clock, ids, settings)
    return House(services, clock)


@pytest.fixture
def reported(house: House) -> Callable[..., str]:
    """Reports through the form, with what else is given; the new incident's path."""

    def report(client: TestClient, **more: str) -> str:
        answer = client.post(
            "/report",
            data={
                "place": "青石沟",
                "what": "尾矿库溃坝",
                "occurred_at": "2026-05-17T02:19:00",
                "title": "青石沟溃坝",
                **more,
            },
            follow_redirects=False,
        )
        assert answer.status_code == 303, answer.text
        return answer.headers["location"]

    return report

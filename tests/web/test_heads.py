"""That heads of logs cannot be kept outside the database is said on the pages, while it lasts."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from incident.anchors import AnchorFile
from incident.commands import AddNote
from runtime.hints import EVERYTHING
from tests.web.conftest import OFFICER, House

Report = Callable[[TestClient], str]
WORDS = "cannot be kept outside the database"


@pytest.fixture
def folder(house: House, tmp_path: Path) -> Path:
    """The folder of the heads: not there yet, so that nothing can be written to it."""
    house.services.desk.anchors = AnchorFile(tmp_path / "heads" / "anchors.jsonl")
    return tmp_path / "heads"


def note(house: House, path: str) -> None:
    house.services.desk.put(path.rsplit("/", 1)[1], AddNote(note="n"), OFFICER)
    house.clock.forward(timedelta(minutes=5))


def told(client: TestClient, *pages: str, **asked: str) -> list[bool]:
    shown = [client.get(page, params={"lang": "en", **asked}) for page in pages]
    assert {answer.status_code for answer in shown} == {200}
    return [WORDS in answer.text for answer in shown]


def test_the_board_and_the_duty_desk_say_it_until_the_next_head_is_kept(
    house: House, reported: Report, folder: Path
) -> None:
    client = house.signed_in()
    path = reported(client)
    assert told(client, path, "/") == [True, True]
    assert "Since 05-17 02:28" in client.get(path, params={"lang": "en"}).text
    note(house, path)
    note(house, path)
    # Still since the first one.
    assert "Since 05-17 02:28" in client.get("/", params={"lang": "en"}).text
    folder.mkdir()
    note(house, path)
    assert told(client, path, "/") == [False, False]


def test_it_is_not_for_the_wall_nor_for_who_only_looks(
    house: House, reported: Report, folder: Path
) -> None:
    path = reported(house.signed_in())
    assert not folder.exists()
    assert told(house.signed_in(), path) == [True]
    assert told(house.signed_in(), path, wall="1") == [False]
    assert told(house.signed_in("wutai-rescue-liaison"), path, "/") == [False, False]


def test_open_pages_are_woken_when_it_begins_and_when_it_ends(
    house: House, reported: Report, folder: Path
) -> None:
    heard: list[str] = []
    house.services.database.hints.subscribe(heard.append)
    path = reported(house.signed_in())
    note(house, path)
    assert heard.count(EVERYTHING) == 1
    folder.mkdir()
    note(house, path)
    note(house, path)
    assert heard.count(EVERYTHING) == 2

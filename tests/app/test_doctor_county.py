"""The doctor on the places below the dams, with the holding that it misses really gone."""

from __future__ import annotations

import sqlite3
from datetime import timedelta
from pathlib import Path

import pytest

from app.checks.line import Line
from app.doctor import examine
from runtime.clock import ManualClock
from runtime.settings import Settings
from tests.stories.program import START, night


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A data folder with the sample county."""
    with night(tmp_path / "data"):
        pass
    return tmp_path / "data"


def places(folder: Path) -> list[Line]:
    lines = examine(Settings(data=folder), ManualClock(START + timedelta(minutes=5)))
    found = [line for line in lines if line.check == "places"]
    assert all((line.remedy is None) == (line.level == "ok") for line in found)
    return found


def run(folder: Path, statement: str) -> None:
    with sqlite3.connect(folder / "tailings.db") as database:
        assert database.execute(statement).rowcount
    database.close()


def test_every_place_has_its_people(folder: Path) -> None:
    (line,) = places(folder)
    assert line.level == "ok"
    assert "23" in line.say("en"), "dams below which no village is entered are counted"
    assert "24" in line.say("en")


@pytest.mark.parametrize(
    ("lang", "village", "dam"),
    [("zh", "河湾村", "青石沟尾矿库"), ("en", "Hewan Village", "Qingshigou tailings dam")],
)
def test_a_village_below_a_dam_without_a_contact(
    folder: Path, lang: str, village: str, dam: str
) -> None:
    run(
        folder,
        "DELETE FROM holding WHERE scope_id = 'wutai-village-demo-2' AND mode = 'real'",
    )
    (line,) = places(folder)
    assert line.level == "fault"
    said = line.say("zh" if lang == "zh" else "en")
    assert village in said
    assert dam in said


def test_a_village_in_which_one_post_is_vacant_is_a_warning_in_one_line(folder: Path) -> None:
    run(
        folder,
        "DELETE FROM holding WHERE scope_id = 'wutai-village-demo-2' AND mode = 'real'"
        " AND post IN ('grid_worker', 'village_secretary')",
    )
    (line,) = places(folder)
    assert line.level == "warning"
    assert "村党支部书记" in line.say("zh")
    assert "网格员" in line.say("zh")


def test_a_contact_of_the_exercise_roster_is_none_for_real(folder: Path) -> None:
    run(
        folder,
        "DELETE FROM holding WHERE scope_id LIKE 'wutai-village-demo-%' AND mode = 'real'",
    )
    lines = places(folder)
    assert [line.level for line in lines] == ["fault", "fault", "fault"]


def test_a_township_with_a_dam_but_without_a_head_of_its_own(folder: Path) -> None:
    """The head for no place in particular stands in; without one it is a fault."""
    theirs = "DELETE FROM holding WHERE post = 'township_head' AND mode = 'real' AND scope_id IS "
    run(folder, theirs + "NOT NULL")
    (line,) = places(folder)
    assert line.level == "warning"
    assert "青石沟乡" in line.say("zh")
    assert "Qingshigou Township" in line.say("en")
    run(folder, theirs + "NULL")
    (line,) = places(folder)
    assert line.level == "fault"


def test_a_township_without_dams_needs_nobody(folder: Path) -> None:
    run(folder, "UPDATE dam SET township_id = NULL WHERE id = 'wutai-dam-demo'")
    run(folder, "DELETE FROM holding WHERE post = 'township_head' AND mode = 'real'")
    assert [line.level for line in places(folder)] == ["ok"]

"""The reference pages say what the code says."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from app.reference import BEGIN, END, FOLDER, PAGES, filled, write_all
from app.reference.settings import MEANINGS
from incident.commands import COMMANDS
from incident.events import EVENTS
from registry.schema import Dam, Mine, Operator, Person, Township, Village
from runtime.refusal import REASONS
from runtime.settings import VARIABLES


@pytest.mark.parametrize("name", PAGES)
def test_page_is_what_would_be_written(name: str) -> None:
    page = (FOLDER / name).read_text(encoding="utf-8")
    assert page == filled(page, PAGES[name]()), f"{name}: run python -m app.reference"


def test_a_changed_page_is_noticed_and_put_right(tmp_path: Path) -> None:
    folder = tmp_path / "reference"
    shutil.copytree(FOLDER, folder)
    page = folder / "settings.md"
    page.write_text(
        page.read_text(encoding="utf-8").replace("TAILINGS_PORT", "TAILINGS_PROT"), "utf-8"
    )
    assert write_all(folder) == ["settings.md"]
    assert write_all(folder) == []
    assert page.read_bytes() == (FOLDER / "settings.md").read_bytes()


def test_what_stands_around_the_marks_stays() -> None:
    assert filled(f"a\n{BEGIN}\nold\n{END}\nb", "new") == f"a\n{BEGIN}\n\nnew\n\n{END}\nb"
    with pytest.raises(ValueError, match="the page needs the lines"):
        filled(f"a\n{BEGIN}\n", "new")


def test_nothing_is_left_out() -> None:
    events = (FOLDER / "events.md").read_text(encoding="utf-8")
    assert all(f"### {name}\n" in events for name in (*COMMANDS, *EVENTS))
    api = (FOLDER / "api.md").read_text(encoding="utf-8")
    assert all(f"| `{code}` |" in api for code in REASONS)
    assert set(MEANINGS) == set(VARIABLES)


def test_the_registry_s_page_says_how_long_a_name_may_be() -> None:
    page = (FOLDER / "registry-schema.md").read_text(encoding="utf-8")
    said = {
        "a dam, a mine, a mine operator": (Dam, Mine, Operator),
        "a village, a township": (Village, Township),
    }
    for what, kinds in said.items():
        for kind in kinds:
            named = kind.model_fields["name"].annotation
            assert named is not None
            names = named.model_json_schema()["properties"]
            most = [names[lang]["maxLength"] for lang in ("zh", "en")]
            assert f"| {what} | {most[0]} | {most[1]} |" in page, kind
    most = Person.model_json_schema()["properties"]["name"]["maxLength"]
    assert f"| a person | {most}, one name for both | |" in page

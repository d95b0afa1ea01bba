"""A county whose dam has ten villages below it, each with the longest name that may be entered."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import yaml
from playwright.sync_api import Browser

from registry.load import SAMPLE, load_county
from registry.store import store_county
from runtime.clock import SystemClock
from runtime.database import Database
from runtime.folder import DataFolder
from runtime.migrate import upgrade
from runtime.vault import Vault
from tests.browser.house import House, opened
from tests.browser.visitors import Visitors, visiting

DAM = "wutai-dam-demo"
VILLAGES = 10

ZH = "一二三四五六七八九十"
EN = ("One", "Two", "Three", "Four", "Five", "Six", "Seven", "Eight", "Nine", "Ten")


def names(n: int) -> dict[str, str]:
    """Twenty characters, and forty letters."""
    named = (ZH[n], EN[n]) if n < VILLAGES else (str(n + 1), str(n + 1))
    zh, en = f"青石沟乡下游第{named[0]}移民安置新村", f"{named[1]} Lower Qingshigou Resettlement"
    return {"zh": f"{zh:村<20}"[:20], "en": f"{en} {'Village Committee'}"[:40].rstrip()}


def valley_of(count: int, registry: Path) -> None:
    """The files of a county whose dam has as many villages below it."""
    shutil.copytree(SAMPLE, registry)
    _edit(registry / "county.yaml", lambda county: _more_villages(county, count))
    _edit(registry / "dams.yaml", lambda said: _all_below(said, count))


def _with_ten_villages(folder: Path, registry: Path) -> None:
    """A data folder that a program will be started on; ``registry`` takes its files."""
    valley_of(VILLAGES, registry)
    place = DataFolder.open(folder, database_url=None)
    database = Database.open(place.database_url)
    try:
        upgrade(database)
        clock = SystemClock()
        vault = Vault(place.master_key(None), clock)
        with database.write() as connection:
            store_county(connection, vault, load_county(registry), clock)
    finally:
        database.close()
        place.close()


def _edit(path: Path, change: Any) -> None:
    said = yaml.safe_load(path.read_text(encoding="utf-8"))
    change(said)
    path.write_text(yaml.safe_dump(said, allow_unicode=True), encoding="utf-8")


def _id(n: int) -> str:
    return f"wutai-village-demo-{n + 1}"


def _more_villages(county: Any, count: int) -> None:
    shape = county["villages"][0]
    county["villages"] = [
        {**shape, "id": _id(n), "name": names(n), "households": 1086 + n, "residents": 3241 + n}
        for n in range(count)
    ]


def _all_below(said: Any, count: int) -> None:
    (dam,) = (d for d in said["dams"] if d["id"] == DAM)
    dam["downstream"] = [{"village": _id(n), "distance_m": 400 * (n + 1)} for n in range(count)]


@contextmanager
def valley(browser: Browser, place: Path) -> Iterator[tuple[House, Visitors]]:
    """A program of a valley with ten villages, in a folder of its own, and who visits it."""
    _with_ten_villages(place / "data", place / "registry")
    with opened(place / "data") as house, visiting(browser, house) as visitors:
        yield house, visitors

"""Each kind of alarm sounds once in every browser, and stays until somebody has seen it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from notify.shortfall import note_shortfall
from runtime.database import Database
from runtime.folder import database_url_of
from tests.browser.house import COMMANDER, OFFICER, House, opened
from tests.browser.night import VILLAGE, Told, ago
from tests.browser.test_board import on_the_board
from tests.browser.visitors import PATIENCE_MS, PHONE, WALL, Visitors, visiting
from tests.browser.wire import Wire, wired

pytestmark = pytest.mark.browser

SOUNDS_OF_A_PLAY = 3
COUNT_PLAYS = """
window.oscillators = 0;
const start = OscillatorNode.prototype.start;
OscillatorNode.prototype.start = function (...when) {
  window.oscillators += 1;
  return start.apply(this, when);
};
"""
LIMIT = timedelta(minutes=120)
"""The law's limit of a first report, in the county's plan."""


@dataclass
class Screen:
    """A page in a browser of its own that somebody has touched, and its plays since then."""

    page: Page
    before: int = 0

    @property
    def plays(self) -> int:
        sounds = int(self.page.evaluate("window.oscillators"))
        assert sounds % SOUNDS_OF_A_PLAY == 0
        return sounds // SOUNDS_OF_A_PLAY - self.before

    def touch(self) -> None:
        """From now on it can sound. Its test is no alarm."""
        sound = self.page.locator("#sound")
        if sound.count():
            sound.click()
        else:
            self.page.keyboard.press("t")
        expect(self.page.locator("#sound.asleep, #silent:visible")).to_have_count(0)
        self.before = 0
        self.before = self.plays
        assert self.before >= 1

    def rings(self, kind: str, within_ms: float = PATIENCE_MS) -> None:
        """It is marked, and the title and the icon count it."""
        marked = self.page.locator(f".unseen[data-alarm^='{kind}:']").first
        expect(marked).to_be_attached(timeout=within_ms)
        expect(self.page).to_have_title(re.compile(r"^\([1-9]\d*\) "))
        expect(self.page.locator('link[rel="icon"]')).to_have_attribute(
            "href", re.compile("count=")
        )

    def quiet(self) -> None:
        expect(self.page.locator(".unseen")).to_have_count(0)
        expect(self.page).not_to_have_title(re.compile(r"^\("))
        expect(self.page.locator('link[rel="icon"]')).not_to_have_attribute(
            "href", re.compile("count=")
        )


@pytest.fixture(scope="module")
def alone(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """A program of its own: nothing else rings in the county."""
    with opened(Path(tmp_path_factory.mktemp("alarms"))) as running:
        yield running


@pytest.fixture
def people(browser: Browser, alone: House) -> Iterator[Visitors]:
    with visiting(browser, alone) as visitors:
        yield visitors


def decision(told: Told, incident: str) -> None:
    """So many missing reach a criterion of the plan."""
    told.put(incident, "RecordClaim", measure="missing", value=12, source="police")


def unreached(told: Told, incident: str) -> None:
    """The program noted that nobody's tries came through to the commander."""
    about = {
        "event": "ResponseStarted", "incident": incident, "jurisdiction": "wutai", "mode": "real",
        "key": "entry-1",
    }  # fmt: skip
    database, now = Database.open(database_url_of(told.house.folder)), datetime.now(UTC)
    try:
        with database.write() as connection:
            note_shortfall(connection, about, "vice_magistrate", COMMANDER, tried=3, now=now)
    finally:
        database.close()


def draft(told: Told, incident: str) -> None:
    told.put(
        incident,
        "DraftWarning",
        villages=[VILLAGE],
        colour="red",
        text="青石沟尾矿库坝体溃决，尾砂正沿河道下泄。",
        what_to_do="马上向河道两侧高处走，不要回家取东西。",
        valid_until=ago(-600),
        ready_correction="刚才的预警是误发，请返回。",
    )


def approve(told: Told, incident: str) -> None:
    read = {"warning": "warning-1", "version": 1, "mode": "real", "village_count": 1}
    Told.by(told.house, COMMANDER).put(incident, "ApproveWarning", **read)


def nothing(told: Told, incident: str) -> None:
    """What happens by itself."""


@dataclass(frozen=True)
class Kind:
    """An alarm's name, what comes before it, and what makes it ring."""

    name: str
    rings: Callable[[Told, str], None]
    first: Callable[[Told, str], None] = nothing
    learned_ago: timedelta = timedelta()
    on_wall: bool = True
    """A wall shows no reports upward, and so none that is overdue."""


KINDS = (
    Kind("decision", decision),
    Kind("unreached", unreached),
    Kind("warning", approve, first=draft),
    Kind("statutory", nothing, learned_ago=LIMIT - timedelta(seconds=20), on_wall=False),
)


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.name)
def test_it_sounds_once_and_is_quiet_everywhere_when_somebody_has_seen_it(
    alone: House, people: Visitors, kind: Kind
) -> None:
    told = Told.by(alone, OFFICER)
    with wired(alone.port) as wire:
        board = Screen(people.enter(OFFICER, address=wire.address, broken_wire=True))
        wall = Screen(people.enter(OFFICER, size=WALL))
        start = Screen(people.enter(OFFICER))
        phone = Screen(people.enter(COMMANDER, size=PHONE))
        screens = (board, wall, start, phone)
        for screen in screens:
            screen.page.add_init_script(COUNT_PLAYS)
        incident = told.report(
            title=f"提示音 {kind.name}",
            place="青石沟尾矿库",
            what="坝体溃决",
            dam="wutai-dam-demo",
            learned_at=(datetime.now(UTC) - kind.learned_ago).isoformat(),
        )
        kind.first(told, incident)
        on_the_board(board.page, incident)
        on_the_board(wall.page, incident, "?wall")
        start.page.goto("/")
        phone.page.goto(f"/incidents/{incident}/me")
        for screen in screens:
            screen.touch()
        board.page.keyboard.press("a")
        for screen in screens:
            screen.quiet()
        hear = screens if kind.on_wall else (board, start, phone)
        kind.rings(told, incident)
        for screen in hear:
            screen.rings(kind.name, 4 * PATIENCE_MS)
        told.put(incident, "AddNote", note="与提示无关的一条")
        expect(board.page.get_by_text("与提示无关的一条")).to_be_attached()
        assert [screen.plays for screen in hear] == [1] * len(hear), "once in every browser"
        assert wall.plays == int(kind.on_wall)
        _comes_back(board, wire)
        assert board.plays == 1, "it is no news after the wire was broken"
        board.rings(kind.name)
        for screen in (board, phone, start):
            screen.page.reload()
            screen.rings(kind.name)
            screen.touch()
        told.put(incident, "AddNote", note="再一条")
        expect(board.page.get_by_text("再一条")).to_be_attached()
        for screen in hear:
            screen.rings(kind.name)
        now = [int(screen is wall) for screen in hear]
        assert [screen.plays for screen in hear] == now, "nor after a page was reloaded"
        board.page.keyboard.press("a")
        for screen in screens:
            screen.quiet()
        assert [screen.plays for screen in hear] == now, "quiet makes no noise"


def _comes_back(board: Screen, wire: Wire) -> None:
    link = board.page.locator(".link")
    wire.cut()
    expect(link).to_have_text(re.compile("连接中断"))
    wire.restore()
    expect(link).to_have_text(re.compile("连接正常"))

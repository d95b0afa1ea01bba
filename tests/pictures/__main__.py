"""``make pictures``: every page of the table at three sizes, into ``docs/pictures/``.

A night is told to a program of its own, and an exercise is played beside it. All people in the
pictures are fictional. Which pages there are stands in ``tests/browser/sights.py``.
"""

from __future__ import annotations

import tempfile
from pathlib import Path

from playwright.sync_api import Browser

from runtime.language import Lang
from tests.browser.chromium import chromium
from tests.browser.house import House, opened
from tests.browser.night import Night, whole_night
from tests.browser.sights import SIGHTS, Sight
from tests.browser.visitors import DESK, PHONE, WALL, Size, Visitors
from tests.pictures.small import shrink

FOLDER = Path(__file__).resolve().parents[2] / "docs" / "pictures"
DRILL = "baoshan-2007"
LIMIT_BYTES = 6_000_000
"""All pictures together: they travel with every copy of the repository."""

SIZES: tuple[Size, ...] = (WALL, DESK, PHONE)
IN_ENGLISH = ("incident",)
"""Also made in English, at the desk's size."""

SETTLE_MS = 1_500
"""Until messages have reached the simulated phones and the page shows it."""


def main() -> None:
    FOLDER.mkdir(parents=True, exist_ok=True)
    with (
        tempfile.TemporaryDirectory(prefix="tailings-pictures-") as place,
        opened(Path(place) / "data") as house,
    ):
        # Before the browser is there: an exercise runs an event loop, and so does what drives it.
        house.tailings("drill", "run", DRILL)
        night = whole_night(house)
        with chromium(Path(place) / "chromium") as browser:
            made = [
                picture(browser, house, night, sight, size, lang)
                for sight in SIGHTS
                if sight.pictured
                for size, lang in wanted(sight)
            ]
    total = sum(path.stat().st_size for path in made)
    print(f"{len(made)} pictures, {total / 1_000_000:.1f} MB: {FOLDER}")
    if total > LIMIT_BYTES:
        raise SystemExit(f"more than {LIMIT_BYTES / 1_000_000:.0f} MB")


def wanted(sight: Sight) -> list[tuple[Size, Lang]]:
    """Sizes and languages of a page's pictures."""
    chinese: list[tuple[Size, Lang]] = [(size, "zh") for size in sight.sizes or SIZES]
    english: list[tuple[Size, Lang]] = [(DESK, "en")] if sight.name in IN_ENGLISH else []
    return chinese + english


def picture(
    browser: Browser, house: House, night: Night, sight: Sight, size: Size, lang: Lang
) -> Path:
    """One page as its visitor sees it without scrolling. Its file."""
    visitors = Visitors(browser, house)
    page = visitors.enter(sight.person, size=size, lang=lang)
    page.goto(sight.during(night))
    page.wait_for_timeout(SETTLE_MS)
    ending = "" if lang == "zh" else f"-{lang}"
    path = FOLDER / f"{sight.name}-{size[0]}{ending}.png"
    path.write_bytes(shrink(page.screenshot()))
    visitors.leave()
    if visitors.troubles:
        raise SystemExit("\n".join(visitors.troubles))
    return path


if __name__ == "__main__":
    main()

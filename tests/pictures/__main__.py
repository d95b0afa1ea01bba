"""``make pictures``: every page of the table at three sizes, into ``docs/pictures/``.

Into another folder: ``python -m tests.pictures FOLDER``. A night is told to a program of its own,
and an exercise is played beside it; a second program has nothing to tell. All people in the
pictures are fictional. Which pages there are stands in ``tests/browser/sights.py``.
"""

from __future__ import annotations

import sys
import tempfile
import time
from pathlib import Path

from runtime.language import Lang
from tests.browser.chromium import chromium
from tests.browser.house import opened
from tests.browser.lookers import Lookers
from tests.browser.night import Night, whole_night
from tests.browser.sights import SIGHTS, Sight
from tests.browser.visitors import DESK, Size
from tests.pictures.small import shrink

FOLDER = Path(__file__).resolve().parents[2] / "docs" / "pictures"
DRILL = "baoshan-2007"
LIMIT_BYTES = 6_000_000
"""All pictures together: they travel with every copy of the repository."""

IN_ENGLISH = ("incident", "start", "mine", "calls", "wall")
"""Also made in English, at the desk's size; what is made for one size only, at that."""

SETTLE_MS = 1_500
"""Until messages have reached the simulated phones."""
DRAWN_MS = 300
"""Until a page has got what it was sent after it was there."""


def main(folder: Path = FOLDER) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    with (
        tempfile.TemporaryDirectory(prefix="tailings-pictures-") as place,
        opened(Path(place) / "data") as house,
        opened(Path(place) / "quiet") as quiet,
    ):
        # Before the browser is there: an exercise runs an event loop, and so does what drives it.
        house.tailings("drill", "run", DRILL)
        night = whole_night(house)
        time.sleep(SETTLE_MS / 1_000)
        with chromium(Path(place) / "chromium") as browser:
            lookers = Lookers.of(browser, house, quiet)
            made = [
                picture(lookers, night, sight, size, lang, folder)
                for sight in SIGHTS
                for size, lang in wanted(sight)
            ]
            lookers.leave()
    total = sum(path.stat().st_size for path in made)
    print(f"{len(made)} pictures, {total / 1_000_000:.1f} MB: {folder}")
    if troubles := lookers.troubles():
        raise SystemExit("\n".join(troubles))
    if total > LIMIT_BYTES:
        raise SystemExit(f"more than {LIMIT_BYTES / 1_000_000:.0f} MB")


def wanted(sight: Sight) -> list[tuple[Size, Lang]]:
    """Sizes and languages of a page's pictures."""
    chinese: list[tuple[Size, Lang]] = [(size, "zh") for size in sight.sizes]
    if sight.name not in IN_ENGLISH:
        return chinese
    return [*chinese, (DESK if DESK in sight.sizes else sight.sizes[0], "en")]


def picture(
    lookers: Lookers, night: Night, sight: Sight, size: Size, lang: Lang, folder: Path
) -> Path:
    """One page as its visitor sees it without scrolling. Its file."""
    page = lookers.at(sight, lang)
    page.set_viewport_size({"width": size[0], "height": size[1]})
    page.goto(sight.during(night))
    page.wait_for_timeout(DRAWN_MS)
    ending = "" if lang == "zh" else f"-{lang}"
    path = folder / f"{sight.name}-{size[0]}{ending}.png"
    path.write_bytes(shrink(page.screenshot()))
    return path


if __name__ == "__main__":
    main(*map(Path, sys.argv[1:2]))

"""Every page, in both languages, by day and by night: no barriers, no errors, nothing from outside.

Errors in the console and requests to other machines are watched by the visitors themselves.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, Page

from runtime.language import LANGS, Lang
from tests.browser.axe import violations
from tests.browser.house import PLAYER, House
from tests.browser.night import Night, whole_night
from tests.browser.sights import SIGHTS, Sight
from tests.browser.visitors import LIGHTS, PHONE, Visitors

pytestmark = pytest.mark.browser

Look = Callable[[str | None, Lang], Page]


@pytest.fixture(scope="module")
def night(house: House) -> Night:
    return whole_night(house)


@pytest.fixture(scope="module")
def exercise(house: House) -> Night:
    return whole_night(house, PLAYER, "exercise")


@pytest.fixture(scope="module")
def crowd(browser: Browser, house: House) -> Iterator[Visitors]:
    people = Visitors(browser, house)
    yield people
    people.leave()


@pytest.fixture(scope="module")
def pages(crowd: Visitors) -> Look:
    """One page per person and language, which goes from sight to sight."""
    known: dict[tuple[str | None, Lang], Page] = {}

    def page(person: str | None, lang: Lang) -> Page:
        if (person, lang) not in known:
            known[person, lang] = crowd.enter(person, lang=lang)
        return known[person, lang]

    return page


@pytest.fixture
def page_of(pages: Look, crowd: Visitors) -> Iterator[Look]:
    yield pages
    troubles, crowd.troubles = crowd.troubles, []
    assert troubles == []


def barriers(page: Page, path: str, status: int = 200) -> list[str]:
    """What axe-core finds by day and by night."""
    answer = page.goto(path)
    assert answer is not None
    assert answer.status == status
    found: list[str] = []
    for light in LIGHTS:
        page.emulate_media(color_scheme=light)
        found += [f"{light}: {line}" for line in violations(page)]
    return found


def rule_of(line: str) -> str:
    return line.split(": ")[1]


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("sight", SIGHTS, ids=lambda sight: sight.name)
def test_a_page_has_no_barriers(page_of: Look, night: Night, sight: Sight, lang: Lang) -> None:
    page = page_of(sight.person, lang)
    found = barriers(page, sight.during(night), sight.status)
    known = [line for line in found if rule_of(line) in sight.barriers]
    assert [line for line in found if line not in known] == []
    assert {rule_of(line) for line in known} == sight.barriers, "take it out of the table"
    assert page.locator("html").get_attribute("lang") == {"zh": "zh-CN", "en": "en"}[lang]


def test_pages_of_an_exercise_have_none_in_purple(page_of: Look, exercise: Night) -> None:
    page = page_of(PLAYER, "zh")
    paths = ["/", "/report", f"/incidents/{exercise.incident}/do/RaiseLevel?level=1"]
    assert {path: barriers(page, path) for path in paths} == {path: [] for path in paths}
    assert page.locator("body.exercise").count() == 1


@pytest.mark.parametrize("name", ["report", "decide", "phones", "plan"])
def test_on_a_phone_nothing_is_wider_than_the_screen(
    page_of: Look, night: Night, name: str
) -> None:
    (sight,) = [s for s in SIGHTS if s.name == name]
    page = page_of(sight.person, "en")
    wide, high = PHONE
    page.set_viewport_size({"width": wide, "height": high})
    page.goto(sight.during(night))
    assert page.evaluate("document.documentElement.scrollWidth") <= wide

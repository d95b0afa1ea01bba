"""Every page, in both languages, by day and by night: no barriers, no errors, nothing from outside.

Errors in the console and requests to other machines are watched by the visitors themselves.
"""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page

from runtime.language import LANGS, Lang
from tests.browser.axe import violations
from tests.browser.house import PLAYER, House
from tests.browser.lookers import Lookers
from tests.browser.night import Night, exercise_night, whole_night
from tests.browser.sights import SIGHTS, Sight
from tests.browser.visitors import LIGHTS, PHONE

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def night(house: House) -> Night:
    return whole_night(house)


@pytest.fixture(scope="module")
def exercise(house: House) -> str:
    return exercise_night(house, PLAYER)


@pytest.fixture(scope="module")
def lookers(browser: Browser, house: House, quiet_house: House) -> Iterator[Lookers]:
    people = Lookers.of(browser, house, quiet_house)
    yield people
    people.leave()


@pytest.fixture
def page_of(lookers: Lookers) -> Iterator[Lookers]:
    yield lookers
    assert lookers.troubles() == []


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
def test_a_page_has_no_barriers(page_of: Lookers, night: Night, sight: Sight, lang: Lang) -> None:
    page = page_of.at(sight, lang)
    found = barriers(page, sight.during(night), sight.status)
    known = [line for line in found if rule_of(line) in sight.barriers]
    assert [line for line in found if line not in known] == []
    assert {rule_of(line) for line in known} == sight.barriers, "take it out of the table"
    spoken = {"zh": "zh-CN", "en": "en"}[sight.always or lang]
    assert page.locator("html").get_attribute("lang") == spoken


def test_pages_of_an_exercise_have_none_in_purple(page_of: Lookers, exercise: str) -> None:
    page = page_of.page(PLAYER, "zh")
    paths = ["/", "/report", f"/incidents/{exercise}/do/RaiseLevel?level=1"]
    assert {path: barriers(page, path) for path in paths} == {path: [] for path in paths}
    assert page.locator("body.exercise").count() == 1


@pytest.mark.parametrize("name", ["report", "decide", "phones", "plan"])
def test_on_a_phone_nothing_is_wider_than_the_screen(
    page_of: Lookers, night: Night, name: str
) -> None:
    (sight,) = [s for s in SIGHTS if s.name == name]
    page = page_of.at(sight, "en")
    wide, high = PHONE
    page.set_viewport_size({"width": wide, "height": high})
    page.goto(sight.during(night))
    assert page.evaluate("document.documentElement.scrollWidth") <= wide

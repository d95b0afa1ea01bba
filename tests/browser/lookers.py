"""Who looks at the sights: one page per person and language, which goes from sight to sight."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Self

from playwright.sync_api import Browser, Page

from runtime.language import Lang
from tests.browser.house import House
from tests.browser.sights import Sight
from tests.browser.visitors import Visitors


@dataclass(frozen=True, slots=True)
class Lookers:
    """People of a house in which a night is told, and of one in which nothing has happened."""

    busy: Visitors
    quiet: Visitors
    _known: dict[tuple[bool, str | None, Lang], Page] = field(default_factory=dict)

    @classmethod
    def of(cls, browser: Browser, house: House, quiet_house: House) -> Self:
        return cls(Visitors(browser, house), Visitors(browser, quiet_house))

    def at(self, sight: Sight, lang: Lang) -> Page:
        """The page on which a sight is to be looked at; it may still show another."""
        return self.page(sight.person, lang, quiet=sight.quiet)

    def page(self, person: str | None, lang: Lang, *, quiet: bool = False) -> Page:
        """Somebody's page in one of the houses."""
        key = quiet, person, lang
        if key not in self._known:
            self._known[key] = (self.quiet if quiet else self.busy).enter(person, lang=lang)
        return self._known[key]

    def troubles(self) -> list[str]:
        """What went wrong on any page since this was asked last."""
        found = [*self.busy.troubles, *self.quiet.troubles]
        self.busy.troubles.clear()
        self.quiet.troubles.clear()
        return found

    def leave(self) -> None:
        """Every page is closed."""
        self._known.clear()
        self.busy.leave()
        self.quiet.leave()

"""The clock on the wall of the duty room: a moment as people there type and read it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from functools import cache
from zoneinfo import ZoneInfo

from babel.dates import get_timezone_name

from runtime.language import N_, Lang, phrase

TYPED = "%Y-%m-%dT%H:%M"
"""As a browser's field for date and time takes it."""


@dataclass(frozen=True, slots=True)
class Face:
    """``now`` is an instant; everything shown is in ``zone``, the plan's."""

    zone: ZoneInfo
    now: datetime

    @property
    def typed(self) -> str:
        """This minute, as a field for date and time is filled in."""
        return f"{self.now.astimezone(self.zone):{TYPED}}"

    def hint(self, lang: Lang) -> str:
        """In which zone a time is meant, and how it looks."""
        example = f"{self.now.astimezone(self.zone):%Y-%m-%d %H:%M}"
        words = phrase(
            N_("{zone}, such as {example}"), zone=zone_name(self.zone.key, lang), example=example
        )
        return words.say(lang)


@cache
def zone_name(key: str, lang: Lang) -> str:
    """What people call a zone, without summer time."""
    locale = "zh_CN" if lang == "zh" else "en"
    return get_timezone_name(ZoneInfo(key), zone_variant="standard", locale=locale)

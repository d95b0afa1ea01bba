"""What a message is about: the kind of case, where and when, from what the report holds in fields.

Never a title that somebody typed: it may hold names, and figures that were wrong.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType
from typing import Any
from zoneinfo import ZoneInfo

from incident.called import called
from notify.segments import encoding
from playbooks.lookup import Playbook
from registry.places import Named
from runtime.language import N_, Lang, phrase
from runtime.wallclock import local

WHERE: Mapping[str, str] = MappingProxyType({"zh": "{title}（{where}）", "en": "{title} ({where})"})
WHERE_CHARS = 24
"""More of a place's own words would push what is to be done off a small screen."""

NAME_CHARS = 40
"""The same of an English name of the registry, where a text has to be short at any price."""

NOT_SAID: Mapping[str, str] = MappingProxyType({"zh": "—", "en": "-"})
"""What nobody said; in English without a dash that would make the whole text UCS-2."""

HAPPENED = N_("happened {time}")
REPORTED = N_("reported {time}")


@dataclass(frozen=True, slots=True)
class Where:
    """What the registry knows of the place: each null where the incident names none."""

    dam: Named | None = None
    township: Named | None = None

    def shortly(self) -> Where:
        """The same with long names cut, and a sign that they are."""
        return Where(self.dam and _shortly(self.dam), self.township and _shortly(self.township))


NOWHERE = Where()


def subject(
    playbook: Playbook,
    facts: Mapping[str, Any],
    place: str | None,
    lang: Lang,
    where: Where,
    *,
    timed: bool = False,
) -> str:
    """The incident's name, which says the dam; else with ``place``, the report's own words for it,
    in brackets where they are known.

    ``timed``: the text says ``when`` too, so the minute of the report is not said a second time.
    """
    said_by_when = timed and not facts.get("occurred_at")
    title = _name(playbook, {**facts, "alike": False} if said_by_when else facts, lang, where)
    if where.dam is not None and "kind" in facts:
        return title
    shown = where.dam.say(lang) if where.dam is not None else place
    if not shown or shown in title:
        return title
    return WHERE[lang].format(title=title, where=cut(shown, WHERE_CHARS))


def when(playbook: Playbook, facts: Mapping[str, Any], lang: Lang) -> str:
    """When it happened; where that is not known when it was reported, and which of the two."""
    zone = ZoneInfo(playbook.plan.document.zone)
    for form, name in ((HAPPENED, "occurred_at"), (REPORTED, "learned_at")):
        if at := facts.get(name):
            said = f"{local(datetime.fromisoformat(at), zone):%m-%d %H:%M}"
            return phrase(form, time=said).say(lang)
    return NOT_SAID[lang]


def _shortly(known: Named) -> Named:
    """Three dots in English: one character would more than double what the text takes."""
    name, latin = cut(known.name, WHERE_CHARS), known.name_en
    if len(latin) > NAME_CHARS:
        latin = f"{latin[: NAME_CHARS - 3].rstrip()}..."
    return Named(name, latin)


def cut(text: str, room: int) -> str:
    """The text, or its beginning and a sign that there was more."""
    return text if len(text) <= room else text[: room - 1] + "…"


def briefly(typed: str) -> str:
    """A place in a few words, cut with a sign of the alphabet that it is written in."""
    short = cut(typed, WHERE_CHARS)
    return short.replace("…", "...") if encoding(typed) == "gsm7" else short


def _name(playbook: Playbook, facts: Mapping[str, Any], lang: Lang, where: Where) -> str:
    if "kind" not in facts:
        return str(facts["title"])  # written down by a version that still sent titles
    return called(
        facts["kind"],
        datetime.fromisoformat(facts["learned_at"]),
        ZoneInfo(playbook.plan.document.zone),
        dam=None if where.dam is None else where.dam.say(lang),
        township=None if where.township is None else where.township.say(lang),
        alike=facts.get("alike", False),
    ).say(lang)

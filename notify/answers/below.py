"""The lines below a text that tell how to answer it, found again in a message that is written."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import cache
from types import MappingProxyType

from notify.answers.lines import (
    BY_CALL,
    BY_KEY,
    BY_LINK,
    BY_TIME,
    CONFIRM,
    FULL,
    READ_FULL,
    READ_SHORT,
    SHORT,
)
from notify.answers.orders import BY_REPLY
from notify.answers.tails import Told
from runtime.language import Lang, phrase

_TIME = r"(?:\d\d-\d\d )?\d\d:\d\d"
_GAPS = {
    "by": f"(?:{'|'.join(form.format(time=_TIME) for form in BY_TIME.values())})?",
    "code": r"(?: \d\d)?",
    "link": r"\S+",
    "number": r"\+?\d[\d -]*",
    "secret": r"\d{6}",
    "time": _TIME,
}
"""What may stand in each gap: as narrow as the program fills it, since people begin lines with the
same words."""
_REPLY = ((FULL, SHORT), (READ_FULL, READ_SHORT))
_TOLD: Mapping[Told, tuple[Mapping[Lang, str], ...]] = MappingProxyType({
    "reply": (FULL, SHORT, READ_FULL, READ_SHORT),
    "elsewhere": (BY_LINK, BY_CALL),
    "call": (BY_KEY, CONFIRM),
})  # fmt: skip


def ending_at(text: str, lang: Lang) -> int:
    """Where the lines below a text begin that tell how to answer it; its length where it has none.
    They are its last ones: what somebody wrote before them is not taken for one."""
    at = len(text)
    while (start := text.rfind("\n", 0, at)) >= 0 and any(
        form.fullmatch(text[start + 1 : at]) for form in _forms(lang)
    ):
        at = start
    return at


def told_by(ending: str, lang: Lang) -> Told:
    """By which way the lines below a text say that an answer comes back."""
    return next((by for by, found in _told(ending, lang)), "nothing")


def until_in(ending: str, lang: Lang) -> str | None:
    """Until when they ask for it, as they say it; None where they do not."""
    said = next((found["by"] for _, found in _told(ending, lang) if "by" in found), "")
    time = _form(BY_TIME[lang]).fullmatch(said)
    return time and time["time"]


def _told(ending: str, lang: Lang) -> Iterator[tuple[Told, Mapping[str, str]]]:
    for line in ending.split("\n"):
        for by, forms in _TOLD.items():
            for form in forms:
                if said := _form(form[lang]).fullmatch(line):
                    yield by, said.groupdict()


def in_short(ending: str, lang: Lang) -> str:
    """The same lines with the way to reply in the fewest words."""
    return "\n".join(_shorter(line, lang) for line in ending.split("\n"))


def _shorter(line: str, lang: Lang) -> str:
    for full, short in _REPLY:
        if said := _form(full[lang]).fullmatch(line):
            return short[lang].format(**said.groupdict())
    return line


@cache
def _forms(lang: Lang) -> tuple[re.Pattern[str], ...]:
    lines = [form for forms in _TOLD.values() for form in forms]
    order = (
        phrase(BY_REPLY, **{name: f"{{{name}}}" for name in ("secret", "time")}).say(lang).strip()
    )
    return tuple(_form(form) for form in (*(line[lang] for line in lines), order))


@cache
def _form(line: str) -> re.Pattern[str]:
    """What a line looks like once it is filled in; a gap that comes twice is the same again."""
    found, seen = "", set[str]()
    for piece in re.split(r"(\{\w+\})", line):
        name = piece[1:-1] if piece.startswith("{") else ""
        if not name:
            found += re.escape(piece)
        elif name in seen:
            found += f"(?P={name})"
        else:
            seen.add(name)
            found += f"(?P<{name}>{_GAPS[name]})"
    return re.compile(found)

"""What somebody sent back, read by rules; what is not plain is ``nothing`` and goes to a person.

A word counts only where it is a whole statement between spaces or punctuation. So “没收到”,
“收到没有？” and a forwarded “收到请回复” acknowledge nothing, and two answers in one text are no
answer: only that somebody cannot come outweighs the rest, because then a person looks.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Literal

from notify.answers.words import (
    DOUBT,
    DOUBT_SIGNS,
    DOUBT_WORDS,
    EMERGENCY,
    FILLING,
    HAN_FIGURES,
    KEYS,
    SAID,
    START,
    STOP,
    Kind,
)
from notify.channel import MISSING

LONGEST = 500
"""Characters beyond which a text is no answer to an alert: nothing is read from it."""


@dataclass(frozen=True, slots=True)
class Said:
    """An answer as read. Its ``repr`` shows neither the secret nor anybody's own words."""

    kind: Literal[
        "acknowledged", "on_the_way", "on_scene", "declined", "start", "stop_word", "nothing"
    ]
    code: str | None = None
    """The alert's two figures, ``10`` to ``99``; None where none was written."""
    secret: str | None = field(default=None, repr=False)
    """The six figures of a ``start``."""
    rest: str = field(default="", repr=False)
    """What was written beside the answer; for ``nothing`` the whole text, cleaned."""


def read(text: str) -> Said:
    """The answer in a text or in the keys pressed. Takes anything and raises nothing."""
    clean = _cleaned(text)
    unread = Said("nothing", rest=clean)
    if len(clean) > LONGEST or MISSING in text:
        return unread
    if _closed(clean) in STOP:
        return Said("stop_word")
    if any(sign in text or sign in clean for sign in DOUBT_SIGNS):
        return unread
    heard = _heard(clean)
    if heard.starts:
        return _start(heard) or unread
    if heard.broken or len(heard.codes) > 1:
        return unread
    kind = _kind(heard)
    if kind is None or (kind != "declined" and _doubtful(heard.rest)):
        return unread
    return Said(kind, code=next(iter(heard.codes), None), rest=" ".join(heard.rest))


# -- from characters to statements -----------------------------------------------------------------

_UNITS = "分钟|分|小时|点|公里|千米|里|人|名|辆|台|岁|米|秒|天|日|月|年|楼|层|个|min|km|hours?|h|%"
_GAP = re.compile(r"[\s,;:.!。、…~·|/\\()\[\]{}<>《》+*#_=\-—–]+")
_SIGNATURE = re.compile(r"【[^【】]*】")
_SENT_BY = re.compile(r"(发自我的|sent from my ).*$", re.DOTALL)
_QUOTED = re.compile(
    r"""^(?:请?回复?\s*:?\s*)?["'“”‘’「『]([^"'“”‘’「」『』]*)["'“”‘’」』][.。]?$"""
)
_TOLD_TO = re.compile(r"^回复\s*:?\s*(?=\S)")
_SOON = re.compile(
    r"(?:大约|大概|约|还有|预计)?\s*(?:\d+|[一二三四五六七八九十两半]+)\s*(?:个)?(?:分钟|小时|分)"
    r"\s*(?:左右)?(?:之后|以后|后|内)?\s*(?:能|可|就)?(?:到达现场|到现场|到达|到场|到)?(?=$|\W)"
)
"""How long it takes somebody, as “20分钟后到”: he has read it, and no figure of it is a code."""


def _cleaned(text: str) -> str:
    flat = _SIGNATURE.sub(" ", unicodedata.normalize("NFKC", text).casefold())
    plain = "".join(_plain(char) for char in flat.replace("’", "'"))
    plain = " ".join(_SENT_BY.sub("", plain).split())
    if whole := _QUOTED.match(plain):
        return whole[1].strip()
    return _TOLD_TO.sub("", plain)


def _plain(char: str) -> str:
    figure = unicodedata.digit(char, None)
    if figure is not None:
        return str(figure)
    kind = unicodedata.category(char)
    if kind in ("Cf", "Mn", "Me", "Cs"):
        return ""
    return " " if kind in ("So", "Sk", "Cc", "Co", "Cn") else char


def _closed(text: str) -> str:
    return _GAP.sub(" ", text).strip()


def _pattern(word: str) -> str:
    if word.isascii():
        return re.escape(word).replace(r"\ ", r"\s+") + r"(?![a-z'])"
    return r"\s*".join(re.escape(char) for char in word)


def _any(words: Iterable[str]) -> str:
    return "|".join(_pattern(word) for word in sorted(words, key=lambda w: (-len(w), w)))


_MEANING: Mapping[str, Kind] = {word: kind for kind, words in SAID.items() for word in words}
_ELEMENT = re.compile(
    rf"(?P<word>{_any([*_MEANING, *FILLING, *START])})"
    rf"|(?P<figures>\d+|[零〇幺一二三四五六七八九十]+)(?!\s*(?:{_UNITS}))(?!\d)"
)
_OURS = re.compile("|".join(_pattern(w) if not w.isascii() else rf"\b{_pattern(w)}"
                            for w in sorted(_MEANING)))  # fmt: skip


@dataclass
class _Heard:
    """What is collected from statement to statement."""

    words: set[Kind] = field(default_factory=set)
    keys: set[Kind] = field(default_factory=set)
    codes: set[str] = field(default_factory=set)
    figures: list[str] = field(default_factory=list)
    rest: list[str] = field(default_factory=list)
    starts: bool = False
    broken: bool = False
    """Some figures are no answer and no code."""
    soon: bool = False


def _heard(text: str) -> _Heard:
    heard, at = _Heard(), 0
    while at < len(text):
        if gap := _GAP.match(text, at):
            at = gap.end()
        elif soon := _SOON.match(text, at):
            heard.soon = True
            heard.rest.append(soon[0])
            at = soon.end()
        else:
            at = _statement(text, at, heard)
    return heard


def _statement(text: str, start: int, heard: _Heard) -> int:
    """Take one statement from ``start``, whole or not at all; gives where it ends."""
    found, at = [], start
    while (element := _ELEMENT.match(text, at)) is not None:
        found.append(element)
        at = element.end()
        if at == len(text) or _GAP.match(text, at):
            for one in found:
                _take(one, heard)
            return at
    end = _GAP.search(text, max(at, start))
    stop = len(text) if end is None else end.start()
    heard.rest.append(text[start:stop])
    return stop


def _take(element: re.Match[str], heard: _Heard) -> None:
    if (figures := element["figures"]) is not None:
        _figures(_number(figures), heard)
        return
    written = element["word"]
    word = re.sub(r"\s+", " " if written.isascii() else "", written)
    heard.starts = heard.starts or word in START
    if (kind := _MEANING.get(word)) is not None:
        heard.words.add(kind)


def _number(written: str) -> str:
    """Plain figures of a number: “三十七”, “三七” and “37” are the same; ``""`` for no number."""
    if written.isdecimal():
        return written
    tens, ten, ones = written.partition("十")
    if not ten:
        return "".join(HAN_FIGURES[han] for han in written)
    if len(tens) > 1 or len(ones) > 1 or "十" in ones:
        return ""
    return HAN_FIGURES.get(tens, "1") + HAN_FIGURES.get(ones, "0")


def _figures(number: str, heard: _Heard) -> None:
    heard.figures.append(number)
    key, code = (number, "") if len(number) == 1 else ("", number)
    if len(number) == 3 and number not in EMERGENCY:
        key, code = number[0], number[1:]
    if len(number) > 6:
        heard.rest.append(number)  # a telephone number below the text
    elif (key and key not in KEYS) or (code and (len(code) != 2 or code[0] == "0")) or not number:
        heard.broken = True
    else:
        heard.keys |= {KEYS[key]} if key else set()
        heard.codes |= {code} if code else set()


# -- from statements to one answer -----------------------------------------------------------------


def _start(heard: _Heard) -> Said | None:
    """Six figures and the word, nothing else: an order to start is never made out of more."""
    secret = "".join(heard.figures)
    alone = not heard.words and not heard.rest
    return Said("start", secret=secret) if alone and len(secret) == 6 else None


def _kind(heard: _Heard) -> Kind | None:
    kinds = heard.words or heard.keys
    if "declined" in heard.words:
        return "declined"
    if heard.words and heard.keys and not heard.keys <= heard.words:
        return None
    # Who is on the way has read it: the weaker word beside the stronger is no contradiction.
    strong = kinds - {"acknowledged"}
    if len(strong) > 1 or (not heard.words and len(kinds) > 1):
        return None
    if kinds:
        return next(iter(strong or kinds))
    return "acknowledged" if heard.codes or heard.soon else None


def _doubtful(rest: list[str]) -> bool:
    """Whether the words beside an answer may turn it round, or hold a second one."""
    told = [part for part in rest if not _SOON.fullmatch(part)]
    whole = " ".join(told)
    words = re.findall(r"[a-z']+", whole)
    return (
        any(sign in whole for sign in DOUBT)
        or not (DOUBT_WORDS | STOP).isdisjoint(words)
        or _OURS.search(whole) is not None
    )

"""Who was not reached, on the printed sheet: paper is for when the board is gone, so it names as
many as there is room for, each below their post with the time since when, and counts the rest."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from runtime.language import N_, Lang, phrase, translate
from runtime.wallclock import minute
from runtime.width import columns
from web.board.view import Board

ROOM: Mapping[Lang, int] = {"zh": 480, "en": 250}
"""Columns of the line, a Chinese character being two; English words leave less beside them."""
_BETWEEN = 2
"""A comma or a colon, with the space that English sets behind it."""


@dataclass(frozen=True, slots=True)
class Missed:
    """A person or village, or the post itself where nobody holds it, and since when."""

    post: str
    name: str | None
    since: str

    @property
    def said(self) -> str:
        return f"{self.name} {self.since}" if self.name else self.since


@dataclass(frozen=True, slots=True)
class OnPaper:
    """Their posts, names and times in one line, and how many more there are."""

    line: str
    more: int


def unreached_on_paper(board: Board) -> OnPaper:
    """Each by name, a village by its own, a post that nobody holds by what it is called."""
    lang = board.audience.lang
    erased = phrase(N_("(erased)")).say(lang)
    missed = [
        Missed(
            board.post(post),
            board.names.get(who) or (erased if marks[0].person else None),
            minute(marks[0].at, board.zone, board.now),
        )
        for who, marks in board.unreached.items()
        for post in (dict.fromkeys(m.post for m in marks) if marks[0].village else [marks[0].post])
    ]
    shown = as_many_as_fit(missed, lang)
    return OnPaper(in_one_line(missed[:shown], lang), len(missed) - shown)


def in_one_line(missed: Iterable[Missed], lang: Lang) -> str:
    """Whoever is missed in the same post stands behind it together: it takes its room once."""
    by_post: dict[str, list[str]] = {}
    for one in missed:
        by_post.setdefault(one.post, []).append(one.said)
    comma, colon, stop = (translate(sign, lang) for sign in (N_(", "), N_(": "), N_("; ")))
    return stop.join(f"{post}{colon}{comma.join(said)}" for post, said in by_post.items())


def as_many_as_fit(missed: Iterable[Missed], lang: Lang) -> int:
    """How many of them, from the first on, have room in the line; one always has."""
    room, posts, shown = ROOM[lang], set[str](), 0
    for one in missed:
        room -= _BETWEEN + columns(one.said)
        if one.post not in posts:
            room -= _BETWEEN + columns(one.post)
        if room < 0 and shown:
            break
        posts.add(one.post)
        shown += 1
    return shown

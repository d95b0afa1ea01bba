"""Who was not reached, on the printed sheet: paper is for when the board is gone, so it names as
many as there is room for in one running line, and counts the rest."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from runtime.language import N_, Lang, listed, phrase, plain
from runtime.width import columns
from web.board.view import Board

ROOM: Mapping[Lang, int] = {"zh": 480, "en": 250}
"""Columns of the line, a Chinese character being two; English words leave less beside them."""
_COMMA = 2


@dataclass(frozen=True, slots=True)
class OnPaper:
    """Their names in one line, and how many more there are."""

    names: str
    more: int


def unreached_on_paper(board: Board) -> OnPaper:
    """Each by name, a village by its own, a post that nobody holds by what it is called."""
    lang = board.audience.lang
    erased = phrase(N_("(erased)")).say(lang)
    names = [
        board.names.get(who) or (erased if marks[0].person else board.post(marks[0].post))
        for who, marks in board.unreached.items()
    ]
    shown = as_many_as_fit(names, lang)
    return OnPaper(listed(map(plain, names[:shown])).say(lang), len(names) - shown)


def as_many_as_fit(names: Iterable[str], lang: Lang) -> int:
    """How many of the names, from the first on, have room in the line; one always has."""
    room, shown = ROOM[lang], 0
    for name in names:
        room -= _COMMA + columns(name)
        if room < 0 and shown:
            break
        shown += 1
    return shown

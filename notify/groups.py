"""What a group of people in a chat may be told: that something happens, never what exactly.

A chat of many lies on a vendor's servers and is read by whoever is in it. So a notice has no place
for anybody's words: it names a kind, a stage and a mode, each from a closed table, and its text is
made of those tables alone. Neither figures nor names of people or places, nor levels or numbers
can be in it. Which incident it is shows on the board, to those who may see it.

A post to a group tells no person anything: it closes no intent and shortens no telephone list.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Protocol

from incident.state import STAGES
from incident.words import word
from notify.channel import Capabilities, Outcome
from notify.text import EXERCISE
from runtime.language import LANGS, N_, Lang, phrase

TITLES: Mapping[str, str] = MappingProxyType(
    {
        "accident": N_("Tailings dam accident"),
        "dangerous_sign": N_("Tailings dam in danger"),
    }
)
"""Kind of incident, and what a group is told of it. A title that somebody typed may hold a name."""

MODES = ("real", "exercise")

TEXT = N_("{title}: {stage}. Particulars are on the board only.")

MAX_CHARS = 512
"""The tightest robot takes 2,048 bytes (WeCom), and a character has four bytes at most."""


@dataclass(frozen=True, slots=True)
class GroupNotice:
    """That an incident of a kind has come to a stage.

    Raises ValueError for a kind, stage or mode that is not in the tables: nothing free gets in.
    """

    id: str
    """Names it in the outbox and the logs; it is not part of what is posted."""
    kind: str
    stage: str
    mode: str

    def __post_init__(self) -> None:
        if self.kind not in TITLES:
            raise ValueError(f"kind is one of {sorted(TITLES)}")
        if self.stage not in STAGES:
            raise ValueError(f"stage is one of {STAGES}")
        if self.mode not in MODES:
            raise ValueError(f"mode is one of {MODES}")

    def text(self, lang: Lang) -> str:
        """What is posted; an exercise has its marks at both ends."""
        title, stage = phrase(TITLES[self.kind]), word(self.stage, "stage")
        mark = EXERCISE[lang] if self.mode == "exercise" else ""
        return f"{mark}{phrase(TEXT, title=title, stage=stage).say(lang)}{mark}"


def every_text() -> frozenset[str]:
    """All that can ever be posted, in every language: a list short enough to be read by a person
    who has to agree to it."""
    notices = (
        GroupNotice("", kind, stage, mode) for kind in TITLES for stage in STAGES for mode in MODES
    )
    return frozenset(notice.text(lang) for notice in notices for lang in LANGS)


class GroupChannel(Protocol):
    """A way to post to a group. It has no ``send``: a message to a person cannot be given to it."""

    @property
    def name(self) -> str: ...

    @property
    def capabilities(self) -> Capabilities: ...

    async def post(self, notice: GroupNotice) -> Outcome:
        """Post it once. ``Accepted`` says that the group has it, and nothing about any person."""
        ...

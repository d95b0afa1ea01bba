"""A warning as it will be read out, in words for a paper or for reading back before approval."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from incident.commands import ApproveWarning, Command, CorrectWarning, RecordWarningReceipt
from incident.state import PublicWarning
from incident.warnings import aloud, drafts, standing
from incident.words import numbered, word
from web.board.view import Board


@dataclass(frozen=True, slots=True)
class Reading:
    """Everything in the reader's language, but the texts, which are as they were typed."""

    id: str
    number: str
    version: int
    real: bool
    kind: str
    """What it answers; empty for a first warning."""
    colour: str
    villages: tuple[str, ...]
    spoken: str
    """The whole text, with the stamp of an exercise at both ends."""
    ready: str
    """What is said at once if it proves false; empty in a correction."""
    announcement: str
    valid_until: datetime
    approved: bool


def reading(seen: Board, warning: PublicWarning) -> Reading:
    """The warning as this audience may read it; words that were erased are a dash."""
    lang, mode = seen.audience.lang, seen.incident.mode
    ready, announced = warning.ready_correction, warning.announcement
    return Reading(
        id=warning.id,
        number=numbered(warning.id).say(lang),
        version=warning.version,
        real=mode == "real",
        kind=word(warning.correction).say(lang) if warning.correction else "",
        colour=word(warning.colour).say(lang),
        villages=tuple(seen.names.get(v) or v for v in warning.villages),
        spoken=seen.spoken(warning),
        ready=aloud(mode, seen.text(ready)) if ready else "",
        announcement=seen.text(announced) if announced else "",
        valid_until=warning.valid_until,
        approved=warning.approved_at is not None,
    )


def read_back(
    seen: Board, kind: type[Command], given: Mapping[str, Sequence[str]]
) -> tuple[Reading, ...]:
    """What somebody has to read before they approve, correct or record: the one that the form is
    about, else each that can be chosen."""
    if kind is ApproveWarning:
        offered = drafts(seen.incident)
    elif kind in (CorrectWarning, RecordWarningReceipt):
        offered = standing(seen.incident)
    else:
        return ()
    chosen = [*given.get("warning", ())][-1:]
    named = tuple(w for w in offered if w.id in chosen)
    return tuple(reading(seen, w) for w in named or offered)

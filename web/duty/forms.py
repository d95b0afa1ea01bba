"""The forms of the duty desk: what each asks, and what comes back as a message."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import TypeVar
from zoneinfo import ZoneInfo

from incident.model import Wire
from incident.words import word
from registry.dutylog import DutyEntry, EntryKind
from runtime.language import N_, Lang, Phrase, phrase, translate
from web.answers import OWN, checked, time_of
from web.duty.messages import LogEntry, PromoteEntry
from web.forms import Field, Option, Sort

Given = Mapping[str, Sequence[str]]
W = TypeVar("W", bound=Wire)

TIMES = frozenset({"received_at", "occurred_at"})
WORDS_LIMIT = 4000
LINE_LIMIT = 120

TITLES: Mapping[EntryKind, Phrase] = {
    "call": phrase(N_("Log a call")),
    "paper": phrase(N_("Log a paper")),
    "note": phrase(N_("Log an entry")),
    "paste": phrase(N_("Paste in material")),
}
NAMES: Mapping[EntryKind, Phrase] = {
    "call": phrase(N_("call")),
    "paper": phrase(N_("incoming paper")),
    "note": phrase(N_("entry of the desk")),
    "paste": phrase(N_("pasted in, to verify")),
}
_CAME = N_("When it came (now, if left empty)")

QUESTIONS: Mapping[EntryKind, tuple[tuple[str, str, Sort, bool], ...]] = {
    "call": (
        ("from_whom", N_("Who calls"), "text", True),
        ("number", N_("Telephone number"), "text", False),
        ("words", N_("What was said"), "area", True),
        ("received_at", _CAME, "time", False),
        ("recording", N_("Number of the recording"), "text", False),
    ),
    "paper": (
        ("from_whom", N_("Who sent it"), "text", True),
        ("number", N_("Number of the paper"), "text", False),
        ("words", N_("What it says"), "area", True),
        ("received_at", _CAME, "time", False),
    ),
    "note": (
        ("words", N_("What is to be recorded"), "area", True),
        ("received_at", _CAME, "time", False),
    ),
    "paste": (
        ("from_whom", N_("Group and sender"), "text", True),
        ("words", N_("The text as it stands there"), "area", True),
        ("received_at", _CAME, "time", False),
    ),
}
"""Field, label, how it is asked, whether it must be answered; by kind of entry."""


def entry_fields(kind: EntryKind, given: Given, lang: Lang) -> tuple[Field, ...]:
    """The questions about a new entry."""
    return tuple(
        Field(
            name=name,
            label=translate(label, lang),
            sort=sort,
            required=required,
            value=_last(given, name),
            limit=WORDS_LIMIT if sort == "area" else LINE_LIMIT,
        )
        for name, label, sort, required in QUESTIONS[kind]
    )


def promote_fields(given: Given, dams: Sequence[Option], lang: Lang) -> tuple[Field, ...]:
    """What is read back before an entry becomes an incident."""
    kinds = [(k, word(k).say(lang)) for k in ("accident", "dangerous_sign")]
    asked: tuple[tuple[str, str, Sort, bool, Sequence[Option]], ...] = (
        ("place", N_("Place"), "text", False, ()),
        ("dam", N_("Tailings dam"), "select", False, dams),
        ("what", N_("What happened"), "area", True, ()),
        ("occurred_at", N_("Time of the accident"), "time", False, ()),
        ("kind", N_("Kind"), "select", True, kinds),
    )
    return tuple(
        Field(
            name=name,
            label=translate(label, lang),
            sort=sort,
            required=required,
            # Either names it: the browser cannot insist on one.
            marked=name == "place",
            options=tuple(options),
            value=_last(given, name),
            limit=WORDS_LIMIT,
        )
        for name, label, sort, required, options in asked
    )


def of_entry(entry: DutyEntry, zone: ZoneInfo) -> dict[str, list[str]]:
    """An entry as the form that would enter it again, for a correction."""
    texts = {
        "from_whom": entry.from_whom,
        "number": entry.number,
        "words": entry.words,
        "recording": entry.recording,
        "received_at": f"{entry.received_at.astimezone(zone):%Y-%m-%dT%H:%M:%S}",
    }
    return {name: [text] for name, text in texts.items() if text is not None}


def read_entry(kind: str, form: Given, zone: ZoneInfo, corrects: str | None = None) -> LogEntry:
    """The entry that a form means. Raises Refused with the field at fault."""
    fixed = {"kind": kind, "corrects": corrects}
    return _read(LogEntry, form, zone, {k: v for k, v in fixed.items() if v is not None})


def read_promotion(form: Given, zone: ZoneInfo) -> PromoteEntry:
    """What a read-back form means. Raises Refused with the field at fault."""
    return _read(PromoteEntry, form, zone, {})


def _read(message: type[W], form: Given, zone: ZoneInfo, fixed: Mapping[str, str]) -> W:
    told: dict[str, str] = {}
    for name in form:
        answer = _last(form, name).strip()
        if name not in OWN and answer:
            told[name] = time_of(answer, zone, name) if name in TIMES else answer
    return checked(message, json.dumps({**told, **fixed}, ensure_ascii=False))


def _last(given: Given, name: str) -> str:
    answers = given.get(name, ())
    return answers[-1] if answers else ""

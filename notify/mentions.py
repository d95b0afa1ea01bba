"""What an alert's text says of its event beside the task: who, which version, which condition,
what was changed and since when."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from types import MappingProxyType
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, bindparam, func, select
from sqlmodel import col

from incident import events as e
from incident.names import Names
from incident.ports import Commit
from notify.recommended import said, step
from notify.segments import encoding
from notify.subject import NOT_SAID, briefly
from notify.tables import IntentRow
from playbooks.lookup import Playbook
from registry.places import Named, villages
from runtime.language import N_, Lang, phrase
from runtime.prepared import Prepared
from runtime.wallclock import minute

CHANGES: Mapping[str, str] = MappingProxyType(
    {
        "leader": N_("leader: {post}"),
        "acting_leader": N_("acting leader: {post}"),
        "liaison": N_("liaison: {post}"),
        "duties": N_("duties"),
    }
)
COMMAS: Mapping[str, str] = MappingProxyType({"zh": "，", "en": ", "})
OF_VILLAGE = N_("{post} ({village})")
SUPERIOR = N_("a superior")
ASK = N_("ask the duty desk")

_TOLD_AT = Prepared(
    select(func.min(col(IntentRow.created_at)).label("at")).where(
        col(IntentRow.incident) == bindparam("incident"), col(IntentRow.key) == bindparam("key")
    )
)


def mentions(commit: Commit, event: e.Event) -> dict[str, Any]:
    """As facts: names of the plan, and references to people's words."""
    found: dict[str, Any] = {"step": step(commit, event)}
    match event:
        case e.Proposed(by=post):
            found["who"] = post
        case e.PersonUnreachable(post=post, tried=tried):
            found |= {"who": post, "unsent": not tried}
        case e.InstructionRecorded(from_whom=ref):
            found["who_ref"] = ref
        case e.OnSiteFormed(place=ref):
            found["site_ref"] = ref
        case e.FiguresApproved(number=number):
            found["number"] = number
        case e.ConditionReopened(condition=condition):
            found["condition"] = condition
        case e.GroupChanged():
            given = {name: getattr(event, name) for name in CHANGES}
            # New duties are somebody's words: that there are any is said, not what they are.
            found["changes"] = [
                [name, None if name == "duties" else post] for name, post in given.items() if post
            ]
    return found


def since(connection: Connection, incident: str, key: str) -> str | None:
    """When an alert began to go out, for those who could not be reached about it."""
    (row,) = _TOLD_AT.run(connection, {"incident": incident, "key": key})
    at: datetime | None = row.at
    return None if at is None else at.isoformat()


def unreached(connection: Connection, commit: Commit, event: e.PersonUnreachable) -> dict[str, Any]:
    """As facts: since when, and in which village, by its name in both languages."""
    found: dict[str, Any] = {"since": since(connection, commit.incident, event.alert)}
    if event.village is None:
        return found
    village = villages(connection, commit.jurisdiction).get(event.village)
    return found if village is None else {**found, "village": [village.name, village.name_en]}


def mentioned(
    playbook: Playbook,
    facts: Mapping[str, Any],
    words: Mapping[str, str | None],
    lang: Lang,
    *,
    brief: bool,
) -> dict[str, str]:
    """The words for each gap, by its name; what the event does not say is said to be so."""
    none, names = NOT_SAID[lang], Names(playbook)
    number, condition, asked = facts.get("number"), facts.get("condition"), facts.get("step")
    return {
        "who": _who(names, facts, words, lang, brief=brief),
        "number": none if number is None else str(number),
        "condition": none if condition is None else names.condition(condition).say(lang),
        "changes": COMMAS[lang].join(
            phrase(CHANGES[name], post=names.post(post or "")).say(lang)
            for name, post in facts.get("changes", ())
        )
        or none,
        "since": clock_of(facts["since"], playbook) if facts.get("since") else none,
        "step": said(playbook, asked, lang) if asked else none,
        "site": _site(facts, words, lang, brief=brief),
    }


def clock_of(at: str, playbook: Playbook) -> str:
    """Local time in the plan's zone, e.g. ``06-01 14:30``."""
    return minute(datetime.fromisoformat(at), ZoneInfo(playbook.plan.document.zone), None)


def _who(
    names: Names,
    facts: Mapping[str, Any],
    words: Mapping[str, str | None],
    lang: Lang,
    *,
    brief: bool,
) -> str:
    if post := facts.get("who"):
        title, village = names.post(post).say(lang), facts.get("village")
        if not village:
            return title
        where = Named(*village).say(lang)
        return phrase(OF_VILLAGE, post=title, village=where).say(lang)
    typed = words.get(facts.get("who_ref") or "")
    return _typed(typed, lang, brief=brief) or phrase(SUPERIOR).say(lang)


def _site(
    facts: Mapping[str, Any], words: Mapping[str, str | None], lang: Lang, *, brief: bool
) -> str:
    typed = words.get(facts.get("site_ref") or "")
    return _typed(typed, lang, brief=brief) or phrase(ASK).say(lang)


def _typed(typed: str | None, lang: Lang, *, brief: bool) -> str | None:
    """Somebody's words, shortly; None for none, and for Chinese that would make an English text
    take more than twice its room."""
    if typed is None or (brief and lang == "en" and encoding(typed) == "ucs2"):
        return None
    return briefly(typed)

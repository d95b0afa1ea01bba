"""A warning of an incident as a CAP message. Pure.

The mode of the incident chooses the type of the message; nobody is asked for it here.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from incident.names import Names
from incident.state import Incident, PublicWarning
from incident.words import word
from notify.public.cap import (
    Actual,
    Alert,
    Area,
    Certainty,
    Exercise,
    Info,
    Lang,
    Message,
    Reference,
    Scale,
    Severity,
    Urgency,
)
from playbooks.lookup import Playbook
from registry.places import Named
from runtime.language import N_, phrase
from runtime.language import Lang as Reader
from runtime.refusal import Refused

SCALES: Mapping[str, tuple[Urgency, Severity]] = MappingProxyType(
    {
        "red": ("Immediate", "Extreme"),
        "orange": ("Immediate", "Severe"),
        "yellow": ("Expected", "Moderate"),
        "blue": ("Future", "Minor"),
    }
)
"""Colour → urgency and severity. CAP has no colours; the colour itself is a parameter."""

EVENTS: Mapping[str, str] = MappingProxyType(
    {
        "accident": N_("Tailings dam accident"),
        "dangerous_sign": N_("Dangerous sign at a tailings dam"),
    }
)


TAKING_PART = N_("units and villages that take part in the exercise")


def alert_of(
    state: Incident,
    warning: PublicWarning,
    playbook: Playbook,
    texts: Mapping[str, str | None],
    villages: Mapping[str, Named],
) -> Alert:
    """The message of an approved warning; ``texts`` holds its opened words.

    Raises Refused ``impossible`` for a draft: what nobody approved has no file.
    """
    if warning.approved_at is None:
        allowed = phrase(N_("a warning that a second person has approved"))
        raise Refused("impossible", field="warning", value=warning.id, allowed=allowed)
    original = state.warnings[warning.follows] if warning.follows else None
    kind = Actual if state.mode == "real" else Exercise
    return kind(
        identifier=_identifier(state, warning),
        sender=_sender(state),
        sent=warning.approved_at,
        message="Alert" if original is None else _message(warning),
        scope="Public" if state.mode == "real" else "Restricted",
        restriction=None if state.mode == "real" else phrase(TAKING_PART).say("zh"),
        references=() if original is None else (_reference(state, original),),
        scale=_scale(state, warning),
        all_clear=warning.correction in ("all_clear", "false_alarm"),
        colour=warning.colour,
        expires=warning.valid_until,
        sender_name=Names(playbook).post(warning.approved_by or "").say("zh"),
        infos=tuple(_info(state, warning, texts, villages, lang) for lang in ("zh-CN", "en")),
    )


def _identifier(state: Incident, warning: PublicWarning) -> str:
    return f"{state.id}.{warning.id}.v{warning.version}"


def _sender(state: Incident) -> str:
    """Who sends, by the jurisdiction's name; the platform's operator may give another one."""
    return f"{state.opened.jurisdiction}.tailings-response"


def _message(warning: PublicWarning) -> Message:
    return "Update" if warning.correction == "corrected" else "Cancel"


def _reference(state: Incident, original: PublicWarning) -> Reference:
    if original.approved_at is None:
        raise LookupError(f"{original.id} is answered but was never approved")
    return Reference(_sender(state), _identifier(state, original), original.approved_at)


def _scale(state: Incident, warning: PublicWarning) -> Scale:
    if warning.correction == "false_alarm":
        return Scale("Past", "Unknown", "Unlikely")
    if warning.correction == "all_clear":
        return Scale("Past", "Unknown", "Observed")
    urgency, severity = SCALES[warning.colour]
    certainty: Certainty = "Observed" if state.kind == "accident" else "Likely"
    return Scale(urgency, severity, certainty)


def _info(
    state: Incident,
    warning: PublicWarning,
    texts: Mapping[str, str | None],
    villages: Mapping[str, Named],
    lang: Lang,
) -> Info:
    """The typed words are Chinese; the English part says what and where, and points to them."""
    reader: Reader = "zh" if lang == "zh-CN" else "en"
    event = phrase(EVENTS[state.kind]).say(reader)
    headline = (
        phrase(N_("{colour} warning to the public"), colour=word(warning.colour))
        if warning.correction is None
        else word(warning.correction)
    )
    said = texts.get(warning.text) or ""
    to_do = (warning.what_to_do and texts.get(warning.what_to_do)) or ""
    return Info(
        lang=lang,
        event=event,
        headline=f"{event}: {headline.say(reader)}",
        description=said if lang == "zh-CN" else phrase(N_("The words are in Chinese.")).say("en"),
        instruction=to_do if lang == "zh-CN" else "",
        areas=tuple(
            Area(villages[v].say(reader) if v in villages else v) for v in warning.villages
        ),
    )

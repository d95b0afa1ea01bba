"""Sentences for exercises that reach real telephones."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from incident import events as e
from incident.narrate.figures import Sentence
from incident.narrate.teller import Teller
from incident.words import number
from runtime.language import N_, Phrase, listed, phrase, plain


def _what(event: e.ExerciseArmed | e.ArmingConfirmed, t: Teller) -> dict[str, Any]:
    return {
        "number": number(event.arming),
        "count": len(event.persons),
        "persons": listed(map(t.person, event.persons)),
        "channels": listed(map(plain, event.channels)),
        "minutes": event.minutes,
    }


def _armed(event: e.ExerciseArmed, t: Teller) -> Phrase:
    return phrase(
        N_(
            "Arming no. {number} asked for: messages of this exercise to the real telephones of"
            " {count} people ({persons}) by {channels} for {minutes} minutes; a second person has"
            " to confirm{reason}"
        ),
        **_what(event, t),
        reason=t.tail(event.reason),
    )


def _confirmed(event: e.ArmingConfirmed, t: Teller) -> Phrase:
    return phrase(
        N_(
            "■ Armed (no. {number}): messages of this exercise go to the real telephones of {count}"
            " people ({persons}) by {channels} for {minutes} minutes; asked for by {first},"
            " confirmed by {second}"
        ),
        **_what(event, t),
        first=t.person(event.armed_by),
        second=t.actor,
    )


def _disarmed(event: e.Disarmed, t: Teller) -> Phrase:
    said = number(event.arming)
    match event.why:
        case "time":
            ended = N_("Arming no. {number} has run out: simulated phones only")
        case "over":
            ended = N_("Arming no. {number} ended with the exercise: simulated phones only")
        case "real_incident":
            ended = N_(
                "■ A real incident was reported in this county: arming no. {number} ended at once,"
                " simulated phones only"
            )
        case _:
            ended = N_("Disarmed (no. {number}): simulated phones only{reason}")
            return phrase(ended, number=said, reason=t.tail(event.reason))
    return phrase(ended, number=said)


SENTENCES: Mapping[type[e.Event], Sentence] = MappingProxyType(
    {
        e.ExerciseArmed: _armed,
        e.ArmingConfirmed: _confirmed,
        e.Disarmed: _disarmed,
    }
)
"""Event → its sentence."""

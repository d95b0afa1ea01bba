"""Sentences for warnings to the public."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from incident import events as e
from incident.narrate.figures import Sentence
from incident.narrate.teller import Teller
from incident.words import number, word
from runtime.language import N_, Phrase, listed, phrase


def _drafted(event: e.WarningDrafted, t: Teller) -> Phrase:
    return phrase(
        N_(
            "Warning no. {number} drafted, version {version}, for {villages} ({colour}): {text}"
            " {what_to_do} If it is a false alarm: {ready}{announcement}"
        ),
        number=number(event.warning),
        version=event.version,
        villages=listed(map(t.person, event.villages)),
        colour=word(event.colour),
        text=t.text(event.text),
        what_to_do=t.text(event.what_to_do),
        ready=t.text(event.ready_correction),
        announcement=phrase("")
        if event.announcement is None
        else phrase(N_("; exercise announced: {how}"), how=t.text(event.announcement)),
    )


def _approved(event: e.WarningApproved, t: Teller) -> Phrase:
    return phrase(
        N_("{post} approves warning no. {number}, version {version}, to be handed over"),
        post=t.post(event.by),
        number=number(event.warning),
        version=event.version,
    )


def _receipt(event: e.WarningReceiptRecorded, t: Teller) -> Phrase:
    covered = event.coverage_percent
    return phrase(
        N_("Warning no. {number}, {platform}{village}: {outcome} at {time}{covered}{who}{note}"),
        number=number(event.warning),
        platform=word(event.platform),
        village=phrase(N_(", {village}"), village=t.person(event.village))
        if event.village
        else phrase(""),
        outcome=word(event.outcome, "outcome"),
        time=t.time(event.said_at),
        covered=phrase("") if covered is None else phrase(N_(", {count} %"), count=covered),
        who=phrase("")
        if event.done_by is None
        else phrase(N_(", by {who}"), who=t.text(event.done_by)),
        note=t.tail(event.note),
    )


def _corrected(event: e.WarningCorrected, t: Teller) -> Phrase:
    message = (
        N_("Warning no. {before} answered by no. {number} ({kind}), words kept ready: {text}{more}")
        if event.ready
        else N_("Warning no. {number} drafted to answer no. {before} ({kind}): {text}{more}")
    )
    return phrase(
        message,
        before=number(event.follows),
        number=number(event.warning),
        kind=word(event.correction),
        text=t.text(event.text),
        more=phrase("")
        if event.what_to_do is None
        else phrase(" {text}", text=t.text(event.what_to_do)),
    )


SENTENCES: Mapping[type[e.Event], Sentence] = MappingProxyType(
    {
        e.WarningDrafted: _drafted,
        e.WarningApproved: _approved,
        e.WarningReceiptRecorded: _receipt,
        e.WarningCorrected: _corrected,
    }
)
"""Event → its sentence."""

"""Sentences for reports that come in, figures, proposals and orders."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any

from incident import events as e
from incident.narrate.teller import Teller
from incident.words import number, word
from playbooks.schema.base import LOCAL
from runtime.language import N_, Phrase, listed, phrase, plain

Sentence = Callable[[Any, Teller], Phrase]


def _reported(event: e.IncidentReported, t: Teller) -> Phrase:
    values = {
        "kind": word(event.kind),
        "title": event.title,
        "place": t.text(event.place),
        "what": t.text(event.what),
        "time": t.stated(event.learned_at),
    }
    if event.mode == "exercise":
        return phrase(
            N_("Exercise: {kind} reported, {title}, at {place}, learned {time}: {what}"), **values
        )
    return phrase(N_("{kind} reported, {title}, at {place}, learned {time}: {what}"), **values)


def _added(event: e.ReportAdded, t: Teller) -> Phrase:
    if event.source is None:
        return phrase(N_("Further report: {what}"), what=t.text(event.what))
    return phrase(
        N_("Further report from {source}: {what}"),
        source=t.text(event.source),
        what=t.text(event.what),
    )


def _verification(event: e.VerificationSet, t: Teller) -> Phrase:
    return phrase(
        N_("Verification now stands at: {status}{note}"),
        status=word(event.status),
        note=t.tail(event.note),
    )


def _kind(event: e.KindChanged, t: Teller) -> Phrase:
    return phrase(
        N_("Now treated as {kind}: {reason}"), kind=word(event.kind), reason=t.text(event.reason)
    )


def _claim(event: e.ClaimRecorded, t: Teller) -> Phrase:
    values = {
        "source": t.party(event.source),
        "measure": t.measure(event.measure),
        "value": t.value(event.measure, event.value),
        "confidence": word(event.confidence),
        "basis": word(event.basis),
        "note": t.tail(event.note),
    }
    if event.corrects is not None:
        return phrase(
            N_("{source} corrects {measure} to {value} ({confidence}, {basis}){note}"), **values
        )
    if event.confidence == "doubtful":
        return phrase(UNVERIFIED, **values)
    return phrase(N_("{source} states {measure}: {value} ({confidence}, {basis}){note}"), **values)


UNVERIFIED = N_(
    "To verify, not in the assessed figure: {source} states {measure}: {value} "
    "({confidence}, {basis}){note}"
)


def _doubted(event: e.ClaimDoubted, t: Teller) -> Phrase:
    return phrase(
        N_("Figure no. {number} is now held to be {confidence}: {reason}"),
        number=number(event.claim),
        confidence=word(event.confidence),
        reason=t.text(event.reason),
    )


def _assessed(event: e.Assessed, t: Teller) -> Phrase:
    return phrase(
        N_("Assessment: {grade}; response recommended: {level}{grounds}{unknown}"),
        grade=t.judged(event.grade, event.missing),
        level=t.level(event.level),
        grounds=_grounds(event, t),
        unknown=_unknown(event, t),
    )


def _lower(event: e.LoweringSuggested, t: Teller) -> Phrase:
    return phrase(
        N_("The figures now read lower ({grade}, {level}); somebody has to accept that{unknown}"),
        grade=t.judged(event.grade, event.missing),
        level=t.level(event.level),
        unknown=_unknown(event, t),
    )


def _grounds(event: e.AssessmentFields, t: Teller) -> Phrase:
    """Every condition that is met, not only the one that was met first."""
    clauses = dict.fromkeys(
        LOCAL if ground.clause == ground.criterion else ground.clause  # as older logs have it
        for ground in event.grounds
    )
    if not clauses:
        return phrase("")
    return phrase(N_(" by {clauses}"), clauses=listed(map(t.clause, clauses)))


def _unknown(event: e.AssessmentFields, t: Teller) -> Phrase:
    said = t.ungraded(event.grade, event.missing)
    missing = [m for m in event.missing if m not in said]
    if not missing:
        return phrase("")
    return phrase(N_("; still unknown: {missing}"), missing=listed(map(t.measure, missing)))


def _approved(event: e.FiguresApproved, t: Teller) -> Phrase:
    values = {"number": event.number, "figures": t.figures(event.figures)}
    if event.below_assessed:
        return phrase(
            N_("Figures no. {number} approved: {figures}; lower than known: {below}{checking}"),
            **values,
            below=listed(map(t.measure, event.below_assessed)),
            checking=t.tail(event.checking),
        )
    return phrase(
        N_("Figures no. {number} approved: {figures}{checking}"),
        **values,
        checking=t.tail(event.checking),
    )


def _proposed(event: e.Proposed, t: Teller) -> Phrase:
    return phrase(
        N_("{post} proposes to {step}{reason}"),
        post=t.post(event.by),
        step=t.step(event.action, event.level),
        reason=t.tail(event.reason),
    )


def _declined(event: e.Declined, t: Teller) -> Phrase:
    values = {
        "post": t.post(event.by),
        "step": t.decision(event.decision),
        "reason": t.text(event.reason),
    }
    if event.ask_for_more:
        return phrase(N_("{post} asks for more before deciding to {step}: {reason}"), **values)
    return phrase(N_("{post} decides not to {step} now: {reason}"), **values)


def _order(event: e.OrderRecorded, t: Teller) -> Phrase:
    return phrase(
        N_("{actor} records spoken order {number} of {post} ({means}, {time}), to sign by {sign}"),
        actor=t.actor,
        number=number(event.order),
        post=t.post(event.on_behalf_of),
        means=word(event.means),
        time=t.time(event.said_at),
        sign=t.time(event.sign_by),
    )


def _signed(event: e.OrderSigned, _: Teller) -> Phrase:
    said = phrase(
        N_("Spoken order {number} signed, sheet {sheet}"),
        number=number(event.order),
        sheet=event.sheet,
    )
    return phrase(ALONE, sentence=said) if event.by_recorder else said


def _refused(event: e.SigningRefused, t: Teller) -> Phrase:
    said = phrase(
        N_("Signature of spoken order {number} refused: {reason}"),
        number=number(event.order),
        reason=t.text(event.reason),
    )
    return phrase(ALONE, sentence=said) if event.by_recorder else said


ALONE = N_("{sentence} (entered by the one who recorded it)")
"""Nobody else has looked at it."""


def _override(event: e.OverrideUsed, t: Teller) -> Phrase:
    return phrase(
        N_("{actor} acts in place of {posts}, override {number}, second by {time}: {reason}"),
        actor=t.actor,
        posts=t.posts(event.instead_of[:3]),
        number=number(event.override),
        time=t.time(event.second_by),
        reason=t.text(event.reason),
    )


def _seconded(event: e.OverrideSeconded, t: Teller) -> Phrase:
    return phrase(
        N_("{actor} seconds override {number}"), actor=t.actor, number=number(event.override)
    )


SENTENCES: Mapping[type[e.Event], Sentence] = MappingProxyType(
    {
        e.IncidentReported: _reported,
        e.ReportAdded: _added,
        e.VerificationSet: _verification,
        e.KindChanged: _kind,
        e.ClaimRecorded: _claim,
        e.ClaimDoubted: _doubted,
        e.Assessed: _assessed,
        e.LoweringSuggested: _lower,
        e.LoweringAccepted: lambda event, t: phrase(
            N_("{actor} accepts the lower assessment: {reason}"),
            actor=t.actor,
            reason=t.text(event.reason),
        ),
        e.FiguresApproved: _approved,
        e.Proposed: _proposed,
        e.Declined: _declined,
        e.OrderRecorded: _order,
        e.OrderSigned: _signed,
        e.SigningRefused: _refused,
        e.OverrideUsed: _override,
        e.OverrideSeconded: _seconded,
        e.NoteAdded: lambda event, t: phrase(N_("Note: {note}"), note=t.text(event.note)),
        e.EntryCorrected: lambda event, t: phrase(
            N_("Entry {number} corrected: {correction} ({reason})"),
            number=plain(event.entry),
            correction=t.text(event.correction),
            reason=t.text(event.reason),
        ),
    }
)
"""Event → its sentence."""

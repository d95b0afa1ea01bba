"""Sentences for the response: start, level, command, groups, conditions, the end."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from incident import events as e
from incident.narrate.figures import Sentence
from incident.narrate.teller import Teller
from incident.words import number, word
from runtime.language import N_, Phrase, listed, phrase


def _started(event: e.ResponseStarted, t: Teller) -> Phrase:
    return phrase(
        N_("{post} starts the {level}{skipped}"),
        post=t.post(event.by),
        level=t.level(event.level),
        skipped=_skipped(event.skipped, t),
    )


def _raised(event: e.LevelRaised, t: Teller) -> Phrase:
    return phrase(
        N_("{post} raises the response from {was} to {level}{skipped}"),
        post=t.post(event.by),
        was=t.level(event.was),
        level=t.level(event.level),
        skipped=_skipped(event.skipped, t),
    )


def _skipped(steps: tuple[str, ...], t: Teller) -> Phrase:
    if not steps:
        return phrase("")
    return phrase(N_(" (not waited for: {steps})"), steps=listed(_step(s, t) for s in steps))


def _step(step: str, t: Teller) -> Phrase:
    name, _, post = step.partition(":")
    match name:
        case "verification":
            return phrase(N_("verification"))
        case "assessment":
            return phrase(N_("assessment"))
        case _:
            return phrase(N_("proposal of {post}"), post=t.post(post))


def _lowered(event: e.LevelLowered, t: Teller) -> Phrase:
    return phrase(
        N_("{post} lowers the response from {was} to {level}: {reason}"),
        post=t.post(event.by),
        was=t.level(event.was),
        level=t.level(event.level),
        reason=t.text(event.reason),
    )


def _onsite(event: e.OnSiteFormed, t: Teller) -> Phrase:
    return phrase(
        N_("On-site headquarters formed under {post}{place}"),
        post=t.post(event.by),
        place=t.tail(event.place),
    )


def _handed(event: e.CommandHandedOver, t: Teller) -> Phrase:
    return phrase(
        N_("Command handed over to {to}{sheet}"), to=t.text(event.to), sheet=_sheet(event.sheet)
    )


def _taken_back(event: e.CommandTakenBack, t: Teller) -> Phrase:
    return phrase(N_("The county takes command back{sheet}"), sheet=_sheet(event.sheet))


def _sheet(sheet: str | None) -> Phrase:
    return phrase("") if sheet is None else phrase(N_(", sheet {sheet}"), sheet=sheet)


def _other(event: e.OtherResponseTold, t: Teller) -> Phrase:
    return phrase(
        N_("{told_by} tells: response of {government}, {scale}, {status}"),
        told_by=t.text(event.told_by),
        government=word(event.government),
        scale=event.scale,
        status=word(event.status),
    )


def _groups(event: e.GroupsPut, t: Teller) -> Phrase:
    return phrase(
        N_("Working groups in force: {groups}"), groups=listed(map(t.group, event.groups))
    )


def _group_added(event: e.GroupAdded, t: Teller) -> Phrase:
    return phrase(N_("{post} adds {group}"), post=t.post(event.by), group=t.group(event.group))


def _group_changed(event: e.GroupChanged, t: Teller) -> Phrase:
    changed = [
        phrase(role, post=t.post(post))
        for role, post in (
            (N_("leader {post}"), event.leader),
            (N_("acting leader {post}"), event.acting_leader),
            (N_("liaison {post}"), event.liaison),
        )
        if post is not None
    ]
    if event.duties is not None:
        changed.append(phrase(N_("duties {text}"), text=t.text(event.duties)))
    return phrase(N_("{group} changed: {what}"), group=t.group(event.group), what=listed(changed))


def _condition(event: e.ConditionSet, t: Teller) -> Phrase:
    return phrase(
        N_("End condition “{condition}” is {status}{evidence}"),
        condition=t.condition(event.condition),
        status=word(event.status),
        evidence=t.tail(event.evidence),
    )


def _reopened(event: e.ConditionReopened, t: Teller) -> Phrase:
    return phrase(
        N_("Figure no. {number} speaks against the end condition “{condition}”: open again"),
        number=number(event.claim),
        condition=t.condition(event.condition),
    )


def _withdrawal_answered(event: e.WithdrawalAnswered, t: Teller) -> Phrase:
    return phrase(
        N_("Order to withdraw no. {number}: {person}, {answer}{place}"),
        number=event.number,
        person=t.person(event.person),
        answer=word(event.answer),
        place=t.tail(event.place),
    )


SENTENCES: Mapping[type[e.Event], Sentence] = MappingProxyType(
    {
        e.ResponseStarted: _started,
        e.LevelRaised: _raised,
        e.LevelLowered: _lowered,
        e.OnSiteFormed: _onsite,
        e.CommandHandedOver: _handed,
        e.CommandTakenBack: _taken_back,
        e.OtherResponseTold: _other,
        e.GroupsPut: _groups,
        e.GroupAdded: _group_added,
        e.GroupChanged: _group_changed,
        e.ConditionSet: _condition,
        e.ConditionReopened: _reopened,
        e.WithdrawalAnswered: _withdrawal_answered,
        e.ResponseEnded: lambda event, t: phrase(
            N_("{post} ends the response"), post=t.post(event.by)
        ),
        e.ResponseResumed: lambda event, t: phrase(
            N_("{post} resumes the response at {level}: {reason}"),
            post=t.post(event.by),
            level=t.level(event.level),
            reason=t.text(event.reason),
        ),
        e.AftermathBegun: lambda event, t: phrase(N_("Recovery and review begin")),
        e.IncidentClosed: lambda event, t: phrase(N_("The incident is archived")),
        e.IncidentDismissed: lambda event, t: phrase(
            N_("Report dismissed: {reason}; evidence: {evidence}"),
            reason=t.text(event.reason),
            evidence=t.text(event.evidence),
        ),
        e.IncidentReopened: lambda event, t: phrase(
            N_("Report taken up again: {reason}"), reason=t.text(event.reason)
        ),
        e.WithdrawalOrdered: lambda event, t: phrase(
            N_("{actor} orders all rescuers to withdraw, order {number}: {reason}"),
            actor=t.actor,
            number=event.number,
            reason=t.text(event.reason),
        ),
        e.WithdrawalLifted: lambda event, t: phrase(
            N_("Withdrawal order {number} lifted: {reason}"),
            number=event.number,
            reason=t.text(event.reason),
        ),
        e.PlanAdopted: lambda event, t: phrase(
            N_("Another plan applies from now on ({plan}): {reason}"),
            plan=event.plan[:12],
            reason=t.text(event.reason),
        ),
    }
)
"""Event → its sentence."""

"""The on-site headquarters, who holds command, the groups, the plan in force."""

from __future__ import annotations

from incident import commands as c
from incident import events as e
from incident.decide.case import Case
from incident.decide.known import known, known_post
from incident.words import word
from playbooks.words import spoken
from runtime.language import N_, phrase
from runtime.refusal import Refused


def form_onsite(case: Case, cmd: c.FormOnSite) -> list[e.Event]:
    if case.state.onsite_at is not None:
        raise Refused(
            "impossible",
            field="FormOnSite",
            value=case.state.onsite_at.isoformat(),
            allowed=phrase(N_("once only; it has been formed")),
        )
    return [e.OnSiteFormed(by=case.post, place=cmd.place)]


def hand_over(case: Case, cmd: c.HandOverCommand) -> list[e.Event]:
    if case.state.command.by == "superior":
        raise Refused(
            "handed_over", field="to", value=cmd.to, allowed=phrase(N_("take it back first"))
        )
    return [e.CommandHandedOver(to=cmd.to, sheet=cmd.sheet)]


def take_back(case: Case, cmd: c.TakeBackCommand) -> list[e.Event]:
    if case.state.command.by != "superior":
        raise Refused(
            "impossible",
            field="TakeBackCommand",
            value=word(case.state.command.by),
            allowed=phrase(N_("only after command was handed over")),
        )
    return [e.CommandTakenBack(sheet=cmd.sheet)]


def tell_other(case: Case, cmd: c.TellOtherResponse) -> list[e.Event]:
    return [
        e.OtherResponseTold(
            government=cmd.government, scale=cmd.scale, status=cmd.status, told_by=cmd.told_by
        )
    ]


def change_groups(case: Case, cmd: c.ChangeGroups) -> list[e.Event]:
    added: list[e.Event] = []
    for name in cmd.add:
        case.playbook.group(name)
        if name in case.state.groups or name in cmd.add[: len(added)]:
            raise Refused(
                "duplicate",
                field="add",
                value=case.names.group(name),
                allowed=known(
                    case.names.group(g) for g in case.playbook.groups if g not in case.state.groups
                ),
            )
        added.append(e.GroupAdded(group=name, by=case.post))
    return added


def change_group(case: Case, cmd: c.ChangeGroup) -> list[e.Event]:
    if cmd.group not in case.state.groups:
        raise Refused(
            "unknown_group",
            field="group",
            value=case.names.group(cmd.group),
            allowed=known(map(case.names.group, case.state.groups)),
        )
    for field in ("leader", "acting_leader", "liaison"):
        if (post := getattr(cmd, field)) is not None:
            known_post(case, post, field)
    return [
        e.GroupChanged(
            group=cmd.group,
            leader=cmd.leader,
            acting_leader=cmd.acting_leader,
            liaison=cmd.liaison,
            duties=cmd.duties,
        )
    ]


def adopt_plan(case: Case, cmd: c.AdoptPlan) -> list[e.Event]:
    if cmd.plan == case.state.plan:
        raise Refused(
            "impossible",
            field="plan",
            value=cmd.plan,
            allowed=phrase(N_("another plan than the one in force")),
        )
    theirs = case.adopting.plan.document.jurisdiction.id if case.adopting else case.jurisdiction
    if theirs != case.jurisdiction:
        county = spoken(case.playbook.plan.document.jurisdiction.name)
        raise Refused(
            "impossible",
            field="plan",
            value=cmd.plan,
            allowed=phrase(N_("a plan of {county}"), county=county),
        )
    return [e.PlanAdopted(was=case.state.plan, plan=cmd.plan, reason=cmd.reason)]

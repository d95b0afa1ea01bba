"""Proposing, starting, raising and lowering a response; command; groups; the plan."""

from __future__ import annotations

from incident import commands as c
from incident import events as e
from incident.decide.authority import known
from incident.decide.case import Case
from incident.decisions import open_decisions
from incident.posts import deciding, decision_id
from playbooks.schema import Authority
from runtime.language import N_, phrase
from runtime.refusal import Refused


def propose(case: Case, cmd: c.Propose) -> list[e.Event]:
    """One step of the chain below the post that decides."""
    authority = deciding(case.playbook, cmd.action, cmd.level)
    _level_fits(case, cmd.action, cmd.level)
    decision = decision_id(cmd.action, cmd.level)
    by = case.post
    before = case.state.proposals.get(decision)
    if before is not None and by in before.posts:
        raise Refused(
            "duplicate",
            field="decision",
            value=decision,
            allowed=phrase(N_("wait for {post}"), post=authority.chain[-1]),
        )
    step = (before.step if before else 0) + 1
    return [
        e.Proposed(
            decision=decision,
            action=cmd.action,
            level=cmd.level,
            by=by,
            step=step,
            reason=cmd.reason,
        )
    ]


def _level_fits(case: Case, action: str, level: int | None) -> None:
    state, book = case.state, case.playbook
    if action == "end":
        if state.stage != "responding" or level is not None:
            raise Refused(
                "impossible",
                field="level",
                value=level,
                allowed=phrase(N_("the end of a running response, without a level")),
            )
        return
    if level is None:
        raise Refused("missing", field="level", value=None, allowed=known(book.levels))
    rank = book.level_rank(level)
    if action == "start":
        if state.stage == "responding":
            raise Refused(
                "impossible",
                field="level",
                value=level,
                allowed=phrase(
                    N_("raise or lower: a response of level {level} is running"), level=state.level
                ),
            )
        return
    now = book.level_rank(state.level) if state.level is not None else -1
    fits = [lv for lv, r in book.levels.items() if (r > now if action == "raise" else r < now)]
    if state.stage != "responding" or rank not in [book.levels[lv] for lv in fits]:
        raise Refused("impossible", field="level", value=level, allowed=known(fits))


def decline(case: Case, cmd: c.Decline) -> list[e.Event]:
    waiting = {d.id: d for d in open_decisions(case.state, case.playbook)}
    if cmd.decision not in waiting:
        raise Refused(
            "unknown_decision", field="decision", value=cmd.decision, allowed=known(waiting)
        )
    return [
        e.Declined(
            decision=cmd.decision,
            by=case.post,
            reason=cmd.reason,
            ask_for_more=cmd.ask_for_more,
        )
    ]


def skipped(case: Case, decision: str, authority: Authority) -> tuple[str, ...]:
    """Steps of the ordinary way that were not taken: nothing delays a start, so they are
    recorded instead of demanded."""
    state = case.state
    steps: list[str] = []
    if state.verification != "full":
        steps.append("verification")
    if state.assessment is None or state.assessment.level is None:
        steps.append("assessment")
    proposal = state.proposals.get(decision)
    spoken_for = proposal.posts if proposal else ()
    steps += [f"proposal:{post}" for post in authority.chain[:-1] if post not in spoken_for]
    return tuple(steps)


def start(case: Case, cmd: c.StartResponse) -> list[e.Event]:
    authority = deciding(case.playbook, "start", cmd.level)
    _level_fits(case, "start", cmd.level)
    groups = tuple(g.id for g in case.playbook.plan.organisation.groups if not g.offered)
    return [
        e.ResponseStarted(
            level=cmd.level,
            by=case.post,
            clause=authority.clause or "local",
            skipped=skipped(case, decision_id("start", cmd.level), authority),
        ),
        e.GroupsPut(groups=groups),
    ]


def raise_level(case: Case, cmd: c.RaiseLevel) -> list[e.Event]:
    authority = deciding(case.playbook, "raise", cmd.level)
    _level_fits(case, "raise", cmd.level)
    return [
        e.LevelRaised(
            level=cmd.level,
            was=case.state.level or 0,
            by=case.post,
            clause=authority.clause or "local",
            skipped=skipped(case, decision_id("raise", cmd.level), authority),
        )
    ]


def lower_level(case: Case, cmd: c.LowerLevel) -> list[e.Event]:
    authority = deciding(case.playbook, "lower", cmd.level)
    _level_fits(case, "lower", cmd.level)
    return [
        e.LevelLowered(
            level=cmd.level,
            was=case.state.level or 0,
            by=case.post,
            clause=authority.clause or "local",
            reason=cmd.reason,
        )
    ]


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
            value=case.state.command.by,
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
                value=name,
                allowed=known(g for g in case.playbook.groups if g not in case.state.groups),
            )
        added.append(e.GroupAdded(group=name, by=case.post))
    return added


def change_group(case: Case, cmd: c.ChangeGroup) -> list[e.Event]:
    if cmd.group not in case.state.groups:
        raise Refused(
            "unknown_group", field="group", value=cmd.group, allowed=known(case.state.groups)
        )
    for post in (cmd.leader, cmd.acting_leader, cmd.liaison):
        if post is not None:
            case.playbook.post(post)
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
        raise Refused(
            "impossible",
            field="plan",
            value=cmd.plan,
            allowed=phrase(N_("a plan of {county}"), county=case.jurisdiction),
        )
    return [e.PlanAdopted(was=case.state.plan, plan=cmd.plan, reason=cmd.reason)]


def order_withdrawal(case: Case, cmd: c.OrderWithdrawal) -> list[e.Event]:
    before = case.state.withdrawal
    if before is not None and before.lifted_at is None:
        raise Refused(
            "duplicate",
            field="OrderWithdrawal",
            value=before.number,
            allowed=phrase(N_("lift order {number} first"), number=before.number),
        )
    number = before.number + 1 if before else 1
    return [e.WithdrawalOrdered(number=number, reason=cmd.reason)]


def lift_withdrawal(case: Case, cmd: c.LiftWithdrawal) -> list[e.Event]:
    before = case.state.withdrawal
    if before is None or before.lifted_at is not None:
        raise Refused(
            "impossible",
            field="LiftWithdrawal",
            value=None,
            allowed=phrase(N_("only while a withdrawal is in force")),
        )
    return [e.WithdrawalLifted(number=before.number, reason=cmd.reason)]

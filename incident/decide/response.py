"""Proposing, starting, raising and lowering a response."""

from __future__ import annotations

from incident import commands as c
from incident import events as e
from incident.decide.authority import unknown_decision
from incident.decide.case import Case
from incident.decide.known import known
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
            value=case.names.decision(decision),
            allowed=phrase(N_("wait for {post}"), post=case.names.post(authority.chain[-1])),
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


TOP = N_("nothing above {level}, which is in force: it is the highest")
BOTTOM = N_("nothing below {level}, which is in force: it is the lowest; the response can be ended")


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
        raise Refused(
            "missing", field="level", value=None, allowed=known(map(case.names.level, book.levels))
        )
    rank = book.level_rank(level)
    if action == "start":
        if state.stage == "responding":
            raise Refused(
                "impossible",
                field="level",
                value=level,
                allowed=phrase(
                    N_("raise or lower: {level} is running"), level=case.names.level(state.level)
                ),
            )
        return
    now = book.level_rank(state.level) if state.level is not None else -1
    fits = [lv for lv, r in book.levels.items() if (r > now if action == "raise" else r < now)]
    if state.stage != "responding" or rank not in [book.levels[lv] for lv in fits]:
        if state.stage != "responding":
            allowed = phrase(N_("to start: no response is running"))
        elif fits:
            allowed = known(map(case.names.level, fits))
        else:
            end = TOP if action == "raise" else BOTTOM
            allowed = phrase(end, level=case.names.level(state.level))
        raise Refused("impossible", field="level", value=case.names.level(level), allowed=allowed)


def decline(case: Case, cmd: c.Decline) -> list[e.Event]:
    if cmd.decision not in {d.id for d in open_decisions(case.state, case.playbook)}:
        raise unknown_decision(case, cmd.decision)
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
            clause=authority.origin,
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
            clause=authority.origin,
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
            clause=authority.origin,
            reason=cmd.reason,
        )
    ]

"""What a command was decided on, and whether that is still so."""

from __future__ import annotations

from incident import commands as c
from incident.decide.authority import unknown_decision
from incident.decide.case import Case
from incident.decisions import open_decisions
from incident.lifecycle import ROWS
from incident.posts import decision_id
from incident.warnings import decision_of
from incident.words import word
from runtime.language import N_, phrase, term
from runtime.refusal import Refused

TAKING = frozenset(
    {
        *(c.StartResponse, c.RaiseLevel, c.LowerLevel, c.EndResponse),
        *(c.AcceptLowering, c.ChangeGroups),
    }
)
"""Commands that take a decision of the plan's."""


def subject(command: c.Command) -> str | None:
    """The decision that a command is about; None where it is about none of the open ones."""
    match command:
        case c.Decline():
            return command.decision
        case c.Propose():
            return decision_id(command.action, command.level)
        case c.ApproveWarning():
            return decision_of(command.warning)
    action = ROWS[command.wire()].action if type(command) in TAKING else None
    return None if action is None else decision_id(action, getattr(command, "level", None))


def not_stale(case: Case, command: c.Command) -> None:
    """Raises Refused ``stale_sequence``, ``stale_decision``, ``invalid`` where it names another
    decision than its own, whose changes would go unnoticed, and ``unknown_decision`` where it is
    about none and names one that nothing ever changes: a slip of the pen would guard nothing."""
    state, names = case.state, case.names
    if command.expected_seq is not None and command.expected_seq != state.seq:
        raise Refused(
            "stale_sequence",
            field="expected_seq",
            value=command.expected_seq,
            allowed=str(state.seq),
        )
    basis = command.decided_on
    if basis is None:
        return
    own = subject(command)
    if own is not None and own != basis.decision:
        raise Refused(
            "invalid",
            field="decided_on",
            value=names.decision(basis.decision),
            allowed=names.decision(own),
        )
    # one that opened by itself, such as the end, has no version of its own yet
    known = {*state.decisions, *(d.id for d in open_decisions(state, case.playbook))}
    if own is None and basis.decision not in known:
        raise unknown_decision(case, basis.decision, "decided_on")
    if state.decisions.get(basis.decision, 0) != basis.version:
        raise Refused(
            "stale_decision",
            field="decided_on",
            value=term(
                f"{basis.decision} v{basis.version}",
                phrase(
                    N_("{decision}, version {version}"),
                    decision=names.decision(basis.decision),
                    version=basis.version,
                ),
            ),
            allowed=phrase(
                N_("version {version}; the incident stands at: {stage}, {level}"),
                version=state.decisions.get(basis.decision, 0),
                stage=word(state.stage, "stage"),
                level=names.level(state.level),
            ),
        )

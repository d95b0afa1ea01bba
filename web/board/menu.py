"""The menu of what can be recorded now, under headings by what the desk does.

Within a heading stands first what is used most. What this stage or the state of things refuses is
left out: who looks for one entry at night must not read forty. What is pressed where it stands,
such as accepting a task, has no entry.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from incident.commands import COMMANDS
from incident.state import Incident
from playbooks.lookup import Playbook
from runtime.language import N_
from web.board.view import Board
from web.choices import choices
from web.forms import answerable

GROUPS: tuple[tuple[str, tuple[str, ...]], ...] = (
    (
        N_("Figures"),
        (
            "RecordClaim", "PasteMaterial", "CheckPasted", "ApproveFigures", "DoubtClaim",
            "AcceptLowering",
        ),
    ),
    (
        N_("Orders and instructions"),
        (
            "RecordInstruction", "AnswerInstruction", "SignOrder", "RefuseSigning",
            "SecondOverride",
        ),
    ),
    (N_("Reports upward"), ("TellReport", "StepReport", "RecordInquiry", "AnswerInquiry")),
    (N_("Who must be told"), ("TellOutsider", "AnswerAlert", "TellOtherResponse")),
    (
        N_("Groups and tasks"),
        (
            "FinishTask", "BlockTask", "OrderTask", "ReturnTask", "ChangeGroups", "ChangeGroup",
        ),
    ),
    (
        N_("Withdrawal and villages"),
        ("ReportVillage", "AnswerWithdrawal", "OrderWithdrawal", "LiftWithdrawal"),
    ),
    (
        N_("Warnings to the public"),
        ("DraftWarning", "ApproveWarning", "RecordWarningReceipt", "CorrectWarning"),
    ),
    (N_("Messages"), ("SendNotice", "CorrectNotice")),
    (N_("Real telephones in an exercise"), ("Disarm", "ConfirmArming", "ArmExercise")),
    (N_("Leaders and people"), ("RecordMovement", "CheckIn")),
    (
        N_("Response and command"),
        (
            "StartResponse", "Propose", "Decline", "RaiseLevel", "LowerLevel", "FormOnSite",
            "HandOverCommand", "TakeBackCommand", "SetCondition", "EndResponse",
            "ResumeResponse", "BeginAftermath",
        ),
    ),
    (
        N_("Log and incident"),
        (
            "AddNote", "AddReport", "CorrectEntry", "SetVerification", "ChangeKind",
            "DismissReport", "ReopenReport", "AdoptPlan", "CloseIncident",
        ),
    ),
)  # fmt: skip
"""Headings in the order in which a night needs them, with their commands."""


def _all_conditions(state: Incident, playbook: Playbook) -> bool:
    settled = {name for name, c in state.conditions.items() if c.status != "not_met"}
    return settled >= {c.id for c in playbook.plan.ending.conditions}


def _all_settled(state: Incident, playbook: Playbook) -> bool:
    after = {t.id for t in playbook.plan.ending.aftermath}
    return (
        all(t.status in ("done", "verified") for t in state.tasks.values() if t.id in after)
        and all(o.status != "to_sign" for o in state.orders.values())
        and all(m.seconded_by is not None for m in state.overrides.values())
    )


NEEDS: Mapping[str, Callable[[Incident, Playbook], bool]] = MappingProxyType(
    {
        "AcceptLowering": lambda state, _: state.lowering is not None,
        "FormOnSite": lambda state, _: state.onsite_at is None,
        "HandOverCommand": lambda state, _: state.command.by != "superior",
        "TakeBackCommand": lambda state, _: state.command.by == "superior",
        "AnswerWithdrawal": lambda state, _: state.withdrawal is not None,
        "LiftWithdrawal": lambda state, _: (
            state.withdrawal is not None and state.withdrawal.in_force
        ),
        "ArmExercise": lambda state, _: (
            state.mode == "exercise" and not (state.arming and state.arming.in_force)
        ),
        "EndResponse": _all_conditions,
        "CloseIncident": _all_settled,
    }
)
"""What must hold beside the stage, where no list of choices says it by being empty."""


@dataclass(frozen=True, slots=True)
class Heading:
    """One group of the menu; ``commands`` holds at least one."""

    name: str
    """Untranslated."""
    commands: tuple[str, ...]


def record_menu(seen: Board) -> tuple[Heading, ...]:
    """What can be recorded on this incident at this moment, group by group."""
    listed = choices(
        seen.incident,
        seen.playbook,
        seen.texts,
        seen.audience.lang,
        assessed=seen.audience.assessed,
    )
    known = {**listed, "alert": [(p.person, p.person) for p in seen.told.people]}

    def now(command: str) -> bool:
        holds = NEEDS.get(command)
        return (
            seen.offering.way(command) is not None
            and (holds is None or holds(seen.incident, seen.playbook))
            and answerable(COMMANDS[command], known)
        )

    offered = (Heading(name, tuple(filter(now, commands))) for name, commands in GROUPS)
    return tuple(heading for heading in offered if heading.commands)

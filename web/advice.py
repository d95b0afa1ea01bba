"""What to do instead, where a command was refused on a page: the command that is right now."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from incident.commands import Command
from incident.lifecycle import AFTER, BEFORE, DURING, ROWS
from incident.state import Incident
from playbooks.lookup import Playbook
from runtime.language import N_, Phrase, phrase
from runtime.refusal import Refused

Given = Mapping[str, Sequence[str]]


@dataclass(frozen=True, slots=True)
class Step:
    """A form to go to, with what is filled in."""

    command: str
    query: str = ""


@dataclass(frozen=True, slots=True)
class Advice:
    words: Phrase
    steps: tuple[Step, ...] = ()


NOW = N_("What is right now:")
ALOUD = N_(
    "If they said so on the telephone or in person, enter it below as a verbal order; it is in"
    " force at once."
)
OF_ANOTHER = N_(
    "The verbal order below names a post that cannot give it. Only these can: {posts}. If one of"
    " them said so, choose that post below; if not, ask them."
)
ASK_DESK = N_("The duty desk enters what they say as a verbal order.")
ADD = N_("Add what was said as an entry with the verbal order filled in:")
AS_FIGURE = N_("Enter the right figure, and say there which one it corrects:")
BEFORE_MET = N_("First the figure, then the condition:")


def advise(
    refused: Refused,
    kind: type[Command],
    given: Given,
    state: Incident,
    playbook: Playbook,
    *,
    keeps_record: bool,
) -> Advice | None:
    """What somebody should do who was refused; None where the refusal says it all."""
    command = kind.wire()
    match refused.code:
        case "impossible" if state.stage not in ROWS[command].stages:
            step = _instead(command, given, state, playbook)
            return Advice(phrase(NOW), (step,)) if step else None
        case "not_authorised" if any(given.get("spoken.on_behalf_of", ())):
            return Advice(phrase(OF_ANOTHER, posts=refused.allowed))
        case "not_authorised":
            return Advice(phrase(ALOUD if keeps_record else ASK_DESK))
        case "duplicate" if command == "OrderWithdrawal":
            return Advice(phrase(ADD), (Step("AddNote", "spoken=1"),))
        case "impossible" if command == "CorrectEntry":
            return Advice(phrase(AS_FIGURE), _figure_of(given, state))
        case "evidence_required" if refused.field == "condition":
            return Advice(phrase(BEFORE_MET), _figures_first(refused, given))
        case "conditions_open":
            open_ones = refused.value.split(", ")
            steps = (Step("SetCondition", urlencode({"condition": c})) for c in open_ones)
            return Advice(phrase(NOW), tuple(steps))
        case _:
            return None


def _figure_of(given: Given, state: Incident) -> tuple[Step, ...]:
    """The form of the figure that the entry holds, with what it corrects filled in."""
    entry = next(iter(given.get("entry", ())), "")
    of = [x for x in state.claims.values() if str(x.seq) == entry]
    asked = ({"measure": x.measure, "source": x.source, "corrects": x.id} for x in of)
    return tuple(Step("RecordClaim", urlencode(q)) for q in asked)


def _instead(command: str, given: Given, state: Incident, playbook: Playbook) -> Step | None:
    """The way from this stage to one in which the command is possible, or what takes its place."""
    stages = set(ROWS[command].stages)
    level = next(iter(given.get("level", ())), "")
    at = f"level={level}" if level else ""
    if state.stage == "dismissed":
        return Step("ReopenReport")
    if state.stage in BEFORE:
        return Step("DismissReport") if command == "EndResponse" else Step("StartResponse", at)
    if state.stage in DURING:
        if stages <= {*BEFORE}:
            return Step("RaiseLevel", at) if _may_rise(state, playbook) else None
        return Step("EndResponse")
    if state.stage == "ended" and (command == "EndResponse" or "aftermath" in stages):
        return Step("BeginAftermath")
    if state.stage in AFTER:
        return Step("ResumeResponse", at)
    return Step("AddNote")


def _may_rise(state: Incident, playbook: Playbook) -> bool:
    ranks = playbook.levels
    return state.level is not None and ranks[state.level] < max(ranks.values())


def _figures_first(refused: Refused, given: Given) -> tuple[Step, ...]:
    condition = next(iter(given.get("condition", ())), "")
    measures = refused.value.split(", ")
    claims = (Step("RecordClaim", urlencode({"measure": m})) for m in measures)
    lost = urlencode({"condition": condition, "status": "unattainable"})
    return (*claims, Step("SetCondition", lost))

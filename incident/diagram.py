"""The lifecycle as a diagram, drawn from the table that the code runs and the plan in force."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from incident.lifecycle import CONSEQUENT, TABLE
from incident.names import Names
from incident.state import Stage
from playbooks.lookup import Playbook
from runtime.language import N_, Lang, translate

STAGE_NAMES: Mapping[Stage, str] = MappingProxyType(
    {
        "none": N_("nothing yet"),
        "reported": N_("reported"),
        "assessed": N_("verify and assess"),
        "proposed": N_("start requested"),
        "responding": N_("response running"),
        "ended": N_("response ended"),
        "aftermath": N_("recovery and inquiry"),
        "closed": N_("archived"),
        "dismissed": N_("dismissed"),
    }
)
COMMAND_NAMES: Mapping[str, str] = MappingProxyType(
    {
        "ReportIncident": N_("report"),
        "StartResponse": N_("start {level}"),
        "RaiseLevel": N_("raise"),
        "LowerLevel": N_("lower"),
        "EndResponse": N_("end the response"),
        "BeginAftermath": N_("begin the aftermath"),
        "ResumeResponse": N_("resume the response"),
        "CloseIncident": N_("archive"),
        "DismissReport": N_("dismiss"),
        "ReopenReport": N_("reopen"),
    }
)
CONSEQUENT_NAMES: Mapping[str, str] = MappingProxyType(
    {
        "Assessed": N_("the facts meet a level"),
        "Proposed": N_("ask for {level}"),
        "Declined": N_("decline"),
        "IncidentReopened": N_("reopen"),
    }
)
"""What a stage changed by itself is due to, by event."""


@dataclass(frozen=True, slots=True)
class Arrow:
    """One change of stage: by which command, or event where the stage follows by itself; decided
    or asked for by whom, under which clause."""

    before: Stage
    to: Stage
    command: str
    label: str
    decider: str | None
    clause: str | None


@dataclass(frozen=True, slots=True)
class Diagram:
    arrows: tuple[Arrow, ...]
    stages: Mapping[Stage, str]

    def mermaid(self) -> str:
        """The diagram as a Mermaid state diagram."""
        lines = ["stateDiagram-v2"]
        lines += [f"    {stage}: {name}" for stage, name in self.stages.items() if stage != "none"]
        for a in self.arrows:
            origin = "[*]" if a.before == "none" else a.before
            said = " · ".join(p for p in (a.label, a.decider, a.clause) if p)
            lines.append(f"    {origin} --> {a.to}: {said}")
        lines.append("    closed --> [*]")
        return "\n".join(lines)

    def as_json(self) -> dict[str, object]:
        return {
            "stages": dict(self.stages),
            "arrows": [
                {
                    "from": a.before,
                    "to": a.to,
                    "command": a.command,
                    "label": a.label,
                    "decider": a.decider,
                    "clause": a.clause,
                }
                for a in self.arrows
            ],
        }


def diagram(playbook: Playbook, lang: Lang) -> Diagram:
    """Every change of stage in the table, with who decides it under this plan, and those that an
    event brings by itself."""
    arrows: list[Arrow] = []
    for row in TABLE:
        if row.to is None:
            continue
        levels = list(playbook.levels) if row.command == "StartResponse" else [None]
        for stage in row.stages:
            arrows += [_arrow(playbook, lang, row.command, stage, row.to, lv) for lv in levels]
    for event, stages, to in CONSEQUENT:
        for stage in stages:
            arrows += _following(playbook, lang, event, stage, to)
    return Diagram(
        tuple(arrows), {stage: translate(name, lang) for stage, name in STAGE_NAMES.items()}
    )


def _arrow(
    playbook: Playbook, lang: Lang, command: str, before: Stage, to: Stage, level: int | None
) -> Arrow:
    action = next(r.action for r in TABLE if r.command == command)
    authority = None
    if action is not None:
        known = playbook.authorities
        authority = known.get((action, level)) or known.get((action, None))
    decider = playbook.posts[authority.chain[-1]].title.say(lang) if authority else None
    clause = Names(playbook).clause(authority.origin).say(lang) if authority else None
    named = "" if level is None else Names(playbook).level(level).say(lang)
    label = translate(COMMAND_NAMES[command], lang).format(level=named)
    return Arrow(before, to, command, label, decider, clause)


def _following(
    playbook: Playbook, lang: Lang, event: str, before: Stage, to: Stage
) -> Iterator[Arrow]:
    """A stage that an event changes by itself. A start is asked for by whoever comes first in the
    chain of its level; a chain of one asks nobody."""
    names, name = Names(playbook), translate(CONSEQUENT_NAMES[event], lang)
    if event != "Proposed":
        yield Arrow(before, to, event, name, None, None)
        return
    for level in playbook.levels:
        authority = playbook.authority("start", level)
        if len(authority.chain) > 1:
            asks = playbook.posts[authority.chain[0]].title.say(lang)
            label = name.format(level=names.level(level).say(lang))
            yield Arrow(before, to, event, label, asks, names.clause(authority.origin).say(lang))

"""The rows of an incident's page: figures, working groups and entries of the log."""

from __future__ import annotations

from collections.abc import Container, Mapping
from dataclasses import dataclass
from datetime import datetime

from incident.duties import DutyClock
from incident.figures import Figure, figures
from incident.narrate import narrate
from incident.posts import group_posts
from incident.state import Claim, Entry, Incident, TaskState
from playbooks.lookup import Playbook
from playbooks.schema import Measure
from runtime.language import Lang
from web import choices
from web.board.logkinds import group_of, kind_of
from web.people import People


@dataclass(frozen=True, slots=True)
class Line:
    """One entry of the log, as a sentence."""

    seq: int
    at: datetime
    recorded_at: datetime
    who: str
    text: str
    corrected_by: int | None
    doubtful: bool
    order: str | None
    file: str | None
    """Id of the file that it tells of."""
    picture: bool
    told: bool = False
    """People were told of it, and it was not taken back."""
    kind: str = ""
    """Of ``web.board.logkinds.KINDS``."""
    group: str | None = None
    """The name of the working group that it is about."""
    claim: Claim | None = None
    """The figure that it holds and that still stands: corrected as a figure, not as words."""


@dataclass(frozen=True, slots=True)
class GroupLine:
    """One working group with its people and tasks."""

    id: str
    name: str
    leader: str
    leader_post: str
    acting: str | None
    counts: Mapping[str, int]
    next: TaskState | None
    due: TaskState | None
    """The open task whose time runs out, or ran out, first."""
    tasks: tuple[TaskState, ...]


@dataclass(frozen=True, slots=True)
class FigureLine:
    """One measure: what is assessed, shown, approved, and who says what."""

    measure: Measure
    figure: Figure | None
    approved: object
    below: bool

    @property
    def short(self) -> int | None:
        """By how many people the approved figure stands below the assessed one at this moment;
        None where it does not, or where either is unknown."""
        assessed = self.figure.assessed if self.figure else None
        if assessed is None or self.measure.kind != "count":
            return None
        if not isinstance(self.approved, int) or not isinstance(assessed.value, int):
            return None
        return max(assessed.value - self.approved, 0) or None


def figure_lines(state: Incident, playbook: Playbook) -> list[FigureLine]:
    known = figures(state)
    last = state.approved[-1] if state.approved else None
    return [
        FigureLine(
            measure,
            known.get(measure.id),
            last.figures.get(measure.id) if last else None,
            bool(last and measure.id in last.below_assessed),
        )
        for measure in playbook.plan.criteria.measures
        if measure.kind != "flag" or measure.id in known
    ]


def groups_shown(state: Incident, playbook: Playbook) -> list[str]:
    """Groups in force in plan order, then the office and the mine where they have tasks."""
    others = {t.group for t in state.tasks.values()} - set(playbook.groups)
    return [*(g for g in playbook.groups if g in state.groups), *sorted(others)]


def group_line(
    group: str,
    state: Incident,
    playbook: Playbook,
    people: People,
    clocks: Mapping[str, DutyClock],
    lang: Lang,
) -> GroupLine:
    posts = group_posts(state, playbook, group)
    name = choices.group_name(playbook, group, lang)
    tasks = tuple(t for t in state.tasks.values() if t.group == group)
    waiting = [t for t in tasks if t.status not in ("done", "verified")]

    def due(task: TaskState) -> tuple[bool, datetime | None]:
        clock = clocks.get(f"task:{task.id}")
        at = clock.due_at if clock else None
        return at is None, at

    timed = [t for t in waiting if not due(t)[0]]
    worst = min(timed, key=lambda t: due(t)[1] or people.at, default=None)
    counts = {"assigned": 0, "hand": 0, "done": 0, "blocked": 0}
    for task in tasks:
        counts[_COLUMN[task.status]] += 1
    blocked = next((t for t in waiting if t.status == "blocked"), None)
    return GroupLine(
        id=group,
        name=name[:1].upper() + name[1:],
        leader=(posts and people.holder(posts[0])) or "",
        leader_post=choices.post_name(playbook, posts[0], lang) if posts else "",
        acting=people.holder(posts[1]) if len(posts) > 1 and group in playbook.groups else None,
        counts=counts,
        next=blocked or worst or next(iter(waiting), None),
        due=worst,
        tasks=tasks,
    )


_COLUMN = {
    "assigned": "assigned",
    "received": "hand",
    "started": "hand",
    "blocked": "blocked",
    "done": "done",
    "verified": "done",
}


def log_lines(
    entries: tuple[Entry, ...],
    state: Incident,
    playbook: Playbook,
    people: People,
    texts: Mapping[str, str | None],
    lang: Lang,
    told: Container[int] = frozenset(),
) -> list[Line]:
    persons = {e.actor for e in entries} | {
        p for e in entries if isinstance(p := getattr(e.event, "person", None), str)
    }
    persons |= {p for e in entries for p in getattr(e.event, "persons", ())}
    persons |= {p for e in entries if (p := getattr(e.event, "armed_by", None)) is not None}
    names = {**people.names(persons), **people.villages(lang)}
    claims = {claim.seq: claim for claim in state.claims.values() if claim.standing}
    return [
        Line(
            seq=e.seq,
            at=e.happened_at,
            recorded_at=e.recorded_at,
            who=names.get(e.actor) or choices.said(e.actor, lang),
            text=narrate(e, playbook, texts, names).say(lang),
            corrected_by=state.corrections.get(e.seq),
            doubtful=e.doubtful_time,
            order=e.order,
            file=getattr(e.event, "material", None),
            picture=getattr(e.event, "media", "").startswith("image/"),
            told=e.seq in told,
            kind=kind_of(e.event),
            group=(about := group_of(e.event, state)) and choices.group_name(playbook, about, lang),
            claim=claims.get(e.seq),
        )
        for e in entries
    ]

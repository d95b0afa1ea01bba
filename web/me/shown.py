"""What the responders' page shows, as plain frozen data."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from incident.decisions import Decision
from incident.names import Names
from incident.state import Presence, Withdrawal, WithdrawalAnswer
from runtime.language import Lang
from web.board.reasons import Reasons
from web.me.aloud import Aloud, Unwarned


@dataclass(frozen=True, slots=True)
class Phone:
    """A number of the registry; never one that is made up."""

    name: str
    number: str


@dataclass(frozen=True, slots=True)
class Escape:
    """The newest order to withdraw, while it is in force."""

    order: Withdrawal
    reason: str
    clause: str
    mine: bool
    """Whether the person is in the danger area, as far as groups and check-ins tell."""
    answer: WithdrawalAnswer | None
    trapped: tuple[tuple[str, WithdrawalAnswer, str], ...]
    """Who called for rescue, by name, with the place; empty for those who do not lead."""


@dataclass(frozen=True, slots=True)
class Asked:
    """An alert that this person has not answered."""

    key: str
    text: str
    at: datetime
    withdraws: bool = False
    """It tells of the order to withdraw that is in force: it is answered by saying where one is."""
    posts: tuple[str, ...] = ()
    offers: tuple[str, ...] = ()
    """The answers that its buttons give."""


@dataclass(frozen=True, slots=True)
class MyTask:
    """A task of one of the person's groups, or one that the person verifies."""

    id: str
    text: str
    group_id: str
    group: str
    clause: str | None
    status: str
    held: bool
    """撤离期间暂停执行: the group works in the danger area and rescuers are withdrawn."""
    due_at: datetime | None
    late: bool
    proof: str
    reason: str
    """Why it is blocked, or why it came back."""
    evidence: str
    leader: Phone | None


@dataclass(frozen=True, slots=True)
class Pending:
    """An open decision of one of the person's posts."""

    decision: Decision
    what: str
    reasons: Reasons
    ask: str
    """Query of the read-back form."""
    basis: str
    """What a form about it is given: the decision as it stands on the page."""
    command: str


@dataclass(frozen=True, slots=True)
class Start:
    """A level that one of the person's posts may start, or ask for, on its own judgement."""

    what: str
    command: str
    ask: str


@dataclass(frozen=True, slots=True)
class Overall:
    """The approved figures; the assessed ones are never here."""

    number: int
    at: datetime
    figures: tuple[tuple[str, object], ...]
    checking: bool


@dataclass(frozen=True, slots=True)
class Me:
    """Everything that the page says to one person. ``now`` and ``rate`` are incident time."""

    incident: str
    title: str
    place: str
    mode: Literal["real", "exercise"]
    stage: str
    level: str
    occurred_at: datetime | None
    now: datetime
    rate: float
    lang: Lang
    person: str
    name: str
    posts: tuple[str, ...]
    groups: tuple[str, ...]
    acts: bool
    presence: Presence | None
    escape: Escape | None
    alerts: tuple[Asked, ...]
    decisions: tuple[Pending, ...]
    starts: tuple[Start, ...]
    """What the person may start though nothing proposes it, with the reason in words."""
    starts_why: str
    tasks: tuple[MyTask, ...]
    done: int
    to_verify: tuple[MyTask, ...]
    measures: tuple[tuple[str, str], ...]
    source: str
    """The post in whose name this person reports figures."""
    villages: tuple[tuple[str, str], ...]
    """Those that the person stands for, with their names."""
    aloud: tuple[Aloud, ...]
    """Warnings that those villages give out themselves."""
    unwarned: tuple[Unwarned, ...]
    """Those of the villages for which no warning stands."""
    overall: Overall | None
    duty: tuple[Phone, ...]
    names: Names

    def clause(self, clause: str) -> str:
        """A clause as papers cite it."""
        return self.names.clause(clause).say(self.lang)

    @property
    def withdrawals(self) -> tuple[Asked, ...]:
        """Alerts that are answered with the order to withdraw."""
        return tuple(a for a in self.alerts if a.withdraws)

    @property
    def notices(self) -> tuple[Asked, ...]:
        """The other alerts: one press says of all of them that they came."""
        return tuple(a for a in self.alerts if not a.withdraws)

    @property
    def must_answer(self) -> bool:
        """Whether an order on this person's life is unanswered."""
        return self.escape is not None and self.escape.mine and self.escape.answer is None

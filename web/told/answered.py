"""The shape of what the API tells of one person."""

from __future__ import annotations

from datetime import datetime

from pydantic import BaseModel, ConfigDict

from web.told.record import Next, OrderMeans, OrderState, State, UnsettledMeans


class _Answer(BaseModel):
    model_config = ConfigDict(extra="forbid")


class ProviderWord(_Answer):
    """A provider's own word for what came of a message, and when it came here."""

    word: str
    code: str | None
    at: datetime


class ToldOrder(_Answer):
    """The order that a message asked for. ``given``: by its signed ``link``, by the figures in a
    ``message``, or by ``key`` in a call; ``settled``: given another way, declined or asked for
    anew; ``locked``: by too many wrong figures."""

    state: OrderState
    means: OrderMeans | None
    given_at: datetime | None
    until_at: datetime
    settled_at: datetime | None


class ToldMessage(_Answer):
    """One message. ``state`` is what is known of it now; each time is null where it has not come so
    far or nobody said so. For those who may not see numbers ``address`` is its last two figures
    and ``text`` is null."""

    id: str
    step: int
    channel: str
    address: str | None
    text: str | None
    posts: list[str]
    reply: bool
    state: State
    code: str | None
    reason: str | None
    tries: int
    queued_at: datetime
    handed_at: datetime | None
    accepted_at: datetime | None
    delivered_at: datetime | None
    read_at: datetime | None
    failed_at: datetime | None
    unknown_at: datetime | None
    next_try_at: datetime | None
    reports: list[ProviderWord]
    order: ToldOrder | None


class ToldAnswer(_Answer):
    answer: str
    means: str
    at: datetime
    by: str
    words: str | None


class ToldCall(_Answer):
    result: str
    by: str
    at: datetime
    kind: str | None
    number: str | None
    note: str | None
    recording: str | None


class ToldAlert(_Answer):
    """One alert: its messages, the answers to it, the calls about it, the next step up."""

    key: str
    sent: list[ToldMessage]
    answers: list[ToldAnswer]
    calls: list[ToldCall]
    list_reason: str | None
    listed_at: datetime | None
    next_at: datetime | None
    ended: str | None


class ToldUnsettled(_Answer):
    """An answer or an order of theirs that changed nothing, and what follows. ``key`` is the alert
    that it is about, where that is certain; ``code`` the exact reason, where it is known."""

    at: datetime
    means: UnsettledMeans
    became: str
    code: str | None
    reason: str
    key: str | None
    words: str | None
    written_back: bool
    next: Next
    read_at: datetime | None


class ToldPerson(_Answer):
    """Everything that was done to tell one person, the newest alert first; ``unsettled`` is what
    came back from them and changed nothing, the last one first."""

    incident: str
    person: str
    name: str | None
    reaches_world: bool
    alerts: list[ToldAlert]
    unsettled: list[ToldUnsettled]

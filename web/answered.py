"""What the API answers when it does not refuse: a shape for every path, as its contract shows it.

The answers themselves are made where they are read; a test holds each against its shape.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict

from incident.model import Mode
from incident.state.incident import Stage
from web.notices.answered import NoticePreview
from web.told.answered import ToldPerson


class _Answer(BaseModel):
    model_config = ConfigDict(extra="forbid")


class Words(_Answer):
    """What stands behind a reference; null with the reason why."""

    text: str | None
    why_not: Literal["erased"] | None


class IncidentLine(_Answer):
    id: str
    mode: Mode
    title: str
    stage: Stage
    level: int | None
    seq: int
    opened_at: datetime
    changed_at: datetime


class Incidents(_Answer):
    """Incidents that this person may see, newest first."""

    incidents: list[IncidentLine]


class LogLine(_Answer):
    """One entry. The fields of ``event`` are those of its type, as far as this person may read."""

    seq: int
    type: str
    event: dict[str, Any]
    actor: str
    on_behalf_of: str | None
    order: str | None
    override: str | None
    happened_at: datetime
    received_at: datetime
    recorded_at: datetime
    doubtful_time: bool
    cause: str


class Log(_Answer):
    """Entries in order, with the words behind their references."""

    incident: str
    entries: list[LogLine]
    texts: dict[str, Words]


class Opened(_Answer):
    """The incident that a report made; ``repeated`` where the same report had come before."""

    incident: str
    repeated: bool


class CommandReceipt(_Answer):
    """What a command led to; entries as far as this person may read them."""

    incident: str
    command: str
    repeated: bool
    seq: int
    stage: Stage
    level: int | None
    entries: list[LogLine]


class FileKept(_Answer):
    """The id to name in the command that brings the file."""

    id: str


class DutyLine(_Answer):
    id: str
    seq: int
    kind: str
    received_at: datetime
    recorded_at: datetime
    entered_by: str
    words: str | None
    from_whom: str | None
    number: str | None
    recording: str | None
    corrects: str | None
    corrected_by: str | None
    incident: str | None


class DutyLog(_Answer):
    """Newest first; ``earlier`` is the number below which the next page begins."""

    entries: list[DutyLine]
    earlier: int | None


class DutyEntered(_Answer):
    entry: DutyLine
    repeated: bool


class _Number(_Answer):
    id: str
    kind: str
    address: str


class _Dialled(_Answer):
    kind: str
    address: str | None


class _CallAlert(_Answer):
    key: str
    text: str | None
    reason: str
    since: datetime


class _Elsewhere(_Answer):
    """What the same call tells of another incident, and is recorded for."""

    incident: str
    title: str
    alerts: list[_CallAlert]


class _Try(_Answer):
    result: str
    by: str
    at: datetime
    note: str | None
    recording: str | None
    dialled: _Dialled | None


class _Claimed(_Answer):
    by: str
    until: datetime


class _Call(_Answer):
    id: str
    person: str
    name: str | None
    posts: list[str]
    numbers: list[_Number]
    alerts: list[_CallAlert]
    elsewhere: list[_Elsewhere]
    tries: list[_Try]
    claim: _Claimed | None


class _Nobody(_Answer):
    post: str
    why: str
    since: datetime


class Calls(_Answer):
    """Whom a human still has to call, and posts that nobody could be reached for."""

    incident: str
    reaches_world: bool
    calls: list[_Call]
    nobody: list[_Nobody]


ANSWERS: dict[tuple[str, str], tuple[type[BaseModel], tuple[int, ...]]] = {
    ("get", "/incidents"): (Incidents, (200,)),
    ("post", "/incidents"): (Opened, (201, 200)),
    ("get", "/incidents/{incident}/log"): (Log, (200,)),
    ("get", "/incidents/{incident}/calls"): (Calls, (200,)),
    ("post", "/incidents/{incident}/notices/preview"): (NoticePreview, (200,)),
    ("get", "/incidents/{incident}/told/{person}"): (ToldPerson, (200,)),
    **{
        ("post", f"/incidents/{{incident}}/calls/{{call}}/{act}"): (Calls, (200,))
        for act in ("result", "claim", "release")
    },
    ("post", "/incidents/{incident}/materials"): (FileKept, (201,)),
    ("get", "/duty/entries"): (DutyLog, (200,)),
    ("post", "/duty/entries"): (DutyEntered, (201, 200)),
    ("post", "/duty/entries/{entry}/promote"): (Opened, (201, 200)),
}
"""The shape of an answer and its statuses, by method and path below the API's prefix. A command
has ``CommandReceipt``, an incident ``web.contract.STATE``."""

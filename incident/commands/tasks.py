"""Tasks from ordered to verified."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from incident.commands.base import Command
from incident.model import (
    Files,
    Instant,
    Key,
    Sealed,
)


class OrderTask(Command):
    group: Key
    text: Sealed
    proof: Key = "note"
    verifier: Key
    due_at: Instant | None = None


class ReceiveTask(Command):
    task: Key


class ReceiveTasks(Command):
    """All waiting tasks of a group at once, by name: what arrived after somebody looked is not
    received unseen. A task of the list that no longer waits stays as it is."""

    group: Key
    tasks: Annotated[tuple[Key, ...], Field(min_length=1, max_length=500)]


class StartTask(Command):
    task: Key


class BlockTask(Command):
    task: Key
    reason: Sealed
    materials: Files = ()


class FinishTask(Command):
    task: Key
    proof: Key
    evidence: Sealed
    materials: Files = ()


class VerifyTask(Command):
    task: Key


class ReturnTask(Command):
    task: Key
    reason: Sealed

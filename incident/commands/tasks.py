"""Tasks from ordered to verified."""

from __future__ import annotations

from incident.commands.base import Command
from incident.model import (
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


class StartTask(Command):
    task: Key


class BlockTask(Command):
    task: Key
    reason: Sealed


class FinishTask(Command):
    task: Key
    proof: Key
    evidence: Sealed


class VerifyTask(Command):
    task: Key


class ReturnTask(Command):
    task: Key
    reason: Sealed

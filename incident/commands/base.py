"""The base of all commands."""

from __future__ import annotations

from incident.model import (
    DecidedOn,
    Given,
    Instant,
    Override,
    Spoken,
)


class Command(Given):
    """Base of all commands.

    Who acts is never in a command: the desk takes it from the session and the registry.
    """

    happened_at: Instant | None = None
    """When it happened in the world, where that is not now."""
    spoken: Spoken | None = None
    override: Override | None = None
    decided_on: DecidedOn | None = None
    expected_seq: int | None = None
    """Refuse when the log has moved on; for machines. People's decisions use ``decided_on``."""

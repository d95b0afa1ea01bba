"""What alerts of a plan may wait for is what can happen."""

from __future__ import annotations

from incident.events import EVENTS
from playbooks.happenings import HAPPENINGS


def test_plans_know_every_event_and_no_other() -> None:
    """A slip in a plan would tell nobody, and nobody would notice before the night."""
    assert EVENTS.keys() == HAPPENINGS

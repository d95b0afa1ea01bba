"""The log of a board can be narrowed down to a person, a group or a kind of entry."""

from __future__ import annotations

from incident.events import EVENTS
from web.board.logkinds import KINDS


def test_every_entry_is_of_a_kind_that_has_a_name() -> None:
    assert {e.__module__.rpartition(".")[2] for e in EVENTS.values()} == set(KINDS)

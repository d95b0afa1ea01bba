"""The table, the handlers, the fold and the wire names are one whole."""

from __future__ import annotations

from typing import get_args

from incident.commands import COMMANDS
from incident.decide import HANDLERS
from incident.events import EVENTS
from incident.evolve import EVOLVE
from incident.lifecycle import CONSEQUENT, ROWS, TABLE, moves
from incident.model import sealed_fields
from incident.state import STAGES, Stage
from playbooks.schema import Action


def test_every_command_has_one_row_and_one_handler() -> None:
    assert {row.command for row in TABLE} == set(COMMANDS)
    assert len(TABLE) == len(ROWS)
    assert set(HANDLERS) == set(COMMANDS.values())


def test_every_event_is_folded_and_named_in_the_past() -> None:
    assert set(EVOLVE) == set(EVENTS.values())
    assert "AssessmentFields" not in EVENTS
    assert all(name == cls.__name__ for name, cls in EVENTS.items())


def test_rows_name_events_stages_and_authorities_that_exist() -> None:
    for row in TABLE:
        assert row.event in EVENTS, row
        assert set(row.stages) <= {*STAGES, "none"}, row
        assert (row.action is not None) == (row.who == "authority"), row
        if row.action is not None:
            assert row.action in {*get_args(Action), "propose", "decline"}, row
    assert {event for event, _, _ in CONSEQUENT} <= set(EVENTS)


def test_every_stage_can_be_reached_and_left_except_the_last() -> None:
    pairs = moves()
    assert set(get_args(Stage)) == {*STAGES, "none"}
    reached = {to for start, to in pairs if start != to}
    assert reached == set(STAGES)
    left = {start for start, to in pairs if start != to}
    assert left == {"none", *STAGES} - {"closed"}


def test_only_reporting_leaves_nothing_and_nothing_returns_there() -> None:
    assert [row.command for row in TABLE if "none" in row.stages] == ["ReportIncident"]
    assert all(to != "none" for _, to in moves())


def test_free_text_of_commands_is_sealed_in_events_of_the_same_name() -> None:
    """A text that a command seals must not lie open in the event that carries it."""
    sealed_somewhere = {n for cls in EVENTS.values() for n in sealed_fields(cls)}
    for command in COMMANDS.values():
        for name in sealed_fields(command):
            assert name in sealed_somewhere, f"{command.wire()}.{name}"

"""What people promised: sheets to sign, overrides to second, questions to answer, errors to
correct that the public or people of the response were told."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from incident.duties.clock import DutyClock, promise
from incident.notices import settled_at
from incident.state import Incident
from incident.warnings import corrected_at


def promises(state: Incident) -> Iterator[DutyClock]:
    """Signatures first, then questions, then corrections."""
    yield from _signatures(state)
    yield from _questions(state)
    yield from _corrections(state)


def open_promises(state: Incident) -> Iterator[tuple[str, datetime]]:
    """Id and time of each that is still open."""
    for promised in promises(state):
        if promised.done_at is None and promised.due_at is not None:
            yield promised.id, promised.due_at


def _signatures(state: Incident) -> Iterator[DutyClock]:
    for order in state.orders.values():
        yield promise(
            f"sign:{order.id}",
            "signature",
            order.id,
            order.said_at,
            order.sign_by,
            order.settled_at,
        )
    for mark in state.overrides.values():
        yield promise(
            f"second:{mark.id}",
            "second",
            mark.id,
            mark.at,
            mark.second_by,
            mark.seconded_at,
        )


def _questions(state: Incident) -> Iterator[DutyClock]:
    for asked in state.questions.values():
        yield promise(
            f"answer:{asked.id}",
            asked.sort,
            asked.id,
            asked.at,
            asked.answer_by,
            asked.answered_at,
        )


def _corrections(state: Incident) -> Iterator[DutyClock]:
    for warning in state.warnings.values():
        found, due, follows = warning.discovered_at, warning.correct_by, warning.follows
        if found is not None and due is not None and follows is not None:
            done = corrected_at(warning, state.warnings[follows])
            yield promise(f"correct:{warning.id}", "correction", warning.id, found, due, done)
    for notice in state.notices.values():
        if notice.found_at is not None and notice.correct_by is not None:
            done = settled_at(state, notice)
            yield promise(
                f"correct:{notice.id}", "correction", notice.id,
                notice.found_at, notice.correct_by, done,
            )  # fmt: skip

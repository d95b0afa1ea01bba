"""A fault that comes every round: whole once, then a line now and then, never silence."""

from __future__ import annotations

import logging

import pytest

from app.faults import REMIND_EVERY, FaultLog


def fault(text: str) -> Exception:
    try:
        raise ConnectionError(text)
    except ConnectionError as error:
        return error


def other() -> Exception:
    try:
        raise LookupError
    except LookupError as error:
        return error


def test_whole_once_then_short_and_seldom(caplog: pytest.LogCaptureFixture) -> None:
    faults = FaultLog()
    with caplog.at_level(logging.ERROR, logger="app.faults"):
        for n in range(3 * REMIND_EVERY):
            faults.tell("inc-1", fault(f"round {n}"))
    whole, *short = [r.getMessage() for r in caplog.records]
    assert whole.startswith("incident inc-1: ")
    assert ", in fault" in whole
    assert short == [
        f"incident inc-1: ConnectionError again, {n} times"
        for n in (2, REMIND_EVERY, 2 * REMIND_EVERY, 3 * REMIND_EVERY)
    ]


def test_another_error_and_another_incident_are_told_whole(
    caplog: pytest.LogCaptureFixture,
) -> None:
    faults = FaultLog()
    with caplog.at_level(logging.ERROR, logger="app.faults"):
        for incident, error in (("a", fault("x")), ("a", other()), ("b", fault("x"))):
            faults.tell(incident, error)
    assert all("the others go on: builtins." in r.getMessage() for r in caplog.records)
    assert len(caplog.records) == 3


def test_an_error_that_was_never_raised_is_told_too(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.ERROR, logger="app.faults"):
        FaultLog().tell("inc-1", ValueError("made by hand"))
    assert "inc-1" in caplog.text
    assert "go on: builtins.ValueError" in caplog.text
    assert "made by hand" not in caplog.text

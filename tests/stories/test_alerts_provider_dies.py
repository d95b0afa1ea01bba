"""The provider dies while it takes a message: nobody knows whether it went out. It goes out again,
says so, by another way; and it is not sent once more when the provider is back."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import text

from tests.fakes.twilio_server import Fault
from tests.stories.telephones import HEAD, Telephones, code_in, telephones


@pytest.fixture
def night(tmp_path: Path, database_url: str) -> Iterator[Telephones]:
    with telephones(tmp_path, database_url) as told:
        yield told


def reports(night: Telephones) -> list[str]:
    """What the head's telephone shows of the report itself."""
    return [said for said in night.texts(HEAD) if "【接报】" in said]


def attempts(night: Telephones, person: str) -> list[tuple[str, str, str | None]]:
    query = text(
        "SELECT channel, status, error_code FROM attempt"
        " WHERE person = :p AND key = 'entry-1' ORDER BY step"
    )
    with night.program.database.read() as connection:
        return [tuple(row) for row in connection.execute(query, {"p": person})]


@pytest.mark.parametrize("fault", ["cut", "500_after_acceptance", "not_json"])
def test_in_the_middle_of_a_message_it_is_sent_again_and_says_so(
    night: Telephones, fault: Fault
) -> None:
    night.fake.faults += [fault] * 20
    night.report()
    night.send()
    assert night.fake.reached[fault] >= 1
    assert len(reports(night)) == 1, "it was taken; only its answer was lost"
    night.fake.faults.clear()
    for _ in range(6):
        night.forward(seconds=5)
    first, *later = reports(night)
    spoken = "".join(call.form["Twiml"] for call in night.fake.calls)
    assert later or spoken, "the second within half a minute"
    for again in later:
        assert again.startswith("【重发】")
    (channel, status, _), *others = attempts(night, HEAD)
    assert (channel, status) == ("twilio", "superseded")
    assert others[-1][1] == "accepted"
    assert code_in(first)


def test_whoever_answers_the_message_that_nobody_was_sure_of_is_told_no_more(
    night: Telephones,
) -> None:
    night.fake.faults += ["cut"] * 20
    night.report()
    night.send()
    (said,) = reports(night)
    night.fake.faults.clear()
    night.writes(HEAD, f"收到 {code_in(said)}")
    assert ("entry-1", night.holder("emergency_head")) in night.state.answers
    for _ in range(20):
        night.forward(minutes=1)
    assert reports(night) == [said]


def test_dead_for_an_hour_everybody_is_called_by_a_human(night: Telephones) -> None:
    night.fake.faults += ["503_before"] * 10_000
    night.report()
    for _ in range(12):
        night.forward(minutes=1)
    query = text("SELECT person FROM call_entry WHERE key = 'entry-1' AND closed_at IS NULL")
    with night.program.database.read() as connection:
        listed = set(connection.execute(query).scalars())
    assert night.texts(HEAD) == []
    assert HEAD in listed

"""Three incidents in one night, and one telephone that is asked about all of them."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.stories.telephones import HEAD, NUMBERS, Telephones, code_in, telephones

PLACES = ("青石沟", "红石沟", "白石沟")


@pytest.fixture
def night(tmp_path: Path, database_url: str) -> Iterator[Telephones]:
    with telephones(tmp_path, database_url) as told:
        yield told


def reported(night: Telephones) -> dict[str, str]:
    """Three incidents at once; the code of each on the head's telephone."""
    found = {}
    for place in PLACES:
        night.report(place=place)
        night.send()
        (said,) = (t for t in night.texts(HEAD) if "【接报】" in t and place in t)
        found[night.incident] = code_in(said)
    return found


def answered(night: Telephones, incident: str) -> bool:
    return ("entry-1", HEAD) in night.program.desk.state(incident).answers


def test_a_bare_answer_is_for_none_and_the_three_codes_are_told(night: Telephones) -> None:
    codes = reported(night)
    assert len(set(codes.values())) == 3
    night.writes(HEAD, "收到")
    assert not any(answered(night, incident) for incident in codes)
    told = night.texts(HEAD)[-1]
    assert all(code in told for code in codes.values())


def test_each_is_answered_by_its_code_in_any_order_and_the_last_one_without(
    night: Telephones,
) -> None:
    codes = reported(night)
    first, second, third = codes
    night.writes(HEAD, f"收到 {codes[second]}")
    assert [answered(night, i) for i in codes] == [False, True, False]
    night.writes(HEAD, f"出发{codes[third]}")
    assert [answered(night, i) for i in codes] == [False, True, True]
    assert night.program.desk.state(third).answers["entry-1", HEAD].answer == "on_the_way"
    assert night.program.desk.state(first).answers == {}


def test_only_what_is_unanswered_rings_again(night: Telephones) -> None:
    codes = reported(night)
    first, second, third = codes
    for incident in (first, third):
        night.writes(HEAD, f"收到 {codes[incident]}")
    night.forward(minutes=3)
    mine = (call for call in night.fake.calls if call.form["To"] == NUMBERS[HEAD])
    said = "".join(call.form["Twiml"] for call in mine)
    reports = [place for place in PLACES if f"地点{place}，尚未核实" in said]
    assert reports == [PLACES[1]]
    assert not answered(night, second)

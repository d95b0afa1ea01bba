"""Whose posts count: those of this county, and of the place that the incident is at."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from sqlalchemy import text

from incident import commands as c
from incident.actors import actor_of
from incident.codec import Envelope
from runtime.refusal import Refused
from tests.incident.bench import COUNTY
from tests.incident.conftest import House

HEAD = "wutai-township-head-demo"
HERE = "wutai-township-demo"
ELSEWHERE = "wutai-township-elsewhere"


def posts(house: House, person: str, township: str | None, county: str = COUNTY) -> Sequence[str]:
    with house.database.read() as connection:
        envelope = Envelope("inc-1", county, "real")
        actor = actor_of(connection, person, envelope, house.clock.now(), None, township)
    return sorted(actor.posts)


@pytest.fixture
def two_townships(house: House) -> House:
    with house.database.write() as connection:
        connection.execute(
            text(
                "INSERT INTO township (id, jurisdiction, name, name_en, fictional) "
                "SELECT :id, jurisdiction, name, name_en, fictional FROM township WHERE id = :like"
            ),
            {"id": ELSEWHERE, "like": HERE},
        )
    return house


def test_the_head_of_the_township_counts_there_and_where_the_place_is_unknown(
    two_townships: House,
) -> None:
    assert posts(two_townships, HEAD, HERE) == ["township_head"]
    assert posts(two_townships, HEAD, None) == ["township_head"]


def test_the_head_of_another_township_has_no_say_here(two_townships: House) -> None:
    assert posts(two_townships, HEAD, ELSEWHERE) == []
    incident = two_townships.report(township=ELSEWHERE)
    with pytest.raises(Refused) as refused:
        two_townships.desk.put(incident, c.AddNote(note="我到了"), HEAD)
    assert refused.value.code == "not_authorised"
    here = two_townships.report(township=HERE)
    two_townships.desk.put(here, c.AddNote(note="我到了"), HEAD)


def test_a_post_in_another_county_counts_for_nothing_here(house: House) -> None:
    commander = "wutai-vice-magistrate"
    assert "vice_magistrate" in posts(house, commander, None)
    assert posts(house, commander, None, "lanshan") == []

"""The whole program through a night, killed twelve times: nobody is lost, nothing is sent twice
without a reason, and nothing after an answer."""

from __future__ import annotations

import random
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import text

from runtime.database import Database
from runtime.killpoints import POINTS
from tests.faults.exchange import Handed
from tests.faults.kills import Kill, case, control, drawn
from tests.faults.verdict import AGAIN, Course, Verdict, judge

Quiet = tuple[Course, dict[str, int], float]

NIGHTS = (
    ("after_keep", "before_commit", "before_expand", "before_send"),
    ("before_mark", "after_commit", "after_accept", "before_step"),
    ("before_told", "after_expand", "before_record", "after_step"),
)
"""Every point once; those that a night seldom comes by are first."""


@pytest.fixture(scope="module")
def quiet(tmp_path_factory: pytest.TempPathFactory) -> Quiet:
    return control(tmp_path_factory.mktemp("control") / "data")


def test_every_point_is_in_a_night() -> None:
    assert sorted(point for night in NIGHTS for point in night) == sorted(POINTS)


@pytest.mark.parametrize("number", range(len(NIGHTS)))
def test_a_night_with_four_kills(
    tmp_path: Path,
    database_url: str,
    quiet: Quiet,
    number: int,
) -> None:
    wanted, hits, took_s = quiet
    with case(tmp_path / "data", database_url) as night:
        for kill in drawn(NIGHTS[number], hits, took_s, random.Random(number)):
            assert night.killed(kill), f"{kill} was not passed"
        found = night.rests(wanted)
    assert (found.lost, found.unexplained, found.after_answer) == ((), (), ())


def test_what_is_lost_or_sent_twice_is_found(tmp_path: Path, quiet: Quiet) -> None:
    """The judge itself: it must be able to say that something is wrong."""
    wanted, _, _ = quiet
    with case(tmp_path / "data") as night:
        assert night.rests(wanted) == Verdict((), (), (), ())
        first, *rest = night.exchange.handed
        again = replace(first, attempt="att-again", text=f"{AGAIN}{first.text}")
        database = Database.open(night.url)

        def found(handed: list[Handed], *unknown: str) -> Verdict:
            return judge(database, handed, unknown, wanted)

        deputys = [h for h in rest if h.to != "+15555550105"]
        assert any("lanshan-deputy was not told" in said for said in found(deputys).lost)
        assert any(said.endswith("and never was") for said in found(rest).lost)
        same = found([first, first, *rest], first.attempt)
        assert len(same.unexplained) == 1, "one attempt is handed over once"
        assert len(found([first, again, *rest]).unexplained) == 1, "the first was known to be out"
        explained = found([first, again, *rest], first.attempt)
        assert (len(explained.duplicates), explained.unexplained) == (1, ())
        late = replace(first, after_answer=True)
        assert len(found([late, *rest]).after_answer) == 1
        with database.write() as connection:
            connection.execute(text("UPDATE inbound SET became = 'late' WHERE became = 'started'"))
        assert any(said.startswith("answers") for said in found([first, *rest]).lost)
        database.close()


@pytest.mark.parametrize("after_share", [0.3, 0.6])
def test_killed_at_any_moment(tmp_path: Path, quiet: Quiet, after_share: float) -> None:
    wanted, _, took_s = quiet
    with case(tmp_path / "data") as night:
        night.killed(Kill(after_s=after_share * took_s))
        found = night.rests(wanted)
    assert (found.lost, found.unexplained, found.after_answer) == ((), (), ())

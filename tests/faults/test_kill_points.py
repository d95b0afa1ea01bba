"""The process is killed at every named point; a start later, everybody has been told.

Killed is killed: ``os._exit`` in a process of its own, with nothing cleaned up. The provider is a
file, so that a message it accepted stays accepted.
"""

from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest
from sqlalchemy import text

from incident import commands as c
from incident.model import Spoken
from runtime.database import Database
from runtime.killpoints import EXIT_CODE, POINTS, hit
from tests.faults.kill_driver import FileProvider, work
from tests.notify.world import DESK, make_world

ROOT = Path(__file__).resolve().parents[2]


@dataclass
class Case:
    """An incident with a response, and everything told so far."""

    url: str
    incident: str
    provider: Path

    def killed_at(self, point: str) -> None:
        """Run the program until it is killed there; it must be hit."""
        arguments = [self.url, self.incident, str(self.provider), "60"]
        done = subprocess.run(
            [sys.executable, "-m", "tests.faults.kill_driver", *arguments],
            cwd=ROOT, env={**os.environ, "TAILINGS_KILL_AT": point}, timeout=60, check=False,
            capture_output=True,
        )  # fmt: skip
        assert done.returncode == EXIT_CODE, done.stderr.decode()

    def started_again(self) -> None:
        work(self.url, self.incident, self.provider, 120)

    def told(self) -> list[str]:
        if not self.provider.exists():
            return []
        return self.provider.read_text(encoding="utf-8").splitlines()

    def count(self, query: str) -> int:
        database = Database.open(self.url)
        with database.read() as connection:
            number = int(connection.execute(text(f"SELECT count(*) FROM {query}")).scalar_one())
        database.close()
        return number

    def ordered(self) -> int:
        return self.count("event WHERE type = 'WithdrawalOrdered'")

    def intended(self) -> int:
        return self.count("intent WHERE event = 'WithdrawalOrdered'")

    def being_sent(self) -> int:
        return self.count("attempt WHERE event = 'WithdrawalOrdered' AND status = 'sending'")


@pytest.fixture
def case(database_url: str, tmp_path: Path) -> Case:
    database = Database.open(database_url)
    world = make_world(database)
    incident = world.open()
    spoken = Spoken(on_behalf_of="rescue_chief", means="radio", said_at=world.clock.now())
    world.desk.put(incident, c.StartResponse(level=3, spoken=spoken), DESK)
    world.run(world.engine(FileProvider(tmp_path / "before")))
    database.close()
    return Case(database_url, incident, tmp_path / "provider")


def test_killed_before_the_commit_nothing_has_happened(case: Case) -> None:
    case.killed_at("before_commit")
    assert (case.ordered(), case.intended(), case.told()) == (0, 0, [])
    case.started_again()
    assert case.ordered() == 1
    assert len(case.told()) == 1
    assert "重发" not in case.told()[0]


def test_killed_after_the_commit_order_and_alert_are_both_there(case: Case) -> None:
    case.killed_at("after_commit")
    assert (case.ordered(), case.intended(), case.told()) == (1, 1, [])
    case.started_again()
    assert case.ordered() == 1, "the command that came again changed nothing"
    assert len(case.told()) == 1
    assert "重发" not in case.told()[0]


def test_killed_before_sending_it_is_sent_as_a_possible_repetition(case: Case) -> None:
    case.killed_at("before_send")
    assert (case.being_sent(), case.told()) == (1, [])
    case.started_again()
    (only,) = case.told()
    assert only.startswith("【重发】")
    assert case.being_sent() == 0


@pytest.mark.parametrize("point", ["after_accept", "before_record"])
def test_killed_after_the_provider_took_it_the_second_says_so(case: Case, point: str) -> None:
    case.killed_at(point)
    assert case.being_sent() == 1
    assert len(case.told()) == 1
    case.started_again()
    first, second = case.told()
    assert second == f"【重发】{first}"
    assert case.being_sent() == 0


def test_on_hold_a_human_asks_instead(case: Case) -> None:
    case.killed_at("before_record")
    database = Database.open(case.url)
    with database.write() as connection:
        connection.execute(text("UPDATE attempt SET on_unknown = 'hold'"))
    database.close()
    told = case.told()
    case.started_again()
    assert case.told() == told
    assert case.count("attempt WHERE status = 'unknown'") == 1
    assert case.count("call_entry WHERE reason = 'unknown'") == 1


def test_a_point_is_counted(tmp_path: Path) -> None:
    code = (
        "from runtime.killpoints import hit\n"
        "for n in range(1, 9):\n"
        "    print(n, flush=True)\n"
        "    hit('before_send')\n"
        "    hit('before_record')\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, timeout=60, check=False, capture_output=True,
        env={**os.environ, "TAILINGS_KILL_AT": "before_send:3"},
    )  # fmt: skip
    assert (done.returncode, done.stdout.split()) == (EXIT_CODE, [b"1", b"2", b"3"])


def test_points_do_nothing_in_operation_and_unknown_ones_are_refused(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for point in POINTS:
        hit(point)
    monkeypatch.setenv("TAILINGS_KILL_AT", "before_lunch")
    with pytest.raises(ValueError, match="before_lunch"):
        hit("before_send")

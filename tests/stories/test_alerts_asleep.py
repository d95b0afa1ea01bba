"""02:28 at night: the commander does not wake up. The way to a decision does not end there."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import text

from incident import commands as c
from tests.stories.telephones import (
    COMMANDER,
    DEPUTY,
    DUTY,
    Telephones,
    proposed,
    secret_in,
    telephones,
)


@pytest.fixture
def night(tmp_path: Path, database_url: str) -> Iterator[Telephones]:
    with telephones(tmp_path, database_url) as told:
        yield told


def called(night: Telephones, key: str) -> set[str]:
    """Who is on the telephone list about an alert."""
    query = text("SELECT person FROM call_entry WHERE key = :key AND closed_at IS NULL")
    with night.program.database.read() as connection:
        return set(connection.execute(query, {"key": key}).scalars())


def test_nobody_answers_and_it_goes_on_to_the_deputy_and_the_desk(night: Telephones) -> None:
    key = proposed(night)
    assert "【请审定】" in night.texts(COMMANDER)[-1]
    assert called(night, key) == {COMMANDER}, "at once: the plan has them called first"

    night.forward(minutes=2)
    assert night.calls(COMMANDER) == 0
    night.forward(minutes=1)
    assert night.calls(COMMANDER) == 1, "03:00 after: another way, the telephone rings"

    night.forward(minutes=2)
    assert called(night, key) == {COMMANDER}, "05:00 after: the same line, still open"

    assert night.texts(DEPUTY) == []
    night.forward(minutes=5)
    (instead,) = night.texts(DEPUTY)
    assert instead.startswith("【代：县政府分管副县长未答复】【请审定】"), "10:00 after"
    assert called(night, key) == {COMMANDER, DEPUTY}, "and the deputy is called first too"

    assert (key, COMMANDER) not in night.state.unreached
    night.forward(minutes=10)
    assert (key, COMMANDER) in night.state.unreached, "20:00 after: the desk, in red"
    assert '<div class="urgent"><dt>未联系上</dt>' in night.page("/")
    for _ in range(2):  # one message a minute to one telephone: it waits behind another
        night.forward(minutes=1)
    (told,) = [said for said in night.texts(DUTY) if "【未联系上】" in said]
    assert "县政府分管副县长自05-17 02:28起未联系上" in told
    assert night.state.level is None, "nobody decided, and nothing decided in their place"


def test_the_deputy_decides_from_bed_and_the_commander_is_let_sleep(night: Telephones) -> None:
    proposed(night)
    for _ in range(10):
        night.forward(minutes=1)
    said = len(night.texts(COMMANDER))
    night.writes(DEPUTY, f"启动 {secret_in(night.texts(DEPUTY)[-1])}")
    assert night.state.level == 2
    assert "已按您的指令启动" in "".join(night.texts(DEPUTY))
    night.forward(minutes=3)
    later = night.texts(COMMANDER)[said:]
    assert not any("请审定" in words for words in later), "the decision is made: nobody asks again"


def test_awake_at_last_the_commanders_late_order_is_answered_in_words(night: Telephones) -> None:
    proposed(night)
    secret = secret_in(night.texts(COMMANDER)[-1])
    for _ in range(10):
        night.forward(minutes=1)
    night.writes(DEPUTY, f"启动 {secret_in(night.texts(DEPUTY)[-1])}")
    assert night.became() == ["started"]
    night.writes(COMMANDER, f"启动 {secret}")
    assert sorted(map(str, night.became())) == ["refused", "started"]
    assert "未执行" in night.texts(COMMANDER)[-1]
    started = [e for e in night.log() if e == "ResponseStarted"]
    assert len(started) == 1


def test_the_call_list_closes_when_the_commander_answers_the_telephone(night: Telephones) -> None:
    key = proposed(night)
    for _ in range(5):
        night.forward(minutes=1)
    assert COMMANDER in called(night, key)
    answer = c.AnswerAlert(alert=key, person=COMMANDER, means="telephone")
    night.put(answer, "duty_officer")
    assert COMMANDER not in called(night, key)
    for _ in range(20):
        night.forward(minutes=1)
    assert "请审定" not in "".join(night.texts(DEPUTY))
    assert (key, COMMANDER) not in night.state.unreached

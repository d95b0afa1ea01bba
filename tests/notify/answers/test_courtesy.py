"""An alert goes before a helpful reply, whatever the channel is."""

from __future__ import annotations

from dataclasses import replace

import pytest

from notify.answers.courtesy import UNSAID, UNSAID_ORDER
from tests.notify.test_answers import (
    CHIEFS_PHONE,
    COMMANDERS_PHONE,
    TWO_WAY,
    VICE,
    Line,
    Modem,
    proposing,
    secret_in,
)
from tests.notify.world import World
from web.calls.words import why_called


def line_of(world: World, budget: int) -> Line:
    modem = Modem(name="modem", capabilities=replace(TWO_WAY, daily_budget=budget))
    return Line(world, modem, world.engine(modem))


@pytest.mark.parametrize(("budget", "words"), [(3, 1), (2, 0)])
def test_the_last_message_of_a_number_is_kept_for_an_alert(
    world: World, budget: int, words: int
) -> None:
    line = line_of(world, budget)
    line.open()
    assert line.write(CHIEFS_PHONE, "在哪里？") == "unclear"
    assert len(line.world.rows("SELECT id FROM attempt WHERE event = 'Reply'")) == words
    (row,) = line.world.rows("SELECT code FROM inbound")
    assert row["code"] == (None if words else UNSAID)


def test_who_started_a_response_and_was_not_told_so_is_called(world: World) -> None:
    line = line_of(world, 2)
    incident = proposing(line)
    secret = secret_in(line.modem.to(VICE)[-1])
    before = len(line.modem.to(VICE))
    assert line.write(COMMANDERS_PHONE, f"启动 {secret}") == "started"
    assert line.world.desk.state(incident).level == 2
    assert not any("已按您的指令启动" in text for text in line.modem.to(VICE)[before:])
    rows = line.world.rows("SELECT person, reason FROM call_entry WHERE closed_at IS NULL")
    assert (VICE, UNSAID_ORDER) in {(row["person"], row["reason"]) for row in rows}
    assert "启动" in why_called(UNSAID_ORDER).say("zh")

"""Two who may decide decide the same at the same time, one on the page and one by message: the
decision is taken once, and the other is told so in words."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from incident import commands as c
from incident.decisions import open_decisions
from incident.model import DecidedOn
from runtime.refusal import Refused
from tests.stories.telephones import COMMANDER, DEPUTY, Telephones, proposed, secret_in, telephones


@pytest.fixture
def night(tmp_path: Path, database_url: str) -> Iterator[Telephones]:
    with telephones(tmp_path, database_url) as told:
        yield told


def seen(night: Telephones) -> DecidedOn:
    """What the page shows now, as it sends it back."""
    state = night.state
    offered = {d.id: d for d in open_decisions(state, night.program.shelf.get(state.plan))}
    return DecidedOn(decision="start:2", version=offered["start:2"].version)


def press(night: Telephones, shown: DecidedOn) -> None:
    """The deputy presses on the page what it showed."""
    command = c.StartResponse(level=2, decided_on=shown)
    night.program.desk.put(night.incident, command, DEPUTY)


def test_the_page_is_first_and_the_message_is_answered_in_words(night: Telephones) -> None:
    proposed(night)
    secret = secret_in(night.texts(COMMANDER)[-1])
    press(night, seen(night))
    night.writes(COMMANDER, f"启动 {secret}")
    told = night.texts(COMMANDER)[-1]
    assert told.startswith("未执行：")
    assert len(told) > len("未执行：") + 5, "it says why"
    assert night.log().count("ResponseStarted") == 1


def test_the_message_is_first_and_the_page_is_refused_in_words(night: Telephones) -> None:
    proposed(night)
    secret, shown = secret_in(night.texts(COMMANDER)[-1]), seen(night)
    night.writes(COMMANDER, f"启动 {secret}")
    assert any(said.startswith("已按您的指令启动") for said in night.texts(COMMANDER))
    with pytest.raises(Refused) as refused:
        press(night, shown)
    assert refused.value.sentence.say("zh")
    assert night.log().count("ResponseStarted") == 1


def test_at_the_same_moment_one_wins_and_the_other_is_told(night: Telephones) -> None:
    proposed(night)
    secret, shown = secret_in(night.texts(COMMANDER)[-1]), seen(night)
    night.keeps(COMMANDER, f"启动 {secret}")
    ready, refusals = threading.Barrier(2), list[Refused]()

    def on_the_page() -> None:
        ready.wait(timeout=10)
        try:
            press(night, shown)
        except Refused as refused:
            refusals.append(refused)

    page = threading.Thread(target=on_the_page)
    page.start()
    ready.wait(timeout=10)
    night.send()
    page.join(timeout=30)
    night.send()
    assert night.state.level == 2
    assert night.log().count("ResponseStarted") == 1
    answers = [t for t in night.texts(COMMANDER) if t.startswith(("未执行：", "已按您的指令启动"))]
    assert len(answers) == 1, "whoever ordered by message always hears what came of it"
    assert bool(refusals) == answers[0].startswith("已按您的指令启动"), "one of the two won"


def test_both_by_message_with_secrets_of_their_own(night: Telephones) -> None:
    proposed(night)
    first = secret_in(night.texts(COMMANDER)[-1])
    for _ in range(10):
        night.forward(minutes=1)
    second = secret_in(night.texts(DEPUTY)[-1])
    assert first != second
    night.keeps(DEPUTY, f"启动 {second}")
    night.keeps(COMMANDER, f"启动 {first}")
    night.send()
    told = "".join(night.texts(DEPUTY)) + "".join(night.texts(COMMANDER))
    assert told.count("已按您的指令启动") == 1
    assert told.count("未执行：") == 1
    assert night.log().count("ResponseStarted") == 1

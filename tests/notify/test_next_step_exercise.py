"""A message of an exercise goes once more as a real one does: its marks stand around it and are no
part of how it is answered."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from incident import commands as c
from notify.channel import Capabilities, Unknown
from notify.text import EXERCISE, RESENT
from runtime.language import Lang
from tests.notify.arming.night import DRILLS, EX_CHIEF, NUMBERS, arm, with_telephones
from tests.notify.test_answers import Line, Modem, asks_the_authority, secret_in
from tests.notify.test_escalation import with_ladder
from tests.notify.test_next_step import ELSEWHERE, HERE
from tests.notify.world import World

DEAF = replace(DRILLS, two_way=False)
SPOKEN = replace(DEAF, voice=True)
BY_CLOCK = re.compile(r"(\d\d:\d\d)前| by (\d\d:\d\d)(?!\d)")


def armed(world: World, lang: Lang, *channels: Modem) -> tuple[Line, str]:
    """An exercise whose chief is told on a real telephone, and is asked until when."""
    with_telephones(world)
    with_ladder(world)
    with world.database.write() as connection:
        connection.exec_driver_sql(f"UPDATE person SET lang = '{lang}' WHERE id = '{EX_CHIEF}'")
    line = Line(world, channels[0], world.engine(*channels, base_url=HERE))
    incident = world.open("exercise")
    arm(world, incident, EX_CHIEF, channels=tuple(channel.name for channel in channels))
    return line, incident


def settle(line: Line) -> None:
    """Until it was sent once more, and before anybody else is told."""
    for _ in range(3):
        line.world.run(line.engine)
        line.world.forward(10)


def until(text: str) -> str:
    """The one time that an answer is asked for by, as its reader sees it."""
    (found,) = BY_CLOCK.findall(text)
    return "".join(found)


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("able", [DRILLS, DEAF], ids=["reply", "link"])
def test_after_doubt_it_goes_in_the_very_words(
    world: World, able: Capabilities, lang: Lang
) -> None:
    """The same code or link and the same limit: who got the first has what the second says."""
    phone = Modem(name="twilio", capabilities=able, outcomes=[Unknown("timeout")])
    line, _ = armed(world, lang, phone)
    settle(line)
    once, again = phone.to(EX_CHIEF)
    drill = EXERCISE[lang]
    assert until(once)
    assert again == f"{drill}{RESENT[lang]}{once.removeprefix(drill)}"


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("able", [DRILLS, DEAF, SPOKEN], ids=["reply", "link", "call"])
def test_by_another_way_it_asks_for_an_answer_by_the_same_time(
    world: World, able: Capabilities, lang: Lang
) -> None:
    first = Modem(name="twilio", capabilities=able, outcomes=[ELSEWHERE])
    second = Modem(name="second", capabilities=DEAF if able.two_way else DRILLS)
    line, _ = armed(world, lang, first, second)
    settle(line)
    (said,), (told,) = first.to(EX_CHIEF), second.to(EX_CHIEF)
    assert until(told) == until(said)
    assert told.startswith(EXERCISE[lang])
    assert told.endswith(EXERCISE[lang])
    assert told.count(EXERCISE[lang]) == 2


def test_the_figures_of_an_order_count_that_came_after_all(world: World) -> None:
    """Sent again after doubt it offers the same: who writes the first figures is not told that they
    are over."""
    phone = Modem(name="twilio", capabilities=DRILLS)
    asks_the_authority(Line(world, phone, world.engine(phone)))
    line, incident = armed(world, "zh", phone)
    settle(line)
    phone.sent.clear()
    phone.outcomes = [Unknown("timeout")]
    world.desk.put(incident, c.Propose(action="start", level=2), EX_CHIEF)
    settle(line)
    once, again = (secret_in(text) for text in phone.to(EX_CHIEF))
    assert once == again
    assert line.write(NUMBERS[EX_CHIEF], f"启动 {once}") == "started"
    assert world.desk.state(incident).level == 2

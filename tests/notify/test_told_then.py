"""Who was told, at a past minute: what was known of each message then, whatever came since."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta

import pytest
from sqlalchemy import update
from sqlmodel import col

from incident import commands as c
from incident.evolve import fold
from incident.log import read
from notify.channel import Accepted, Outcome, Permanent, Temporary, Unknown
from notify.stop import stop
from notify.tables import AttemptRow, WatchRow
from tests.notify.test_times import reported
from tests.notify.test_told import CHIEF, PROFILE, alarmed, chief
from tests.notify.world import DESK, NOON, Scripted, World
from web.board.cells import told_step
from web.board.minute import Minute
from web.board.told import ToldList, told_list


def then(world: World, incident: str, seconds: float, **more: bool) -> ToldList:
    """The list as it was so many seconds after noon."""
    at = Minute.of(NOON + timedelta(seconds=seconds), None)
    with world.database.read() as connection:
        log = [e for e in read(connection, incident) if e.recorded_at <= at.incident]
        return told_list(connection, fold(incident, log), at, **more)


def word(world: World, incident: str, seconds: float) -> str:
    return told_step(chief(then(world, incident, seconds)), "zh")


def test_delivered_and_read_count_from_the_second_at_which_they_were(world: World) -> None:
    incident = alarmed(world, Accepted("p1"))
    world.forward(600)
    reported(world, "delivered", NOON + timedelta(seconds=240))
    reported(world, "read", NOON + timedelta(seconds=420))
    assert [word(world, incident, s) for s in (0, 239, 240, 420)] == [
        "已发出", "已发出", "已送达", "已读",
    ]  # fmt: skip
    assert then(world, incident, 239).standing["delivered"] == 0
    assert then(world, incident, 240).standing["delivered"] == 1
    assert then(world, incident, 419).read == 0


def handed_over_at(world: World, seconds: float) -> None:
    """As if the channel had been asked only then, and had answered 20 seconds later."""
    asked = NOON + timedelta(seconds=seconds)
    row = {"claimed_at": asked, "accepted_at": asked + timedelta(seconds=20)}
    with world.database.write() as connection:
        connection.execute(update(AttemptRow).where(col(AttemptRow.person) == CHIEF).values(row))


def test_before_it_was_handed_over_it_was_not_sent_and_then_on_its_way(world: World) -> None:
    incident = alarmed(world, Accepted("p1"))
    handed_over_at(world, 300)
    assert [word(world, incident, s) for s in (299, 310, 320)] == ["待发出", "正在发出", "已发出"]
    assert then(world, incident, 299).standing["unsent"] == 1


@pytest.mark.parametrize(
    ("outcome", "said"),
    [
        (Temporary("too_fast"), "暂时失败，将再试"),
        (Permanent("bad_number"), "发送失败，不再重发"),
        (Unknown("cut_after_handover"), "结果未知"),
    ],
)
def test_what_failed_or_was_in_doubt_later_had_not_yet(
    world: World, outcome: Outcome, said: str
) -> None:
    incident = alarmed(world, outcome)
    late: Mapping[str, object] = {"failed_at": NOON + timedelta(seconds=90)}
    if isinstance(outcome, Unknown):
        late = {"unknown_at": NOON + timedelta(seconds=90)}
    with world.database.write() as connection:
        connection.execute(update(AttemptRow).values(late))
    assert word(world, incident, 89) == "正在发出"
    assert then(world, incident, 89).standing["unknown"] == 0
    assert word(world, incident, 90) == said


def test_failed_for_now_was_so_until_the_next_try_went_out(world: World) -> None:
    incident = alarmed(world, Temporary("too_fast"))
    world.forward(60)
    world.run(world.engine(Scripted(), profile=PROFILE))
    assert word(world, incident, 59) == "暂时失败，将再试"
    assert word(world, incident, 60) == "已发出"


def test_of_tries_whose_times_were_not_kept_nothing_is_claimed(world: World) -> None:
    """It failed twice; when the first time was, a later failure has overwritten."""
    incident = alarmed(world, Temporary("too_fast"))
    world.forward(60)
    world.run(world.engine(Scripted(outcomes=[Temporary("too_fast")] * 20), profile=PROFILE))
    told = then(world, incident, 30)
    assert told_step(chief(told), "zh") == "已试发，当时结果未留存"
    assert told.standing["unknown"] == len(told.people)
    assert told.standing["unsent"] == 0


def test_what_was_stopped_at_a_time_that_nobody_kept_is_not_called_stopped_before(
    world: World,
) -> None:
    incident = alarmed(world, Temporary("too_fast"))
    world.forward(60)
    with world.database.write() as connection:
        stop(connection, lambda table: [col(table.incident) == incident], world.clock.now())
    assert word(world, incident, 30) == "已试发，当时结果未留存"


def test_an_answer_and_the_end_of_asking_count_from_when_they_came(world: World) -> None:
    incident = alarmed(world, Accepted("p1"))
    world.forward(120)
    said = c.AnswerAlert(alert="entry-1", person=CHIEF, means="telephone", answer="on_the_way")
    world.desk.put(incident, said, DESK)
    before, after = chief(then(world, incident, 119)), chief(then(world, incident, 120))
    assert (told_step(before, "zh"), before.ended) == ("已发出", None)
    assert told_step(after, "zh") == "已出发"
    with world.database.read() as connection:
        now = chief(told_list(connection, world.desk.state(incident)))
    assert after.ended == now.ended


def test_the_next_step_of_a_past_minute_is_not_kept_and_the_end_of_steps_is(world: World) -> None:
    incident = alarmed(world, Accepted("p1"))
    watch = {
        "id": "w", "incident": incident, "jurisdiction": "lanshan", "mode": "real",
        "key": "entry-1", "person": CHIEF, "alert": "reported", "plan": "p", "intents": [],
        "phase": "answer", "taken": 3, "asked": 0, "set_at": NOON, "due_at": None,
        "closed_at": NOON + timedelta(minutes=20), "closed_why": "exhausted",
    }  # fmt: skip
    with world.database.write() as connection:
        connection.execute(WatchRow.__table__.insert().values(watch))  # type: ignore[attr-defined]
    assert chief(then(world, incident, 1199)).ended is None
    assert chief(then(world, incident, 1199)).next_at is None
    assert chief(then(world, incident, 1200)).ended == "exhausted"


def test_who_was_told_later_is_not_on_the_list_of_a_minute_before(world: World) -> None:
    world.forward(60)
    incident = alarmed(world, Accepted("p1"))
    assert chief(then(world, incident, 60)).step == 1
    assert then(world, incident, 59).people == ()


def test_in_an_exercise_of_another_night_messages_have_the_time_of_this_one(world: World) -> None:
    """Its log says spring; the messages were written here, at noon."""
    incident = alarmed(world, Accepted("p1"))
    spring = NOON - timedelta(days=60)
    with world.database.read() as connection:
        state = world.desk.state(incident)
        told = told_list(connection, state, Minute(spring, NOON))
        assert chief(told).step == 1
        before = Minute(spring, NOON - timedelta(seconds=1))
        assert told_list(connection, state, before).people == ()

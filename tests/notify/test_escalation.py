"""Nobody answers: the next way, the next person, the desk; and silence after an answer."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from incident import commands as c
from notify.channel import Permanent
from notify.escalation import act_by, answer_by, move, onward
from playbooks.lookup import Playbook
from playbooks.schema import Escalation, Rung
from tests.notify.test_expand import with_villages
from tests.notify.world import DESK, Scripted, World

CHIEF, VICE = "lanshan-chief", "lanshan-vice"


def ladder(**more: Any) -> Escalation:
    rungs = (
        Rung(after_min=2, do="again"),
        Rung(after_min=1, do="call"),
        Rung(after_min=3, do="deputy"),
        Rung(after_min=4, do="posts", posts=("rescue_vice",)),
        Rung(after_min=5, do="desk"),
    )
    given: dict[str, Any] = {"id": "flash", "urgency": "flash", "rungs": rungs, "local": True}
    return Escalation(**(given | more))


def with_ladder(world: World, **more: Any) -> None:
    """The plan in force gets steps for flash alerts."""
    plan = world.shelf.current("lanshan").plan
    changed = {"escalation": (ladder(**more),)}
    world.shelf.put_in_force(Playbook.of(plan.model_copy(update=changed)))


def answer(world: World, incident: str, person: str, given: str = "acknowledged") -> None:
    command = c.AnswerAlert(alert="entry-1", answer=given, means="message")  # type: ignore[arg-type]
    world.desk.put(incident, command, person)


def watches(world: World, incident: str) -> dict[str, tuple[object, ...]]:
    rows = world.rows(
        "SELECT person, phase, taken, closed_why FROM watch WHERE incident = :i AND key = 'entry-1'"
        " ORDER BY person",
        i=incident,
    )
    return {
        r["person"].removeprefix("lanshan-"): (r["phase"], r["taken"], r["closed_why"])
        for r in rows
    }


def minutes(world: World, number: float) -> None:
    world.forward(60 * number)
    world.run(world.engine())


def test_the_steps_follow_one_another_over_all_rounds() -> None:
    twice = ladder(rounds=2)
    taken, at, seen = 0, datetime(2024, 6, 1, tzinfo=UTC), []
    start = at
    while (step := move(twice, taken)) is not None:
        at = step.due(at)
        seen.append((step.rung.do, step.round, (at - start) // timedelta(minutes=1)))
        taken = step.number + 1
    assert seen == [
        ("again", 1, 2), ("call", 1, 3), ("deputy", 1, 6), ("posts", 1, 10), ("desk", 1, 15),
        ("again", 2, 17), ("call", 2, 18), ("deputy", 2, 21), ("posts", 2, 25), ("desk", 2, 30),
    ]  # fmt: skip


def test_an_answer_comes_first_until_others_are_told() -> None:
    told = datetime(2024, 6, 1, tzinfo=UTC)
    twice = ladder(rounds=2)

    def after(taken: int) -> int | None:
        until = answer_by(twice, taken, told)
        return None if until is None else (until - told) // timedelta(minutes=1)

    assert [after(taken) for taken in range(6)] == [6, 4, 3, 4, 5, 6]
    assert after(10) is None, "nothing follows any more"


def test_each_message_says_until_when_it_is_to_be_answered(world: World) -> None:
    """By the clock of the county, and the same moment in the second message as in the first."""
    with_ladder(world)
    world.open()
    world.run(world.engine())
    for each in (2.1, 1, 3, 4):
        minutes(world, each)
    first, second, *_ = world.texts()["sim:0002"]
    assert "\n12:06前回" in str(first)
    assert "\n12:06前回" in str(second)
    assert "岚山县救援局】" in str(first)
    (instead,) = world.texts()["sim:0003"]
    assert "Reply by 12:15 " in str(instead)
    assert " - Lanshan Rescue Bureau" in str(instead)


def test_where_the_plan_knows_no_time_none_is_said(world: World) -> None:
    world.open()
    world.run(world.engine())
    assert all("前回" not in str(text) for texts in world.texts().values() for text in texts)


def test_who_stands_in_is_asked_by_every_way_and_leads_to_nobody_else() -> None:
    taken, seen = 0, []
    while (step := move(ladder(), taken, stand_in=True)) is not None:
        seen.append(step.rung.do)
        taken = step.number + 1
    assert seen == ["again", "call"]


def test_who_declines_leads_to_others_at_once() -> None:
    step = onward(ladder(), 1)
    assert step is not None
    assert step.rung.do == "deputy"
    assert onward(ladder(), 5) is None
    assert act_by(ladder(), datetime(2024, 6, 1, tzinfo=UTC)) is None


def test_without_an_answer_the_next_way_the_next_person_and_the_desk(world: World) -> None:
    with_ladder(world)
    incident = world.open()
    world.run(world.engine())
    assert len(world.texts()["sim:0002"]) == 1
    minutes(world, 1.9)
    assert len(world.texts()["sim:0002"]) == 1
    minutes(world, 0.2)
    second = world.texts()["sim:0002"][1]
    assert second is not None
    assert second.startswith("【第2次，12:02】")
    minutes(world, 1)
    minutes(world, 3)
    minutes(world, 4)
    (instead,) = world.texts()["sim:0003"]
    assert instead is not None
    assert "in place of" in instead.lower()
    assert "PersonUnreachable" not in world.events(incident)
    minutes(world, 5)
    assert world.events(incident).count("PersonUnreachable") == 2, "the chief, and the desk itself"
    assert watches(world, incident)["chief"] == ("answer", 5, "exhausted")
    minutes(world, 60)
    assert len(world.texts()["sim:0002"]) == 2, "after the last step nothing more is sent"


def test_the_other_way_is_the_next_number_of_the_same_person(world: World) -> None:
    """Here no channel writes to a mobile number: it is for a human voice."""
    with_ladder(world, rungs=(Rung(after_min=2, do="other_way"), Rung(after_min=9, do="desk")))
    world.open()
    world.run(world.engine())
    minutes(world, 2)
    assert ("chief", 2, "calls", "accepted") in world.attempts()


def test_an_answer_ends_the_steps(world: World) -> None:
    with_ladder(world)
    incident = world.open()
    world.run(world.engine())
    answer(world, incident, CHIEF)
    answer(world, incident, DESK)
    minutes(world, 30)
    assert len(world.texts()["sim:0002"]) == 1
    assert "sim:0003" not in world.texts()
    assert watches(world, incident)["chief"] == ("answer", 0, "acknowledged")


def test_an_answer_between_the_look_and_the_step_wins(world: World) -> None:
    """The step is taken on a watch that is still open, in one transaction with its message."""
    with_ladder(world)
    incident = world.open()
    engine = world.engine()
    world.run(engine)
    world.forward(121)
    (name,) = (
        n for n in engine._climber.due(world.database, world.clock.now(), 10) if "chief" in n
    )
    answer(world, incident, CHIEF)
    with world.database.write() as connection:
        assert engine._climber.climb(connection, name, world.clock.now()) is None
    assert len(world.attempts()) == 2


def test_a_message_that_was_ready_is_not_sent_after_the_answer(world: World) -> None:
    with_ladder(world)
    incident = world.open()
    engine = world.engine()
    world.run(engine)
    world.forward(121)
    engine._climb()
    assert ("chief", 2, "simulated", "ready") in world.attempts()
    answer(world, incident, CHIEF)
    world.run(engine)
    assert len(world.texts()["sim:0002"]) == 1
    assert ("chief", 2, "simulated", "superseded") in world.attempts()


def test_the_steps_survive_the_program_and_a_machine_that_slept(world: World) -> None:
    """Another program takes them up; what was due long ago comes with the plan's gaps, not all at
    once."""
    with_ladder(world)
    incident = world.open()
    world.run(world.engine(worker="first"))
    world.forward(3 * 3600)
    world.run(world.engine(worker="second"))
    assert watches(world, incident)["chief"][1] == 1
    assert len(world.texts()["sim:0002"]) == 2
    minutes(world, 1)
    assert watches(world, incident)["chief"][1] == 2


@pytest.mark.parametrize("restarted", [False, True])
def test_a_clock_that_is_set_back_does_not_put_the_steps_off(world: World, restarted: bool) -> None:
    with_ladder(world)
    incident = world.open()
    engine = world.engine()
    world.run(engine)
    world.clock.at -= timedelta(hours=5)
    world.run(world.engine() if restarted else engine)
    assert watches(world, incident)["chief"][1] == 0
    minutes(world, 2)
    assert watches(world, incident)["chief"][1] == 1


def test_a_deputy_who_answers_ends_it_for_the_one_before(world: World) -> None:
    with_villages(world)
    with_ladder(world)
    plan = world.shelf.current("lanshan").plan
    urgent = tuple(a.model_copy(update={"urgency": "flash"}) for a in plan.alerts)
    world.shelf.put_in_force(Playbook.of(plan.model_copy(update={"alerts": urgent})))
    incident = world.open(dam="lanshan-d2")
    world.run(world.engine())
    assert "sim:0013" not in world.texts()
    for number in (2, 1, 3):
        minutes(world, number)
    (told,) = world.texts()["sim:0013"]
    assert told is not None
    assert told.startswith("【代：村长未答复】")
    answer(world, incident, "lanshan-v2-second")
    found = watches(world, incident)
    assert found["v2-contact"] == ("answer", 3, "stood_in")
    assert found["v2-second"] == ("answer", 0, "acknowledged")
    assert found["v1-contact"][2] is None, "the other village still waits"


def test_who_declines_is_followed_by_others_at_once(world: World) -> None:
    with_ladder(world)
    incident = world.open()
    world.run(world.engine())
    answer(world, incident, CHIEF, "declined")
    world.run(world.engine())
    minutes(world, 4)
    assert "sim:0003" in world.texts(), "no waiting for more of the chief's own numbers"
    assert len(world.texts()["sim:0002"]) == 1


def test_received_and_then_nothing_is_asked_again_and_then_told_to_the_desk(world: World) -> None:
    with_ladder(world, act_within_min=15)
    incident = world.open()
    world.run(world.engine())
    answer(world, incident, CHIEF)
    answer(world, incident, DESK, "on_the_way")
    assert watches(world, incident)["desk"] == ("answer", 0, "acting")
    minutes(world, 14)
    assert len(world.texts()["sim:0002"]) == 1
    minutes(world, 1)
    asked = world.texts()["sim:0002"][1]
    assert asked is not None
    assert asked.startswith("【您已确认，请报告行动情况，12:15】")
    minutes(world, 15)
    minutes(world, 15)
    assert watches(world, incident)["chief"] == ("action", 0, "no_action")
    assert world.events(incident).count("PersonUnreachable") == 1


def test_setting_out_is_action(world: World) -> None:
    with_ladder(world, act_within_min=15)
    incident = world.open()
    world.run(world.engine())
    answer(world, incident, CHIEF)
    answer(world, incident, CHIEF, "on_the_way")
    minutes(world, 60)
    assert watches(world, incident)["chief"] == ("action", 0, "acting")
    assert len(world.texts()["sim:0002"]) == 1


def test_where_one_answer_is_enough_it_ends_the_steps_for_all(world: World) -> None:
    with_ladder(world)
    plan = world.shelf.current("lanshan").plan
    one = tuple(a.model_copy(update={"confirm": "one"}) for a in plan.alerts)
    world.shelf.put_in_force(Playbook.of(plan.model_copy(update={"alerts": one})))
    incident = world.open()
    world.run(world.engine())
    answer(world, incident, DESK)
    assert watches(world, incident)["chief"] == ("answer", 0, "another_answered")


def test_a_dismissed_report_asks_nobody_any_more(world: World) -> None:
    with_ladder(world)
    incident = world.open()
    world.run(world.engine())
    dismissal = c.DismissReport(reason="误报。", evidence="村民把水渠放水看成溃坝。")
    world.desk.put(incident, dismissal, CHIEF)
    assert {why for _, _, why in watches(world, incident).values()} == {"over"}
    calls = world.rows("SELECT closed_at FROM call_entry WHERE key = 'entry-1'")
    assert calls
    assert all(row["closed_at"] is not None for row in calls)


@pytest.mark.parametrize("number", [3])
def test_a_number_that_takes_nothing_leads_on_at_once(world: World, number: int) -> None:
    """A message that certainly did not arrive is not waited for."""
    with_ladder(world)
    incident = world.open()
    provider = Scripted(outcomes=[Permanent("21211")] * number)
    world.run(world.engine(provider))
    assert watches(world, incident)["chief"][1] != 0


def test_who_does_something_acts_though_they_said_no_more(world: World) -> None:
    with_ladder(world, act_within_min=15)
    incident = world.open()
    world.run(world.engine())
    answer(world, incident, CHIEF)
    answer(world, incident, DESK)
    world.desk.put(incident, c.AddNote(note="已出车。"), CHIEF)
    minutes(world, 15)
    found = watches(world, incident)
    assert found["chief"] == ("action", 0, "acting")
    assert found["desk"] == ("action", 0, None), "asked again, and waited for"
    assert len(world.texts()["sim:0001"]) == 2


def test_who_cannot_come_and_has_nobody_behind_them_is_not_asked_again(world: World) -> None:
    """The plan's steps were for their own numbers only; they have answered."""
    with_ladder(world, rungs=(Rung(after_min=2, do="again"), Rung(after_min=1, do="call")))
    incident = world.open()
    world.run(world.engine())
    answer(world, incident, CHIEF, "declined")
    minutes(world, 30)
    assert watches(world, incident)["chief"] == ("answer", 0, "declined")
    assert len(world.texts()["sim:0002"]) == 1


def test_saying_received_twice_puts_off_nothing(world: World) -> None:
    """Otherwise a thumb on a button would keep the question away for ever."""
    with_ladder(world, act_within_min=15)
    incident = world.open()
    world.run(world.engine())
    answer(world, incident, CHIEF)
    minutes(world, 14)
    answer(world, incident, CHIEF)
    assert len(world.texts()["sim:0002"]) == 1
    minutes(world, 1)
    assert len(world.texts()["sim:0002"]) == 2, "asked what they do, 15 min after the first"


def test_who_acknowledged_and_cannot_be_asked_any_more_is_told_to_the_desk_at_once(
    world: World,
) -> None:
    with_ladder(world, act_within_min=15)
    incident = world.open()
    world.run(world.engine())
    answer(world, incident, CHIEF)
    answer(world, incident, DESK, "on_the_way")
    with world.database.write() as connection:
        world.vault.destroy(connection, CHIEF)
    minutes(world, 14)
    assert "PersonUnreachable" not in world.events(incident)
    minutes(world, 1)
    assert world.events(incident).count("PersonUnreachable") == 1, "not after two more questions"
    assert watches(world, incident)["chief"] == ("action", 0, "no_action")


STAND_IN_ONLY = (
    Rung(after_min=2, do="posts", posts=("rescue_vice",)),
    Rung(after_min=9, do="desk"),
)


def test_a_stand_in_who_certainly_did_not_get_it_leads_to_nobody_else(world: World) -> None:
    """The steps of the one before go on: the desk hears of both."""
    with_ladder(world, rungs=STAND_IN_ONLY)
    incident = world.open()
    provider = Scripted()
    engine = world.engine(provider)
    world.run(engine)
    answer(world, incident, DESK)
    provider.outcomes = [Permanent("21211")]
    world.forward(120)
    world.run(engine)
    assert [m.person for m in provider.sent if m.key == "entry-1"] == [DESK, CHIEF, VICE]
    assert watches(world, incident)["vice"] == ("answer", 0, "exhausted")
    assert watches(world, incident)["chief"] == ("answer", 1, None)
    assert ("entry-1", VICE) in world.desk.state(incident).unreached
    world.forward(9 * 60)
    world.run(engine)
    assert ("entry-1", CHIEF) in world.desk.state(incident).unreached


def test_a_clock_that_is_set_back_leaves_a_stand_in_without_steps_alone(
    world: World, caplog: pytest.LogCaptureFixture
) -> None:
    """Nothing is due for them: there is no time that could be moved."""
    with_ladder(world, rungs=STAND_IN_ONLY)
    incident = world.open()
    world.run(world.engine())
    minutes(world, 2)
    assert watches(world, incident)["vice"] == ("answer", 0, None)
    world.clock.at -= timedelta(hours=5)
    world.run(world.engine())
    assert [r for r in caplog.records if r.levelname == "ERROR"] == []
    minutes(world, 9)
    assert watches(world, incident)["chief"] == ("answer", 2, "exhausted")

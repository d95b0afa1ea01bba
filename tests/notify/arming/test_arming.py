"""Two people let an exercise ring real telephones, and it ends by itself."""

from __future__ import annotations

import pytest

from incident import commands as c
from incident.model import Override, Spoken
from runtime.refusal import Refused
from tests.notify.arming.night import EX_CHIEF, NUMBERS, arm, ask, provider, with_telephones
from tests.notify.world import DESK, EX_DESK, NOON, World

AGAIN = c.AddNote(note="第二段")


def start(world: World) -> str:
    with_telephones(world)
    return world.open("exercise")


def level(world: World, incident: str) -> None:
    """Something that people are told of."""
    world.desk.put(incident, c.StartResponse(level=2), EX_CHIEF)


def test_the_named_person_is_rung_and_everybody_else_stays_simulated(world: World) -> None:
    incident = start(world)
    arm(world, incident, EX_CHIEF)
    phone = provider()
    world.run(world.engine(phone))
    (sent,) = phone.sent
    assert (sent.address, sent.mode, sent.armed) == (NUMBERS[EX_CHIEF], "exercise", True)
    assert sent.text.startswith("【演练】")
    assert sent.text.endswith("【演练】")
    assert set(world.texts()) == {"sim:0501"}


def test_one_alone_rings_nobody(world: World) -> None:
    incident = start(world)
    ask(world, incident, EX_CHIEF)
    phone = provider()
    world.run(world.engine(phone))
    assert phone.sent == []
    assert set(world.texts()) == {"sim:0501", "sim:0502"}


@pytest.mark.parametrize(
    "more",
    [
        {},
        {"spoken": Spoken(on_behalf_of="rescue_chief", means="telephone",
                          said_at=NOON, witness=EX_CHIEF)},
        {"override": Override(reason="没有别人")},
    ],
    ids=["own", "spoken", "override"],
)  # fmt: skip
def test_nobody_confirms_what_they_asked_for(world: World, more: dict[str, object]) -> None:
    incident = start(world)
    command = c.ArmExercise(
        persons=(EX_CHIEF,), channels=("twilio",), minutes=5, reason="走一遍流程"
    )
    by = EX_DESK if more else EX_CHIEF
    given = {} if more else {"override": Override(reason="没有别人")}
    world.desk.put(incident, command.model_copy(update=given), by)
    confirm = c.ConfirmArming(arming="arming-1", person_count=1).model_copy(update=more)
    with pytest.raises(Refused) as refused:
        world.desk.put(incident, confirm, by)
    assert refused.value.code == "second_person"
    assert world.rows("SELECT * FROM armed") == []


def test_what_is_read_back_must_be_what_was_asked_for(world: World) -> None:
    incident = start(world)
    ask(world, incident, EX_CHIEF, EX_DESK)
    for command, code in (
        (c.ConfirmArming(arming="arming-1", person_count=1), "invalid"),
        (c.ConfirmArming(arming="arming-2", person_count=2), "unknown_item"),
        (c.Disarm(arming="arming-2"), "unknown_item"),
    ):
        with pytest.raises(Refused) as refused:
            world.desk.put(incident, command, EX_CHIEF)
        assert refused.value.code == code


@pytest.mark.parametrize(
    ("persons", "channels", "code"),
    [
        (("lanshan-chief",), ("twilio",), "unknown_person"),
        ((EX_CHIEF, EX_CHIEF), ("twilio",), "duplicate"),
        ((EX_CHIEF,), ("twilio", "twilio"), "duplicate"),
    ],
)
def test_only_the_exercises_own_people_are_named_each_once(
    world: World, persons: tuple[str, ...], channels: tuple[str, ...], code: str
) -> None:
    incident = start(world)
    command = c.ArmExercise(persons=persons, channels=channels, minutes=5, reason="试")
    with pytest.raises(Refused) as refused:
        world.desk.put(incident, command, EX_DESK)
    assert refused.value.code == code


def test_a_real_incident_is_never_armed(world: World) -> None:
    incident = world.open()
    command = c.ArmExercise(persons=(DESK,), channels=("twilio",), minutes=5, reason="试")
    with pytest.raises(Refused) as refused:
        world.desk.put(incident, command, DESK)
    assert refused.value.code == "mode_mixed"


def test_it_ends_at_its_time_and_the_log_says_so(world: World) -> None:
    incident = start(world)
    phone = provider()
    engine = world.engine(phone)
    world.run(engine)
    arm(world, incident, EX_CHIEF, minutes=10)
    world.forward(601)
    level(world, incident)
    world.run(engine)
    assert phone.sent == []
    assert world.events(incident).count("Disarmed") == 1
    arming = world.desk.state(incident).arming
    assert arming is not None
    assert not arming.in_force
    arm(world, incident, EX_CHIEF)
    assert world.rows("SELECT DISTINCT arming FROM armed ORDER BY arming") == [
        {"arming": "arming-1"}, {"arming": "arming-2"},
    ]  # fmt: skip


def test_either_of_the_two_ends_it_at_once(world: World) -> None:
    incident = start(world)
    phone = provider()
    engine = world.engine(phone)
    world.run(engine)
    arm(world, incident, EX_CHIEF)
    world.desk.put(incident, c.Disarm(arming="arming-1", reason="够了"), EX_CHIEF)
    level(world, incident)
    world.run(engine)
    assert phone.sent == []
    with pytest.raises(Refused):
        world.desk.put(incident, c.Disarm(arming="arming-1"), EX_DESK)


def test_a_second_arming_waits_for_the_end_of_the_first(world: World) -> None:
    incident = start(world)
    arm(world, incident, EX_CHIEF)
    with pytest.raises(Refused) as refused:
        ask(world, incident, EX_DESK)
    assert refused.value.code == "duplicate"


def test_a_real_incident_ends_it_before_anything_else_is_sent(world: World) -> None:
    incident = start(world)
    phone = provider()
    arm(world, incident, EX_CHIEF)
    real = world.open()
    world.run(world.engine(phone))
    assert {m.mode for m in phone.sent} == {"real"}
    assert sorted(m.address for m in phone.sent) == ["+15555550101", "+15555550102"]
    assert set(world.texts()) == {"sim:0501", "sim:0502"}
    assert world.events(incident)[-1] == "Disarmed"
    (row,) = world.rows("SELECT why FROM armed")
    assert row["why"] == "real_incident"
    with pytest.raises(Refused) as refused:
        ask(world, incident, EX_CHIEF)
    assert refused.value.code == "impossible"
    assert "Disarmed" not in world.events(real)


def test_reported_between_the_two_people_a_real_incident_keeps_it_from_being_armed(
    world: World,
) -> None:
    incident = start(world)
    ask(world, incident, EX_CHIEF)
    world.open()
    with pytest.raises(Refused) as refused:
        world.desk.put(incident, c.ConfirmArming(arming="arming-1", person_count=1), EX_CHIEF)
    assert refused.value.code == "impossible"


def test_it_ends_with_the_exercise(world: World) -> None:
    incident = start(world)
    arm(world, incident, EX_CHIEF)
    world.desk.put(incident, c.DismissReport(reason="演练结束", evidence="演练结束"), EX_CHIEF)
    world.run(world.engine(provider()))
    (row,) = world.rows("SELECT why FROM armed")
    assert row["why"] == "over"
    assert world.events(incident)[-1] == "Disarmed"


def test_what_waited_for_a_real_telephone_goes_to_the_simulated_one(world: World) -> None:
    """Written while it was armed, not handed over before it was disarmed."""
    incident = start(world)
    arm(world, incident, EX_CHIEF)
    phone = provider()
    engine = world.engine(phone)
    import asyncio

    asyncio.run(engine._expand())
    world.desk.put(incident, c.Disarm(arming="arming-1"), EX_DESK)
    phone.sent.clear()
    world.run(engine)
    assert [m for m in phone.sent if m.mode == "exercise"] == []
    assert "sim:0502" in world.texts()

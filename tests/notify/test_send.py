"""What becomes of a message: tried again, given up, sent twice on purpose, never lost."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import select
from sqlmodel import col

from incident import commands as c
from notify.channel import Accepted, Message, Outcome, Permanent, Temporary, Unknown
from notify.next_step import BACK_OFF_S
from notify.rows import columns
from notify.send import LEASE_S
from notify.settle import FAILS_BEFORE_ANOTHER, Settler
from notify.shortfall import note_shortfall, tell_shortfalls
from notify.tables import AttemptRow
from runtime.refusal import Refused
from tests.notify.test_intents import started
from tests.notify.world import DESK, Scripted, World

CHIEF = "lanshan-chief"


def to_chief(provider: Scripted) -> list[str]:
    return [m.text for m in provider.sent if m.person == CHIEF]


def refuse(*outcomes: Outcome) -> Scripted:
    """A provider that takes the desk's message and does as told with the chief's, one by one."""
    return Scripted(outcomes=[Accepted("d"), *outcomes])


def test_a_message_is_committed_as_sending_before_the_channel_is_asked(world: World) -> None:
    seen: list[str] = []

    class Looks(Scripted):
        async def send(self, message: object) -> Outcome:
            seen.extend(row["status"] for row in world.rows("SELECT status FROM attempt"))
            return Accepted("p")

    world.open()
    world.run(world.engine(Looks()))
    assert seen[:2] == ["sending", "sending"]
    assert {status for *_, status in world.attempts()} == {"accepted"}


def test_temporary_failure_backs_off_and_ends_on_the_call_list(world: World) -> None:
    incident = world.open()
    provider = refuse(*[Temporary("429")] * 9)
    engine = world.engine(provider)
    world.run(engine)
    for tries, wait_s in enumerate(BACK_OFF_S, start=1):
        assert len(to_chief(provider)) == tries
        world.forward(wait_s - 1)
        assert world.run(engine) == 0
        world.forward(1)
        world.run(engine)
    assert len(to_chief(provider)) == 1 + len(BACK_OFF_S)
    assert len(set(to_chief(provider))) == 1, "not marked as sent again: it never went out"
    assert ("chief", 1, "twilio", "failed_permanent") in world.attempts()
    (call,) = world.rows("SELECT person, reason FROM call_entry")
    assert call == {"person": CHIEF, "reason": "exhausted:429"}
    assert world.desk.state(incident).unreached[("entry-1", CHIEF)].tried == 6


def test_permanent_failure_is_not_tried_again(world: World) -> None:
    incident = world.open()
    provider = refuse(Permanent("21610"))
    engine = world.engine(provider)
    world.run(engine)
    world.forward(3600)
    world.run(engine)
    assert len(to_chief(provider)) == 1
    assert world.rows("SELECT person, reason FROM call_entry") == [
        {"person": CHIEF, "reason": "21610"}
    ]
    assert ("entry-1", CHIEF) in world.desk.state(incident).unreached
    assert world.events(incident).count("PersonUnreachable") == 1


def test_one_failing_message_holds_up_no_other(world: World) -> None:
    world.open()
    provider = Scripted(outcomes=[RuntimeError("a fault in a library")])
    world.run(world.engine(provider))
    rows = world.rows("SELECT status, error_code FROM attempt WHERE step = 1 ORDER BY status")
    assert [tuple(row.values()) for row in rows] == [
        ("accepted", None), ("superseded", "RuntimeError"),
    ]  # fmt: skip


def test_unknown_is_sent_again_and_says_so(world: World) -> None:
    world.open()
    provider = refuse(Unknown("timeout"))
    engine = world.engine(provider)
    world.run(engine)
    assert len(to_chief(provider)) == 1
    world.forward(BACK_OFF_S[0])
    world.run(engine)
    first, second = to_chief(provider)
    assert second == f"【重发】{first}"
    assert ("chief", 1, "twilio", "superseded") in world.attempts()
    assert ("chief", 2, "twilio", "accepted") in world.attempts()


def test_peer_06_a_provider_that_never_answers_ends_on_the_call_list(world: World) -> None:
    incident = world.open()
    provider = refuse(*[Unknown("timeout")] * 20)
    engine = world.engine(provider)
    for wait_s in (0.0, *BACK_OFF_S, 3600.0):
        world.forward(wait_s)
        world.run(engine)
    assert len(to_chief(provider)) == 1 + len(BACK_OFF_S)
    assert world.rows("SELECT person FROM call_entry") == [{"person": CHIEF}]
    assert ("entry-1", CHIEF) in world.desk.state(incident).unreached


def test_peer_06_unknown_on_hold_goes_to_the_call_list_instead(world: World) -> None:
    incident = started(world)
    world.run(world.engine(Scripted(outcomes=[Unknown("timeout")] * 20)))
    held = world.rows(
        "SELECT status FROM attempt WHERE event = 'ResponseStarted' AND channel = 'twilio'"
    )
    assert {row["status"] for row in held} == {"unknown"}
    calls = world.rows(
        "SELECT person, reason FROM call_entry WHERE event = 'ResponseStarted' ORDER BY position"
    )
    assert {row["reason"] for row in calls} == {"unknown", "channel"}
    assert "PersonUnreachable" in world.events(incident), "the liaison without an address"


def test_what_a_vanished_worker_was_sending_is_unknown_after_its_lease(world: World) -> None:
    world.open()
    with pytest.raises(Died):
        world.run(world.engine(_Dies(), worker="one"))
    assert {status for *_, status in world.attempts()} == {"sending"}
    two = Scripted()
    engine = world.engine(two, worker="two")
    assert engine.recover() == 0, "another worker's claims are left alone while they may live"
    world.forward(LEASE_S + 1)
    world.run(engine)
    world.forward(BACK_OFF_S[0])
    world.run(engine)
    assert len(to_chief(two)) == 1
    assert to_chief(two)[0].startswith("【重发】")


def test_recovery_takes_up_its_own_claims_at_once(world: World) -> None:
    world.open()
    with pytest.raises(Died):
        world.run(world.engine(_Dies()))
    engine = world.engine()
    assert engine.recover() == 2
    assert engine.recover() == 0
    world.forward(BACK_OFF_S[0])
    world.run(engine)
    # The provider was switched off with the restart: a human calls.
    reasons = world.rows("SELECT DISTINCT reason FROM call_entry WHERE key = 'entry-1'")
    assert reasons == [{"reason": "no_channel"}]


def test_nothing_is_sent_after_an_answer(world: World) -> None:
    incident = world.open()
    provider = refuse(Temporary("429"), Temporary("429"))
    engine = world.engine(provider)
    world.run(engine)
    answer = c.AnswerAlert(alert="entry-1", person=CHIEF, means="radio")
    world.desk.put(incident, answer, DESK)
    world.forward(3600)
    world.run(engine)
    assert len(to_chief(provider)) == 1
    assert ("chief", 1, "twilio", "superseded") in world.attempts()
    assert world.rows("SELECT id FROM call_entry") == []


@pytest.mark.parametrize("outcome", [Unknown("timeout"), Temporary("busy"), Permanent("bad")])
def test_an_answer_while_it_is_being_sent_stops_the_next_step(
    world: World, outcome: Outcome
) -> None:
    incident = world.open()

    class Answers(Scripted):
        async def send(self, message: object) -> Outcome:
            for person in (CHIEF, DESK):
                said = c.AnswerAlert(alert="entry-1", person=person, means="in_person")
                world.desk.put(incident, said, DESK, command_id=f"x{person}")
            return outcome

    world.run(world.engine(Answers()))
    assert {status for *_, status in world.attempts()} == {"superseded"}
    assert {step for _, step, *_ in world.attempts()} == {1}


def test_a_phone_that_is_off_is_called_while_the_system_waits(world: World) -> None:
    world.open()
    engine = world.engine(refuse(Temporary("30003", 1800, call_meanwhile=True)))
    world.run(engine)
    assert ("chief", 1, "twilio", "failed_temporary") in world.attempts()
    assert world.rows("SELECT reason FROM call_entry") == [{"reason": "30003"}]
    world.forward(1799)
    assert world.run(engine) == 0
    world.forward(1)
    assert world.run(engine) == 1


def test_the_most_urgent_goes_first(world: World) -> None:
    started(world)
    provider = Scripted()
    world.run(world.engine(provider))
    assert [m.event for m in provider.sent][:2] == ["IncidentReported"] * 2


def test_a_note_that_the_desk_refuses_is_kept_and_does_not_come_up_again(world: World) -> None:
    incident = world.open("exercise")
    world.run(world.engine())
    with world.database.write() as connection:
        row = {"incident": incident, "jurisdiction": "lanshan", "mode": "exercise"}
        about = {**row, "event": "IncidentReported", "key": "entry-1"}
        note_shortfall(connection, about, "desk", None, tried=1, now=world.clock.now())

    def refuses(*_: object, **__: object) -> object:
        raise Refused("impossible", field="stage", value="x", allowed="y")

    now = world.clock.now()
    assert tell_shortfalls(world.database, refuses, now, 10) == (1, ())
    assert tell_shortfalls(world.database, refuses, now, 10) == (0, ())
    assert world.rows("SELECT refused FROM shortfall") == [{"refused": "impossible"}]


class Died(BaseException):
    """As if the process had ended there."""


class _Dies(Scripted):
    async def send(self, message: object) -> Outcome:
        raise Died


@pytest.mark.parametrize(
    ("outcome", "rule"),
    [
        (Temporary("busy"), {}),
        (Permanent("bad"), {}),
        (Unknown("timeout"), {"on_unknown": "resend"}),
        (Unknown("timeout"), {"on_unknown": "hold"}),
        (Unknown("timeout"), {"on_unknown": "resend", "step": 99}),
    ],
)
def test_what_somebody_else_settled_first_stays(
    world: World, outcome: Outcome, rule: dict[str, object]
) -> None:
    world.open()
    world.run(world.engine(Scripted()))
    claimed = world.rows("SELECT * FROM attempt ORDER BY id")[0]
    before = world.attempts()
    # the claim of another try than the one that was settled
    late: Any = {**claimed, **rule, "tries": claimed["tries"] + 1}
    settler = Settler(world.letters())
    with world.database.write() as connection:
        assert not settler.settle(connection, late, outcome, world.clock.now())
    assert world.attempts() == before


def test_a_late_failure_opens_no_other_way_where_somebody_else_settled_first(world: World) -> None:
    """Else the person would get by the second provider what the first has delivered long ago."""
    world.open()
    channels = {"twilio": Scripted(), "second": Scripted(name="second")}
    world.run(world.engine(*channels.values()))
    first = select(*columns(AttemptRow)).order_by(col(AttemptRow.id)).limit(1)
    with world.database.read() as connection:
        claimed = connection.execute(first).mappings().one()
    before = world.attempts()
    late: Any = {**claimed, "tries": claimed["tries"] + 1}
    assert late["tries"] == FAILS_BEFORE_ANOTHER
    settler = Settler(world.letters(channels))
    with world.database.write() as connection:
        assert not settler.settle(connection, late, Temporary("busy"), world.clock.now())
        # The very claim that stands is another matter: it goes by the other provider.
        connection.exec_driver_sql("UPDATE attempt SET status = 'sending', tries = 2")
        assert settler.settle(connection, late, Temporary("busy"), world.clock.now())
    after = world.attempts()
    assert len(after) == len(before) + 1
    assert [(channel, status) for _, step, channel, status in after if step == 2] == [
        ("second", "ready")
    ]


def test_who_is_erased_while_a_message_is_under_way_gets_no_second(world: World) -> None:
    """Words and number are gone: there is nothing that could be sent again, and nobody to."""

    class Erases(Scripted):
        async def send(self, message: Message) -> Outcome:
            if message.person == CHIEF:
                with world.database.write() as connection:
                    world.vault.destroy(connection, CHIEF)
                self.outcomes = [Unknown("timeout")]
            return await super().send(message)

    world.open()
    provider = Erases()
    engine = world.engine(provider)
    world.run(engine)
    world.forward(3600)
    world.run(engine)
    assert len(to_chief(provider)) == 1
    of_chief = [one for one in world.attempts() if one[0] == "chief"]
    assert of_chief == [("chief", 1, "twilio", "superseded")]


def test_what_one_channel_cannot_carry_goes_by_another_one_and_not_to_and_fro(
    world: World,
) -> None:
    """A gateway has no approved words for it: the same message goes by the next way at once."""
    unfit = Permanent("no_template", elsewhere=True)
    gateway, other = Scripted(name="gateway", outcomes=[unfit] * 9), refuse(*[Temporary("x")] * 3)
    incident = world.open()
    engine = world.engine(gateway, other)
    world.run(engine)
    ways = [(step, way, how) for who, step, way, how in world.attempts() if who == "chief"]
    assert ways[:2] == [(1, "gateway", "superseded"), (2, "twilio", "failed_temporary")]
    assert to_chief(gateway) == to_chief(other), "not marked as sent again: it never went out"
    for _ in range(3):
        world.forward(60)
        world.run(engine)
    assert [way for who, _, way, _ in world.attempts() if who == "chief"].count("gateway") == 2
    assert world.desk.state(incident) is not None


def test_what_no_channel_carries_is_for_the_telephone_list(world: World) -> None:
    unfit = Permanent("no_template", elsewhere=True)
    world.open()
    world.run(world.engine(Scripted(outcomes=[Accepted("d"), unfit])))
    assert ("chief", 1, "twilio", "failed_permanent") in world.attempts()
    (call,) = world.rows("SELECT person, reason FROM call_entry")
    assert (call["person"], call["reason"]) == (CHIEF, "no_template")

"""What users of other alerting systems have complained about, and what happens here instead.

A name's number is the lesson's; ``tests/gates/test_peers.py`` sees that each has a test. Others
are beside what they test.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from itertools import pairwise

import pytest

from incident import commands as c
from incident.model import Spoken
from notify.channel import Accepted, Message, Outcome, Permanent, Reply, Unknown
from notify.channels.twilio.channel import Twilio
from notify.channelwords import abilities
from playbooks.load import load_plan
from playbooks.lookup import Playbook
from tests.fakes.twilio_signed import SENDER, SID, TOKEN
from tests.notify.test_answers import (
    CHIEF,
    CHIEFS_PHONE,
    COMMANDERS_PHONE,
    VICE,
    Line,
    code_in,
    proposing,
)
from tests.notify.test_answers import line as line  # noqa: PLC0414 - a fixture
from tests.notify.test_escalation import answer, minutes, watches, with_ladder
from tests.notify.world import DESK, PLAN, WORLDLY, Scripted, World, alert


def test_peer_02_a_stop_at_any_moment_loses_no_step(world: World) -> None:
    """A new program after every minute: the steps come as if one had run all night."""
    with_ladder(world)
    world.open()
    for minute in range(16):
        engine = world.engine(worker=f"program-{minute}")
        engine.recover()
        world.run(engine)
        world.forward(60)
    at = [row["at"] for row in world.rows("SELECT at FROM sim_message WHERE address='sim:0002'")]
    assert len(at) == 2
    (watch,) = world.rows("SELECT taken, closed_why FROM watch WHERE person = 'lanshan-chief'")
    assert (watch["taken"], watch["closed_why"]) == (5, "exhausted")


def test_peer_03_nothing_goes_out_after_an_answer_whatever_was_prepared(world: World) -> None:
    """Whether the next message is due, ready, resting after a failure or unknown."""
    with_ladder(world)
    outcomes: list[Outcome | Exception] = [Accepted("p"), Permanent("21211"), Unknown("timeout")]
    for number, before in enumerate(outcomes):
        provider = Scripted(outcomes=[Accepted("d"), before])
        engine = world.engine(provider)
        incident = world.open()
        world.run(engine)
        if number == 0:
            world.forward(120)
            engine._climb()
        answer(world, incident, CHIEF)
        answer(world, incident, DESK)
        sent = len(provider.sent)
        for _ in range(20):
            world.forward(60)
            world.run(engine)
        assert len(provider.sent) == sent, before


def test_peer_05_a_bad_recipient_and_a_broken_channel_stop_nobody_else(world: World) -> None:
    class Broken(Scripted):
        """Raises at one person's number, whatever is sent to it."""

        async def send(self, message: Message) -> Outcome:
            self.sent.append(message)
            if message.person == DESK:
                raise RuntimeError("a fault in a library")
            return Accepted("p")

    broken = Broken(name="twilio")
    incident = world.open()
    engine = world.engine(broken)
    world.run(engine)
    assert [m.person for m in broken.sent if m.person != DESK] == [CHIEF]
    assert ("chief", 1, "twilio", "accepted") in world.attempts()
    for _ in range(10):
        world.forward(600)
        world.run(engine)
    assert ("entry-1", DESK) in world.desk.state(incident).unreached, "and theirs is not silent"
    assert {r["person"] for r in world.rows("SELECT person FROM call_entry")} == {DESK}


def test_peer_05_an_erased_number_keeps_nobody_from_the_next_step(world: World) -> None:
    with_ladder(world)
    world.open()
    world.run(world.engine())
    with world.database.write() as connection:
        world.vault.destroy(connection, CHIEF)
    for _ in range(16):
        minutes(world, 1)
    (watch,) = world.rows("SELECT taken FROM watch WHERE person = :p", p=DESK)
    assert watch["taken"] == 5
    assert len(world.texts()["sim:0001"]) > 1


def test_peer_07_who_gave_an_order_hears_what_came_of_it_though_the_line_broke(
    line: Line,
) -> None:
    """Silence would be taken for a yes."""
    proposing(line)
    line.modem.outcomes = [Unknown("timeout")]
    assert line.write(COMMANDERS_PHONE, "启动 000000") == "wrong_code"
    line.world.forward(5)
    line.world.run(line.engine)
    first, second = line.modem.to(VICE)[-2:]
    assert second == f"【重发】{first}"
    assert line.world.rows("SELECT person FROM call_entry WHERE event = 'Reply'") == []


def test_peer_08_acknowledged_and_forgotten_comes_back_until_somebody_knows(world: World) -> None:
    with_ladder(world, act_within_min=10)
    incident = world.open()
    world.run(world.engine())
    answer(world, incident, CHIEF)
    answer(world, incident, DESK, "on_the_way")
    told = []
    for _ in range(31):
        minutes(world, 1)
        told.append(len(world.texts()["sim:0002"]))
    asked_again = [n + 1 for n, (a, b) in enumerate(pairwise([1, *told])) if b > a]
    assert asked_again == [10, 20]
    assert ("entry-1", CHIEF) in world.desk.state(incident).unreached


def test_peer_09_a_rise_asks_anew_and_the_old_answer_does_not_count_for_it(line: Line) -> None:
    world = line.world
    plan = world.shelf.current("lanshan").plan
    raised = alert(
        "raised", "LevelRaised", "{incident}升级为{level}。", "Raised to {level}.",
        posts=("rescue_chief",), urgency="flash",
    )  # fmt: skip
    started = alert(
        "began", "ResponseStarted", "{incident}启动{level}。", "{level} started.",
        posts=("rescue_chief",), urgency="flash",
    )  # fmt: skip
    kept = tuple(a for a in plan.alerts if a.on not in ("ResponseStarted", "TaskOrdered"))
    changed = plan.model_copy(update={"alerts": (*kept, started, raised)})
    world.shelf.put_in_force(Playbook.of(changed))
    with_ladder(world)
    incident = line.open()
    line.write(CHIEFS_PHONE, f"收到 {code_in(line.modem.to(CHIEF)[-1])}")

    def order(command: c.StartResponse | c.RaiseLevel) -> str:
        world.desk.put(incident, command, DESK)
        world.forward(1)
        world.run(line.engine)
        return code_in(line.modem.to(CHIEF)[-1])

    spoken = Spoken(on_behalf_of="rescue_chief", means="radio", said_at=world.clock.now())
    first = order(c.StartResponse(level=3, spoken=spoken))
    assert line.write(CHIEFS_PHONE, f"收到 {first}") == "acknowledged"
    spoken = Spoken(on_behalf_of="vice_mayor", means="radio", said_at=world.clock.now())
    second = order(c.RaiseLevel(level=2, spoken=spoken))
    assert second != first
    assert line.write(CHIEFS_PHONE, f"收到 {first}") == "late"
    waits = world.rows(
        "SELECT key FROM watch WHERE person = :p AND incident = :i AND closed_at IS NULL",
        p=CHIEF, i=incident,
    )  # fmt: skip
    assert len(waits) == 1, "the higher level still waits for an answer of its own"
    assert line.write(CHIEFS_PHONE, f"收到 {second}") == "acknowledged"
    assert (waits[0]["key"], CHIEF) in line.answers(incident)


def test_peer_10_what_is_held_back_changes_no_state(world: World) -> None:
    """An answer stops what was not sent; what was sent, and what the log says, stays as it was."""
    with_ladder(world)
    incident = world.open()
    engine = world.engine()
    world.run(engine)
    world.forward(121)
    engine._climb()
    sent = {row for row in world.attempts() if row[3] != "ready"}
    log = world.events(incident)
    answer(world, incident, CHIEF)
    assert sent <= set(world.attempts()), "what went out is not rewritten"
    assert ("chief", 2, "simulated", "superseded") in world.attempts()
    assert world.events(incident) == [*log, "AlertAnswered"]
    assert watches(world, incident)["chief"] == ("answer", 1, "acknowledged")
    assert watches(world, incident)["desk"][2] is None


def test_peer_10_answers_count_in_the_order_in_which_they_came_here(line: Line) -> None:
    """A telephone's own clock may be an hour wrong."""
    incident = line.open()
    now = line.world.clock.now()
    line.modem.came = [Reply("late-clock", CHIEFS_PHONE, "出发", at=now + timedelta(hours=1))]
    line.take()
    line.modem.came = [Reply("early-clock", CHIEFS_PHONE, "到场", at=now - timedelta(hours=1))]
    line.take()
    assert line.answers(incident) == {("entry-1", CHIEF): "on_scene"}


def test_peer_10_a_code_proves_that_its_message_was_out_whatever_a_telephones_clock_says(
    line: Line,
) -> None:
    line.open()
    line.world.forward(3600)
    incident = line.open()
    code = code_in(line.modem.to(CHIEF)[-1])
    slow = line.world.clock.now() - timedelta(minutes=30)
    line.modem.came = [Reply("slow-clock", CHIEFS_PHONE, f"收到 {code}", at=slow)]
    line.take()
    assert set(line.answers(incident).values()) == {"acknowledged"}


def test_peer_12_a_spent_budget_never_keeps_the_first_alarm(world: World) -> None:
    frugal = Scripted(name="twilio", capabilities=replace(WORLDLY, daily_budget=1))
    engine = world.engine(frugal)
    world.open()
    world.run(engine)
    assert {m.person for m in frugal.sent} == {DESK, CHIEF}
    second = world.open()
    world.run(engine)
    assert len(frugal.sent) == 2, "the provider would refuse more today"
    # A human calls at once: nothing waits for tomorrow's budget.
    calls = world.rows("SELECT person, incident FROM call_entry ORDER BY person")
    assert {(r["person"], r["incident"]) for r in calls} == {(DESK, second), (CHIEF, second)}


def test_peer_14_without_an_address_in_the_internet_answers_are_fetched(line: Line) -> None:
    """The engine of this test has no address of its own; it asks."""
    incident = line.open()
    assert line.write(CHIEFS_PHONE, "收到") == "acknowledged"
    assert line.answers(incident) == {("entry-1", CHIEF): "acknowledged"}


def test_peer_14_where_no_answer_can_arrive_it_is_said_and_no_code_is_printed(
    world: World,
) -> None:
    deaf = Twilio(SID, TOKEN, SENDER)
    assert not deaf.capabilities.two_way
    said = [words.say("en") for words in abilities(deaf.capabilities)]
    assert "no answers come back" in said
    provider = Scripted(name="twilio", capabilities=deaf.capabilities)
    world.open()
    world.run(world.engine(provider))
    assert {row["code"] for row in world.rows("SELECT code FROM attempt")} == {None}
    assert all("回复" not in message.text for message in provider.sent)


@pytest.mark.parametrize("mode", ["real", "exercise"])
def test_peer_15_a_new_incident_tells_people_without_being_asked_to(
    world: World, mode: str
) -> None:
    """There is no box to set, and none to forget."""
    asked = [name for name in c.ReportIncident.model_fields if "notif" in name or "alert" in name]
    assert asked == []
    world.open(mode)
    world.run(world.engine())
    people = {person for person, *_ in world.attempts()}
    assert people == ({"desk", "chief"} if mode == "real" else {"ex-desk", "ex-chief"})


def test_peer_15_every_plan_that_comes_along_tells_of_a_report() -> None:
    plans = PLAN.parents[2] / "playbooks" / "plans"
    folders = [folder for folder in plans.iterdir() if folder.is_dir()]
    assert folders
    for folder in folders:
        on_report = Playbook.of(load_plan(folder)).alerts["IncidentReported"]
        assert any(told.posts or told.groups for told in on_report), folder.name

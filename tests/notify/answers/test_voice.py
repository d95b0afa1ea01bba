"""An order given in a call: the call asks, the figures of the message open it, and two wrong ones
shut it, by whichever way they came."""

from __future__ import annotations

from dataclasses import dataclass, replace

import pytest

from incident import commands as c
from notify.answers.lines import BY_KEY
from notify.answers.voice import Calls, Order
from notify.channel import Accepted
from notify.channels.twilio.incoming import ordered
from playbooks.lookup import Playbook
from playbooks.schema.escalation import Rung
from runtime.refusal import Refused
from tests.notify.test_answers import (
    CHIEF,
    COMMANDERS_PHONE,
    TWO_WAY,
    VICE,
    Line,
    Modem,
    proposing,
    secret_in,
)
from tests.notify.test_escalation import ladder
from tests.notify.world import Scripted, World


@dataclass
class Ringing:
    """A county where who does not answer a message is called two minutes later."""

    line: Line
    voice: Scripted

    def proposed(self, minutes: int = 30) -> str:
        """The commander was written to, did not answer, and is called; gives the incident."""
        incident = proposing(self.line, minutes)
        self.line.world.forward(120)
        self.line.world.run(self.line.engine)
        return incident

    def heard(self) -> str:
        return [m.text for m in self.voice.sent if m.person == VICE][-1]

    def call(self) -> str:
        """The provider's name of the call to the commander."""
        (row,) = self.line.world.rows(
            "SELECT provider_id FROM attempt WHERE person = :p AND channel = 'voice' "
            "AND event = 'Proposed'",
            p=VICE,
        )
        return str(row["provider_id"])

    def key_in(self, figures: str, call: str | None = None) -> str:
        """Figures and the hash key are keyed in; gives what became of it."""
        named = {"CallSid": call or self.call(), "To": COMMANDERS_PHONE}
        reply = ordered({**named, "Digits": f"{figures}#"})
        assert reply is not None
        self.line.engine.inbox.keep("voice", [reply])
        self.line.world.forward(1)
        self.line.world.run(self.line.engine)
        rows = self.line.world.rows("SELECT became FROM inbound ORDER BY received_at, id")
        return str(rows[-1]["became"])

    def order(self) -> Order | None:
        world = self.line.world
        calls = Calls(world.database, world.vault, world.shelf.get)
        return calls.order(self.call(), "zh", world.clock.now())

    def figures(self) -> str:
        return secret_in(next(t for t in self.line.modem.to(VICE) if "启动 " in t))


@pytest.fixture
def ringing(world: World) -> Ringing:
    modem = Modem(name="modem", capabilities=TWO_WAY)
    voice = Scripted(name="voice", capabilities=replace(TWO_WAY, voice=True))
    voice.outcomes = [Accepted(f"CA{n}") for n in range(50)]
    steps = ladder(rungs=(Rung(after_min=2, do="other_way"), Rung(after_min=30, do="desk")))
    plan = world.shelf.current("lanshan").plan.model_copy(update={"escalation": (steps,)})
    world.shelf.put_in_force(Playbook.of(plan))
    engine = world.engine(modem, voice, profile={"mobile": ("modem", "voice")})
    return Ringing(Line(world, modem, engine), voice)


def test_the_commander_starts_the_response_by_the_keys_of_a_telephone(ringing: Ringing) -> None:
    incident = ringing.proposed()
    assert BY_KEY["zh"] in ringing.heard()
    assert ringing.figures() not in ringing.heard(), "a voicemail may be listening"
    assert ringing.order() == Order("二级响应", None)
    assert ringing.key_in(ringing.figures()) == "started"
    world = ringing.line.world
    assert (world.desk.state(incident).stage, world.desk.state(incident).level) == ("responding", 2)
    (row,) = world.rows("SELECT cause, body FROM event WHERE type = 'ResponseStarted'")
    assert row["cause"].startswith("reply:voice:"), "the log says by what it was ordered"
    assert f'"actor":"{VICE}"' in row["body"]
    (answer,) = world.rows(
        "SELECT body FROM event WHERE type = 'AlertAnswered' AND body LIKE :p", p=f'%"{VICE}"%'
    )
    assert '"means":"telephone"' in answer["body"]
    assert any("已按您的指令启动" in text for text in ringing.line.modem.to(VICE))
    assert ringing.order() is None, "it opens once"


def test_wrong_figures_by_message_and_by_voice_count_together(ringing: Ringing) -> None:
    incident = ringing.proposed()
    right = ringing.figures()
    wrong = f"{(int(right) + 1) % 10**6:06d}"
    assert ringing.line.write(COMMANDERS_PHONE, f"启动 {wrong}") == "wrong_code"
    assert ringing.key_in(wrong) == "locked"
    rows = ringing.line.world.rows("SELECT person, reason FROM call_entry")
    assert (VICE, "locked") in {(row["person"], row["reason"]) for row in rows}
    assert ringing.order() is None
    assert ringing.line.write(COMMANDERS_PHONE, f"启动 {right}") != "started"
    assert ringing.line.world.desk.state(incident).level is None


def test_the_same_entry_told_twice_is_one_try(ringing: Ringing) -> None:
    """The provider repeats itself; its repetition must not lock the commander out."""
    ringing.proposed()
    right = ringing.figures()
    wrong = f"{(int(right) + 1) % 10**6:06d}"
    assert ringing.key_in(wrong) == "wrong_code"
    assert ringing.key_in(wrong) == "wrong_code"
    assert ringing.line.write(COMMANDERS_PHONE, f"启动 {right}") == "started"


def test_a_call_that_is_none_of_ours_gives_no_order(ringing: Ringing) -> None:
    incident = ringing.proposed()
    assert ringing.key_in(ringing.figures(), "CA-strange") == "wrong_code"
    assert ringing.line.world.desk.state(incident).level is None


def test_after_its_time_the_call_offers_no_order(ringing: Ringing) -> None:
    ringing.proposed(minutes=5)
    ringing.line.world.forward(300)
    assert ringing.order() is None
    assert ringing.key_in(ringing.figures()) == "wrong_code"


def test_who_was_sent_no_figures_is_not_asked_for_them(ringing: Ringing) -> None:
    """The chief is called about the report: there is nothing to start."""
    ringing.proposed()
    to_chief = [m.text for m in ringing.voice.sent if m.person == CHIEF]
    assert to_chief
    assert not any("启动指令" in text for text in to_chief)


def test_the_reason_goes_to_the_authority_and_is_read_back(ringing: Ringing) -> None:
    ringing.proposed()
    world = ringing.line.world
    second = ringing.line.open()
    world.desk.put(second, c.Propose(action="start", level=2, reason="坝体漫顶，下游有人。"), CHIEF)
    world.run(ringing.line.engine)
    text = ringing.line.modem.to(VICE)[-1]
    assert "提请理由：坝体漫顶，下游有人。" in text
    world.forward(120)
    world.run(ringing.line.engine)
    (row,) = world.rows(
        "SELECT provider_id FROM attempt WHERE incident = :i AND channel = 'voice' "
        "AND person = :p AND event = 'Proposed'",
        i=second,
        p=VICE,
    )
    calls = Calls(world.database, world.vault, world.shelf.get)
    order = calls.order(row["provider_id"], "zh", world.clock.now())
    assert order == Order("二级响应", "坝体漫顶，下游有人。")
    reader = [m.text for m in ringing.line.modem.sent if m.person == CHIEF]
    assert not any("漫顶" in text for text in reader), "only who decides is given the reason"


@pytest.mark.parametrize(
    "keys", ["123456", "12345#", "1234567", "#", "", "12#456#", "１２３４５６#"]
)
def test_only_six_figures_and_the_hash_key_are_an_order(keys: str) -> None:
    """A pause after six figures, or too few of them, orders nothing and is no try."""
    assert ordered({"CallSid": "CA1", "Digits": keys, "To": COMMANDERS_PHONE}) is None


def test_an_order_of_no_call_is_refused() -> None:
    with pytest.raises(Refused, match="CallSid"):
        ordered({"Digits": "123456#"})

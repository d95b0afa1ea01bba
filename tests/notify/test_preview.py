"""What is shown before a message goes out is what then arrives."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from types import MappingProxyType

import pytest
from sqlalchemy import text

from incident import commands as c
from incident import events as e
from incident.ports import Commit
from incident.trying import stand_in, tried
from notify.answers.links import Links
from notify.channel import Channel
from notify.channels.calls.channel import TelephoneList
from notify.channels.simulated.channel import SimulatedPhones
from notify.letters import Letters
from notify.preview.look import Previewer
from notify.preview.message import CODE
from notify.preview.shown import Cost, Preview, Told
from notify.price import Price, read_price
from notify.routes import Routes
from runtime.refusal import Refused
from tests.notify.arming.night import EX_CHIEF, arm, provider, with_telephones
from tests.notify.test_bundling import noted
from tests.notify.world import DESK, EX_DESK, WORLDLY, Scripted, World

WORDS = "到乙村集合"


def preview(
    world: World,
    incident: str,
    command: c.SendNotice,
    person: str = DESK,
    channels: tuple[Channel, ...] = (),
    base_url: str | None = None,
    prices: Mapping[str, Price] = MappingProxyType({}),
) -> Preview:
    """As the page makes it."""
    state, now = world.desk.state(incident), world.clock.now()
    playbook = world.shelf.get(state.plan)
    phones = SimulatedPhones(world.database, world.clock)
    every: tuple[Channel, ...] = (phones, TelephoneList(world.database, world.clock), *channels)
    ways = Routes({channel.name: channel for channel in every}, prices=prices)
    letters = Letters(
        world.directory, world.vault, world.shelf.get, ways, world.ids,
        Links(world.vault, base_url),
    )  # fmt: skip
    with world.database.read() as connection:
        events = tried(connection, state, playbook, world.directory, command, person, now, now)
        event = next(event for event in events if isinstance(event, e.NoticeSent))
        assert event.words == stand_in("words")
        commit = Commit(
            incident, state.opened.jurisdiction, state.mode, state, state, (), playbook, now
        )
        return Previewer(letters).of(connection, commit, event, command.words, now)


def arrived(world: World, incident: str, command: c.SendNotice, person: str = DESK) -> list[str]:
    """Send it, and read the telephones."""
    known = [t for texts in world.texts().values() for t in texts]
    world.desk.put(incident, command, person)
    world.run(world.engine())
    return sorted(str(t) for texts in world.texts().values() for t in texts if t not in known and t)


@pytest.mark.parametrize("words", [WORDS, f"{WORDS}\n带铁锹"], ids=["a line", "two lines"])
@pytest.mark.parametrize(("mode", "person"), [("real", DESK), ("exercise", EX_DESK)])
def test_what_is_shown_is_what_arrives(world: World, mode: str, person: str, words: str) -> None:
    incident = world.open(mode)
    world.run(world.engine())
    command = c.SendNotice(posts=("rescue_chief", "vice_mayor", "desk"), words=words)
    shown = preview(world, incident, command, person)
    texts = sorted(told.text for told in shown.people if told.channel == "simulated")
    came = arrived(world, incident, command, person)
    codes = [row["code"] for row in world.rows("SELECT code FROM attempt WHERE code IS NOT NULL")]
    for code in codes:
        came = [text.replace(f" {code}", f" {CODE}") for text in came]
    assert texts == came
    assert len(texts) > 0
    assert shown.total == sum(told.parts or 0 for told in shown.people)


def test_what_asks_no_answer_has_no_line_for_one(world: World) -> None:
    incident = world.open()
    command = c.SendNotice(posts=("rescue_chief",), words=WORDS, confirm="none")
    (told,) = preview(world, incident, command).people
    assert CODE not in told.text


def test_a_way_that_takes_no_reply_shows_a_link_as_long_as_it_will_be(world: World) -> None:
    incident = world.open()
    command = c.SendNotice(posts=("rescue_chief",), words=WORDS)
    twilio = Scripted(capabilities=replace(WORLDLY, by_parts=True))
    with world.database.write() as connection:
        connection.execute(text("DELETE FROM contact WHERE kind = 'sim'"))
    shown = preview(world, incident, command, DESK, (twilio,), "https://ex.invalid/")
    (told,) = shown.people
    link = told.text.rsplit(" ", 1)[-1].rsplit("：", 1)[-1]
    assert (told.channel, told.parts, told.encoding) == ("twilio", 3, "ucs2")
    assert link == f"https://ex.invalid/r/{'x' * 20}-{'x' * 16}"
    assert shown.costs == (Cost("twilio", 1, 3, None, None, outside=True),)


@dataclass
class Frugal(Scripted):
    """A provider with a budget of parts, and its own form of a text."""

    budget: int = 1
    asked: list[str] = field(default_factory=list)
    says: bool = True

    def parts_left(self, now: datetime) -> int:
        return self.budget

    def arrives(self, alert: str, fields: dict[str, str]) -> str | None:
        self.asked.append(alert)
        return f"【签名】{fields['text']}" if self.says else None


def test_what_a_provider_has_no_words_for_is_shown_by_the_way_that_it_takes(world: World) -> None:
    incident = world.open()
    command = c.SendNotice(posts=("rescue_chief",), words=WORDS, urgency="flash")
    gateway = Frugal(capabilities=replace(WORLDLY, needs_template=True), says=False)
    both = (gateway, Scripted(name="modem"))
    (told,) = preview(world, incident, command, DESK, both).people
    assert told.channel == "modem"
    assert WORDS in told.text
    alone = preview(world, incident, command, DESK, (gateway,))
    assert [told.channel for told in alone.people] == ["calls"]


def test_a_provider_says_what_is_left_and_how_it_arrives(world: World) -> None:
    incident = world.open()
    command = c.SendNotice(posts=("rescue_chief",), words=WORDS * 20, urgency="flash")
    able = replace(WORLDLY, by_parts=True, daily_budget=2, max_segments=4)
    shown = preview(world, incident, command, DESK, (Frugal(capabilities=able),))
    (told,) = shown.people
    (cost,) = shown.costs
    assert told.text.startswith("【签名】")
    assert (told.left, told.whole) == (2, True)
    assert (cost.left, cost.over) == (1, True)
    assert not Cost("x", 1, None, 1).over
    assert not Cost("x", 1, 1, None).over


def test_what_is_too_long_is_said(world: World) -> None:
    incident = world.open()
    command = c.SendNotice(posts=("rescue_chief",), words="集" * 200)
    small = Scripted(capabilities=replace(WORLDLY, max_chars=100))
    (told,) = preview(world, incident, command, DESK, (small,)).people
    assert (len(told.text), told.whole, told.parts) == (96, False, None), "sent again it has room"
    few = Scripted(capabilities=replace(WORLDLY, by_parts=True, max_segments=2))
    (told,) = preview(world, incident, command, DESK, (few,)).people
    assert (told.parts, told.whole) == (2, False), "what arrives, and that it is not all"


def test_who_has_no_way_and_what_nobody_holds_are_named(world: World) -> None:
    incident = world.open()
    with world.database.write() as connection:
        connection.execute(text("DELETE FROM contact WHERE person_id = 'lanshan-desk'"))
        connection.execute(text("DELETE FROM holding WHERE post = 'vice_mayor'"))
    command = c.SendNotice(posts=("desk", "vice_mayor"), words=WORDS)
    shown = preview(world, incident, command)
    assert [told.person for told in shown.unreached] == ["lanshan-desk"]
    assert shown.vacant == ("vice_mayor",)


def test_who_may_not_send_sees_nobody(world: World) -> None:
    incident = world.open()
    with pytest.raises(Refused) as refused:
        preview(world, incident, c.SendNotice(posts=("desk",), words=WORDS), "lanshan-mine-a")
    assert refused.value.code == "not_authorised"


def test_two_open_at_one_dam_are_told_apart_before_it_goes_out_too(world: World) -> None:
    world.open(dam="lanshan-d1")
    world.forward(40 * 60)
    second = world.open(dam="lanshan-d1")
    world.run(world.engine())
    command = c.SendNotice(words=WORDS, posts=("rescue_chief",), urgency="urgent", confirm="all")
    (told,) = preview(world, second, command).people
    assert "甲库事故（12:40接报）" in told.text
    (sent,) = arrived(world, second, command)
    assert "甲库事故（12:40接报）" in sent


def test_in_an_exercise_the_armed_are_shown_by_their_real_telephone_and_nobody_else(
    world: World,
) -> None:
    with_telephones(world)
    gateway = provider()
    incident = world.open("exercise")
    engine = world.engine(gateway)
    world.run(engine)
    command = c.SendNotice(posts=("rescue_chief", "desk"), words=WORDS, urgency="flash")
    before = preview(world, incident, command, EX_DESK, (gateway,))
    assert [(told.person, told.channel) for told in before.people] == [
        (EX_CHIEF, "simulated"), (EX_DESK, "simulated"),
    ]  # fmt: skip
    assert before.outside == ()
    arm(world, incident)
    world.run(engine)
    shown = preview(world, incident, command, EX_DESK, (gateway,))
    assert [(told.person, told.channel) for told in shown.outside] == [(EX_CHIEF, "twilio")]
    assert [told.channel for told in shown.people] == ["twilio", "simulated"]
    gateway.sent.clear()
    world.desk.put(incident, command, EX_DESK)
    world.run(engine)
    (sent,) = gateway.sent
    (armed,) = shown.outside
    assert (sent.person, sent.text[:4]) == (EX_CHIEF, "【演练】")
    assert sent.text.split("\n")[0] == armed.text.split("\n")[0]


def test_what_waits_for_the_same_person_is_shown_as_part_of_it(world: World) -> None:
    noted(world)
    incident, engine = world.open(), world.engine()
    world.run(engine)
    for note in ("一", "二", "三"):
        world.desk.put(incident, c.AddNote(note=note), DESK)
        world.run(engine)
    command = c.SendNotice(posts=("rescue_chief", "desk"), words=WORDS, urgency="urgent")
    shown = preview(world, incident, command)
    assert {told.person: told.joined for told in shown.people} == {
        "lanshan-chief": 2, "lanshan-desk": 0,
    }  # fmt: skip
    (chief,) = shown.joined
    assert chief.text.index("有新记录") < chief.text.index(WORDS)
    world.desk.put(incident, command, DESK)
    world.run(engine)
    world.forward(60)
    world.run(engine)
    (row,) = world.rows(
        "SELECT text_ref, code FROM attempt WHERE person = 'lanshan-chief' AND event = 'NoticeSent'"
    )
    with world.database.read() as connection:
        came = world.vault.unseal(connection, [row["text_ref"]])[row["text_ref"]]
    assert came is not None
    assert came.replace(f" {row['code']}", f" {CODE}") == chief.text


def test_what_is_graver_does_not_take_along_what_waits(world: World) -> None:
    noted(world)
    incident, engine = world.open(), world.engine()
    world.run(engine)
    for note in ("一", "二"):
        world.desk.put(incident, c.AddNote(note=note), DESK)
        world.run(engine)
    command = c.SendNotice(posts=("rescue_chief",), words=WORDS, urgency="flash")
    (told,) = preview(world, incident, command).people
    assert told.joined == 0
    assert "有新记录" not in told.text


def test_a_price_is_parts_by_the_price_of_one_and_what_is_unknown_is_no_zero(world: World) -> None:
    """One person by short message, one by a way whose price nobody has said."""
    incident = world.open()
    command = c.SendNotice(posts=("rescue_chief", "desk"), words=WORDS * 20)
    able = replace(WORLDLY, by_parts=True)
    sms = Scripted(name="twilio", capabilities=able)
    priced = {"twilio": read_price("0.045 CNY"), "modem": read_price("9 USD")}
    shown = preview(world, incident, command, DESK, (sms,), prices=priced)
    (cost,) = shown.costs
    assert cost.parts is not None
    assert str(cost.price) == f"{cost.parts * 45 / 1000:g} CNY"
    assert (shown.known, shown.unpriced) == ((cost.price,), ())
    unknown = preview(world, incident, command, DESK, (sms,))
    assert [cost.price for cost in unknown.costs] == [None]
    assert (unknown.known, unknown.unpriced) == ((), ("twilio",))


def test_currencies_are_never_added_to_each_other() -> None:
    told = [
        Told("a", ("p",), "zh", "modem", parts=2),
        Told("b", ("p",), "zh", "twilio", parts=3),
        Told("c", ("p",), "zh", "tencent", parts=1),
        Told("d", ("p",), "zh", "twilio_voice"),
        Told("e", ("p",), "zh", "simulated", parts=1),
    ]
    prices = {n: read_price(p) for n, p in (
        ("modem", "0.10 CNY"), ("twilio", "0.05 USD"), ("tencent", "0.045 CNY"),
        ("twilio_voice", "1 USD"),
    )}  # fmt: skip
    shown = Preview(tuple(told), prices=prices)
    assert [str(price) for price in shown.known] == ["0.245 CNY", "0.15 USD"]
    assert shown.unpriced == ("twilio_voice",), "a call is not paid by the part"
    assert [cost.outside for cost in shown.costs] == [True, True, True, True, False]


@pytest.mark.parametrize("written", ["0.045", "CNY", "0,045 CNY", "-1 CNY", "1 cny", "1  CNY", ""])
def test_a_price_without_its_currency_is_none(written: str) -> None:
    with pytest.raises(ValueError, match="currency"):
        read_price(written)

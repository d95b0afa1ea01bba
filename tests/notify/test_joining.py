"""What one answer confirms, its reader has in hand: whole, and by whichever way it came."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

import pytest
from sqlalchemy import insert, select

from incident import commands as c
from notify.bundles import JOINED, keys_of
from notify.channel import Message, Outcome, Permanent
from notify.channels.modem.channel import Modem as Stick
from notify.channels.tencent.templates import Template, Templates, arrives
from notify.rows import columns
from notify.segments import count
from notify.tables import AttemptRow
from playbooks.lookup import Playbook
from tests.notify.test_answers import TWO_WAY, Line, Modem, code_in
from tests.notify.test_escalation import ladder
from tests.notify.world import World

LEADER, PHONE = "lanshan-deputy", "+15555550105"
"""The liaison of the works group, who gets its orders."""

FOUR_PARTS = replace(
    Stick.capabilities, daily_budget=None, receipts=True, drills=False, at_once=None
)


BY_TASK = Template("1", ("task", "due", "code"), "{1}，时限{2}。收到请回复收到 {3}。")
BY_TEXT = Template("2", ("mark", "text", "code"), "{1}{2}收到请回复收到 {3}。")


@dataclass
class Gateway(Modem):
    """A provider that takes replies and sends what its approved templates say."""

    templates: Templates = field(default_factory=lambda: Templates(BY_TASK))

    def arrives(self, alert: str, fields: dict[str, str]) -> str | None:
        template = self.templates.of(alert, "", fields)
        return None if template is None else arrives(template, fields, "岚山")

    def shows(self, message: Message) -> str:
        return self.arrives(message.alert, dict(message.fields)) or ""

    def to(self, person: str) -> list[str]:
        return [self.shows(m) for m in self.sent if m.person == person]


@dataclass
class Refusing(Modem):
    """A provider that refuses a message, once."""

    refuses: str | None = None
    """Words of it."""

    async def send(self, message: Message) -> Outcome:
        outcome = await super().send(message)
        if message.person != LEADER or (self.refuses or "—") not in message.text:
            return outcome
        self.refuses = None
        return Permanent("bad_number")


def started(world: World, *channels: Modem, base_url: str | None = None) -> tuple[Line, str]:
    """A response that runs, with everything said that was to be said."""
    line = Line(world, channels[0], world.engine(*channels, base_url=base_url))
    incident = line.open()
    world.desk.put(incident, c.StartResponse(level=3), "lanshan-chief")
    settle(line)
    for channel in channels:
        channel.sent.clear()
    return line, incident


def settle(line: Line) -> None:
    """Every message that waits for its turn goes."""
    for _ in range(12):
        line.world.run(line.engine)
        line.world.forward(60)


def order(line: Line, incident: str, words: str) -> str:
    given = c.OrderTask(group="works", text=words, verifier="rescue_chief")
    seq = line.world.desk.put(incident, given, "lanshan-commander").entries[0].seq
    line.world.run(line.engine)
    return f"entry-{seq}"


def confirmed(line: Line, incident: str, code: str) -> frozenset[str]:
    """The entries that the leader confirms by writing the code."""
    before = line.answers(incident)
    line.write(PHONE, f"收到{code}")
    return frozenset(key for key, _ in line.answers(incident).keys() - before.keys())


def long(number: int, chars: int = 60) -> str:
    return (
        f"第{number}道命令："
        + "调挖掘机清理三号路塌方"[number % 5 :] * (chars // 10)
        + f"至{number}号桩"
    )


def test_of_seven_orders_within_a_minute_each_answer_confirms_what_it_stands_under(
    world: World,
) -> None:
    line, incident = started(world, Modem(name="modem", capabilities=FOUR_PARTS))
    words = [long(n) for n in range(7)]
    keys = dict(zip((order(line, incident, said) for said in words), words, strict=True))
    settle(line)
    texts = line.modem.to(LEADER)
    assert 2 < len(texts) < 7, "what fits is joined, and nothing else"
    told = [said for text in texts for said in words if said in text]
    assert told == words, "each once, in the order in which they were given"
    for text in texts:
        under = confirmed(line, incident, code_in(text))
        assert under == {key for key, said in keys.items() if said in text}
    assert {key for key, _ in line.answers(incident)} >= keys.keys()


def test_what_is_joined_fits_each_way_that_may_take_over(world: World) -> None:
    """The first way takes 1,600 characters and fails: the very words go on by the modem."""
    wide = Modem(name="wide", capabilities=TWO_WAY)
    line, incident = started(world, wide, modem := Modem(name="modem", capabilities=FOUR_PARTS))
    wide.outcomes = [Permanent("template_missing", elsewhere=True)] * 20
    words = [long(n) for n in range(6)]
    keys = dict(zip((order(line, incident, said) for said in words), words, strict=True))
    settle(line)
    texts = modem.to(LEADER)
    assert max(map(count, texts)) <= 4
    assert [said for text in texts for said in words if said in text] == words
    for text in texts:
        under = confirmed(line, incident, code_in(text))
        assert under == {key for key, said in keys.items() if said in text}


def test_a_template_without_a_gap_for_them_joins_nothing(world: World) -> None:
    gateway = Gateway(name="gateway", capabilities=replace(FOUR_PARTS, needs_template=True))
    line, incident = started(world, gateway)
    words = ["先封堵缺口", "再清理道路", "后设警戒线"]
    keys = dict(zip((order(line, incident, said) for said in words), words, strict=True))
    settle(line)
    texts = gateway.to(LEADER)
    assert [sum(said in text for said in words) for text in texts] == [1, 1, 1]
    for text in texts:
        (key,) = confirmed(line, incident, code_in(text))
        assert keys[key] in text


def test_a_template_with_a_gap_for_the_text_takes_all_that_is_joined(world: World) -> None:
    gateway = Gateway(
        name="gateway", capabilities=replace(FOUR_PARTS, needs_template=True),
        templates=Templates(BY_TEXT),
    )  # fmt: skip
    line, incident = started(world, gateway)
    words = ["先封堵缺口", "再清理道路", "后设警戒线"]
    keys = [order(line, incident, said) for said in words]
    settle(line)
    _, both = gateway.to(LEADER)
    assert both.index(words[1]) < both.index(words[2])
    assert confirmed(line, incident, code_in(both)) == set(keys[1:])


def with_steps(world: World) -> None:
    """What is not answered is said again after two minutes."""
    plan = world.shelf.current("lanshan").plan
    changed = {"escalation": (ladder(urgency="urgent"),)}
    world.shelf.put_in_force(Playbook.of(plan.model_copy(update=changed)))


@pytest.mark.parametrize("failed", [True, False])
def test_what_is_said_again_by_itself_is_confirmed_by_itself(world: World, failed: bool) -> None:
    """Two are joined, and the message fails or nobody answers it: each is said again alone."""
    with_steps(world)
    words = ["先封堵缺口", "再清理道路", "后设警戒线"]
    refused = words[2] if failed else None
    modem = Refusing(name="modem", capabilities=FOUR_PARTS, refuses=refused)
    line, incident = started(world, modem)
    keys = [order(line, incident, said) for said in words]
    settle(line)
    assert modem.refuses is None
    _, both, *more = modem.to(LEADER)
    assert words[1] in both
    assert words[2] in both
    again = next(text for text in more if words[2] in text)
    assert words[1] not in again
    assert confirmed(line, incident, code_in(again)) == {keys[2]}
    assert confirmed(line, incident, code_in(both)) == {keys[1]}, "in whose hand it was after all"


def test_who_names_no_code_means_nothing_that_never_left(world: World) -> None:
    modem = Refusing(name="modem", capabilities=FOUR_PARTS, refuses="后设警戒线")
    line, incident = started(world, modem)
    first, *_ = (order(line, incident, s) for s in ("先封堵缺口", "再清理道路", "后设警戒线"))
    settle(line)
    assert "再清理道路" in modem.to(LEADER)[-1], "joined, and refused"
    assert line.write(PHONE, "收到") == "acknowledged"
    assert {key for key, person in line.answers(incident) if person == LEADER} == {first}


def test_what_went_on_together_at_one_moment_is_named_in_one_order(world: World) -> None:
    """Whichever row the database comes upon first."""
    world.open()
    world.run(world.engine())
    with world.database.write() as connection:
        row = connection.execute(select(*columns(AttemptRow))).mappings().first()
        assert row is not None
        part = {**row, "status": "superseded", "error_code": f"{JOINED}:{row['id']}"}
        for name in ("c", "a", "b"):
            connection.execute(insert(AttemptRow), {**part, "id": name, "key": f"entry-{name}"})
        found = keys_of(connection, row["id"], row["key"])
    assert found == (row["key"], "entry-a", "entry-b", "entry-c")

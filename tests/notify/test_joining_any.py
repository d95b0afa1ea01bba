"""Any series of orders to one person, by any way, whatever fails of it and whenever they answer:
all that an answer confirms stands whole in one text that a provider took under that code."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from notify.answers.backs import key_of
from notify.channel import Accepted, Message, Outcome, Permanent, Unknown
from notify.channels.tencent.templates import Template, Templates
from tests.notify.test_answers import TWO_WAY, Modem
from tests.notify.test_joining import (
    BY_TASK,
    BY_TEXT,
    FOUR_PARTS,
    LEADER,
    Gateway,
    confirmed,
    long,
    order,
    settle,
    started,
    with_steps,
)
from tests.notify.world import World

DAYS = 3 * 86400
"""After it every code is free again."""

CODE = re.compile(r"收到 ?(\d\d)")
FAILS: dict[str, Outcome] = {
    "elsewhere": Permanent("no_template", elsewhere=True),
    "for good": Permanent("bad_number"),
    "in doubt": Unknown("timeout"),
}


@dataclass
class Taking(Gateway):
    """Keeps what it took. Without templates it shows the text itself."""

    taken: list[str] = field(default_factory=list)

    def shows(self, message: Message) -> str:
        return super().shows(message) if self.capabilities.needs_template else message.text

    async def send(self, message: Message) -> Outcome:
        outcome = await super().send(message)
        # Words back to an answer that came before are no alert, and nothing to answer.
        alerts = message.person == LEADER and not message.key.startswith(key_of(""))
        if isinstance(outcome, Accepted) and alerts:
            self.taken.append(self.shows(message))
        return outcome


def way(name: str) -> Taking:
    able = {"modem": FOUR_PARTS, "wide": TWO_WAY}
    if name in able:
        return Taking(name=name, capabilities=able[name])
    template: Template = {"by task": BY_TASK, "by text": BY_TEXT}[name]
    return Taking(
        name="gateway",
        capabilities=replace(FOUR_PARTS, needs_template=True, max_segments=None),
        templates=Templates(template),
    )


AFTER = (*sorted(FAILS), "answer", "nothing", "nothing")
ORDERS = st.lists(
    st.tuples(st.integers(10, 160), st.sampled_from([0, 20, 70]), st.sampled_from(AFTER)),
    min_size=4,
    max_size=8,
)
"""Of each how long it is, how soon the next one follows, and what comes of the next message."""

PLAIN = ((100, 0, "nothing"),) * 5
TWICE = ((10, 0, "elsewhere"), (10, 0, "answer"), (58, 20, "elsewhere"), (13, 0, "answer"))
"""The second answer gives the figures of the first once more, and hears so."""


@settings(
    max_examples=4, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@example(series=PLAIN, first="modem")
@example(series=PLAIN, first="by task")
@example(series=TWICE, first="modem")
@given(series=ORDERS, first=st.sampled_from(["modem", "wide", "by task", "by text"]))
def test_an_answer_confirms_what_was_taken_under_its_code(
    world: World, series: Sequence[tuple[int, int, str]], first: str
) -> None:
    with_steps(world)
    one, other = way(first), Taking(name="second", capabilities=FOUR_PARTS)
    ways: tuple[Modem, ...] = (one, other)
    line, incident = started(world, *ways)
    one.taken.clear()
    other.taken.clear()
    keys: dict[str, str] = {}

    def answer(code: str) -> None:
        texts = [text for text in (*one.taken, *other.taken) if code in CODE.findall(text)]
        told = [keys[key] for key in confirmed(line, incident, code) & keys.keys()]
        assert any(all(words in text for words in told) for text in texts), (told, texts)

    def codes() -> list[str]:
        return [CODE.findall(text)[0] for text in (*other.taken, *one.taken)]

    for number, (chars, wait, then) in enumerate(series):
        if then in FAILS:
            one.outcomes.append(FAILS[then])
        words = long(number, chars)
        keys[order(line, incident, words)] = words
        world.forward(wait)
        world.run(line.engine)
        if then == "answer" and one.taken:
            answer(codes()[-1])
    world.forward(60)
    world.run(line.engine)
    answer(codes()[-1])
    settle(line)
    for code in sorted(set(codes())):
        answer(code)
    world.forward(DAYS)

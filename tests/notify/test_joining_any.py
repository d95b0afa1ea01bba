"""Any series of orders to one person, by any ways, whatever fails of it and whenever they answer:
all that an answer confirms stands whole in one text that a provider took under that code or link,
and what stands in it is confirmed."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from hypothesis import HealthCheck, Phase, example, given, settings
from hypothesis import strategies as st

from notify.answers.backs import key_of
from notify.channel import Accepted, Message, Outcome, Permanent, Unknown
from notify.channels.tencent.templates import Template, Templates
from tests.notify.test_answers import TWO_WAY
from tests.notify.test_joining import (
    BY_TASK,
    BY_TEXT,
    FOUR_PARTS,
    LEADER,
    PHONE,
    Gateway,
    long,
    order,
    settle,
    started,
    with_steps,
)
from tests.notify.test_next_step import HERE, LINK, pressed
from tests.notify.world import World

DAYS = 3 * 86400
"""After it every code is free again."""

CODE = re.compile(r"收到 ?(\d\d)")
FAILS: dict[str, Outcome] = {
    "elsewhere": Permanent("no_template", elsewhere=True),
    "for good": Permanent("bad_number"),
    "in doubt": Unknown("timeout"),
}
ABLE = {"modem": FOUR_PARTS, "wide": TWO_WAY, "deaf": replace(FOUR_PARTS, two_way=False)}
"""The ways without templates; no reply comes back by the last."""


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


def way(name: str, taken: list[str]) -> Taking:
    if name in ABLE:
        return Taking(name=name, capabilities=ABLE[name], taken=taken)
    template: Template = {"by task": BY_TASK, "by text": BY_TEXT}[name]
    return Taking(
        name="gateway", taken=taken,
        capabilities=replace(FOUR_PARTS, needs_template=True, max_segments=None),
        templates=Templates(template),
    )  # fmt: skip


def asked_by(text: str) -> str:
    """The code or the link that its reader answers by: one of them, never both."""
    (found,) = {*CODE.findall(text), *LINK.findall(text)}
    return str(found)


def stands(words: str, text: str) -> bool:
    """Whole, or as the only order of its text: then what the way has no room for is its end, and
    the cut is shown."""
    alone = text.count("道命令：") == 1 and words[:20] in text and "…" in text
    return words in text or alone


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
CUT = ((160, 0, "in doubt"), (28, 0, "nothing"), (147, 0, "for good"), (108, 70, "answer"))
"""A link takes more room than a code: the first has not all its words beside it."""
MOVED = ((10, 0, "elsewhere"), (10, 0, "nothing"), (10, 0, "nothing"), (58, 20, "answer"))


@settings(
    max_examples=4,
    deadline=None,
    # Smaller series take minutes to find: what failed is said as it was.
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@example(series=PLAIN, first="modem", second="wide")
@example(series=PLAIN, first="by task", second="deaf")
@example(series=TWICE, first="modem", second="wide")
@example(series=MOVED, first="modem", second="deaf")
@example(series=MOVED, first="deaf", second="modem")
@example(series=CUT, first="deaf", second="modem")
@given(
    series=ORDERS,
    first=st.sampled_from(["modem", "wide", "deaf", "by task", "by text"]),
    second=st.sampled_from(["modem", "deaf"]),
)
def test_an_answer_confirms_what_was_taken_under_its_code(
    world: World, series: Sequence[tuple[int, int, str]], first: str, second: str
) -> None:
    with_steps(world)
    taken: list[str] = []
    one, other = way(first, taken), replace(way(second, taken), name="second")
    line, incident = started(world, one, other, base_url=HERE)
    line.modem = one if one.capabilities.two_way else other
    taken.clear()
    keys: dict[str, str] = {}

    def confirmed() -> set[str]:
        return {key for key, who in line.answers(incident) if who == LEADER and key in keys}

    def answer(text: str) -> None:
        by, before = asked_by(text), confirmed()
        if by.isdecimal():
            line.write(PHONE, f"收到{by}")
        else:
            pressed(line, text)
        under = [text for text in taken if asked_by(text) == by]
        told = [keys[key] for key in confirmed() - before]
        assert any(all(stands(words, text) for words in told) for text in under), (told, under)
        assert confirmed() >= {key for key, words in keys.items() if stands(words, text)}, text

    for number, (chars, wait, then) in enumerate(series):
        if then in FAILS:
            one.outcomes.append(FAILS[then])
        words = long(number, chars)
        keys[order(line, incident, words)] = words
        world.forward(wait)
        world.run(line.engine)
        if then == "answer" and taken:
            answer(taken[-1])
    world.forward(60)
    world.run(line.engine)
    answer(taken[-1])
    settle(line)
    for text in tuple(taken):
        answer(text)
    assert confirmed() == keys.keys(), "nothing was lost"
    world.forward(DAYS)

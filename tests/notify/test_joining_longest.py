"""Several orders in one message where dam, township and post have the longest names that there may
be: each is whole, or in a message of its own, and each message has figures of its own."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from incident import commands as c
from notify.segments import count
from playbooks.lookup import Playbook
from playbooks.schema import Words
from registry.load import load_county
from registry.store import store_county
from registry.text import Name, PlaceName
from tests.notify.test_answers import Line, Modem, code_in
from tests.notify.test_joining import FOUR_PARTS, LEADER, confirmed, long, order, settle
from tests.notify.world import COUNTY, World

DAYS = 3 * 86400
"""After it every code is free again."""

MOST_ALONE = 120
"""An order of so many characters has room beside all names."""


def most(kind: type[Name], lang: str) -> int:
    """The longest name that the registry takes."""
    length = kind.model_json_schema()["properties"][lang]["maxLength"]
    assert isinstance(length, int)
    return length


@pytest.fixture
def longest(world: World, tmp_path: Path) -> World:
    county = (COUNTY / "county.yaml").read_text(encoding="utf-8")
    for before, kind, zh, en in (
        ("{zh: 甲库, en: Dam A}", Name, "库", "D"),
        ("{zh: 甲乡, en: Township A}", PlaceName, "乡", "T"),
    ):
        assert before in county
        names = f"{{zh: {zh * most(kind, 'zh')}, en: {en * most(kind, 'en')}}}"
        county = county.replace(before, names)
    (tmp_path / "county.yaml").write_text(county, encoding="utf-8")
    plan = world.shelf.current("lanshan").plan
    naming = Words(zh="{place}{incident}。{group}：{task}，时限{due}。", en="{incident}: {task}.")
    alerts = tuple(
        a.model_copy(update={"text": naming}) if a.id == "tasks" else a for a in plan.alerts
    )
    world.shelf.put_in_force(Playbook.of(plan.model_copy(update={"alerts": alerts})))
    world.forward(1)
    with world.database.write() as connection:
        store_county(connection, world.vault, load_county(tmp_path), world.clock)
    return world


@settings(
    max_examples=6, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@example(lengths=(60,) * 6)
@example(lengths=(20, 160, 20, 10, 110))
@given(lengths=st.lists(st.integers(10, 160), min_size=2, max_size=6))
def test_each_order_is_whole_or_in_another_message(longest: World, lengths: Sequence[int]) -> None:
    modem = Modem(name="modem", capabilities=FOUR_PARTS)
    line = Line(longest, modem, longest.engine(modem))
    incident = longest.open(dam="lanshan-d1", township="lanshan-t1", place="某" * 200)
    longest.desk.put(incident, c.StartResponse(level=3), "lanshan-chief")
    settle(line)
    modem.sent.clear()
    words = [long(number, chars) for number, chars in enumerate(lengths)]
    keys = {order(line, incident, said): said for said in words}
    settle(line)
    texts = modem.to(LEADER)
    held = [[int(n) for n in re.findall(r"第(\d)道命令", text)] for text in texts]
    assert [n for numbers in held for n in numbers] == [*range(len(words))], "each once, in order"
    for text, numbers in zip(texts, held, strict=True):
        whole = all(words[n] in text for n in numbers)
        assert whole or (len(numbers) == 1 and "…【" in text), "alone too long: cut, and it shows"
        assert whole or lengths[numbers[0]] > MOST_ALONE
    assert all(0 < count(text) <= 4 for text in texts)
    assert all("库库库" in text for text in texts), "each says which dam, if only how it begins"
    codes = [code_in(text) for text in texts]
    assert len(set(codes)) == len(codes), "figures of its own"
    for numbers, code in zip(held, codes, strict=True):
        under = confirmed(line, incident, code)
        assert {keys[key] for key in under & keys.keys()} == {words[n] for n in numbers}
    longest.forward(DAYS)

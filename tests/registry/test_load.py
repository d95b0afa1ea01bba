"""A county's files: every mistake is refused at its file and line."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

import pytest

from registry.load import load_county
from registry.schema import County
from runtime.language import Phrase
from runtime.refusal import Refused
from tests.registry.conftest import SMALL

Load = Callable[..., County]


def line_of(text: str) -> int:
    """The line of the small county on which ``text`` stands."""
    return SMALL[: SMALL.index(text)].count("\n") + 1


def test_a_good_county_is_read_as_written(county: Load) -> None:
    read = county()
    assert read.name.zh == "某县"
    height = read.dams[0].facts.height_m
    assert height is not None
    assert height.value == Decimal("38.70")
    assert read.dams[0].facts.volume_m3 is None
    assert [c.address for c in read.real.people[1].contacts] == ["sim:0002", "sim:0001"]


@pytest.mark.parametrize(
    ("old", "new", "field"),
    [
        ("jurisdiction: xian", "jurisdictoin: xian", "jurisdictoin"),
        ("name: 赵甲", "name: 7", "real.people[0].name"),
        ("name: 孙丙", "nmae: 孙丙", "real.people[2].nmae"),
        ("name: 赵甲", "name: '赵甲 '", "real.people[0].name"),
        ("name: 赵甲", "name: \"赵\\n甲\"", "real.people[0].name"),
        ("rank: 2", "rank: 0", "real.holdings[0].rank"),
        ("id: xian-t1,", "id: t1,", "townships[0].id"),
        ("id: xian-ex-li,", "id: xian-sun,", "exercise.people[0].id"),
        ("operator: xian-o1", "operator: xian-o2", "dams[0].operator"),
        ("responsible: xian-zhao", "responsible: xian-ex-li", "dams[0].responsible"),
        ("{person: xian-zhao,", "{person: xian-wu,", "operators[0].legal_representative.person"),
        ("person: xian-sun, rank", "person: xian-ex-li, rank", "real.holdings[0].person"),
        ("person: xian-ex-li", "person: xian-sun", "exercise.holdings[0].person"),
        ("scope: xian-t1", "scope: xian-t9", "real.holdings[3].scope"),
        ("unit: m,", "unit: m³,", "dams[0].facts"),
        ("value: 38.70, unit: m,", "value: 38.70,", "dams[0].facts.height_m"),
        ("value: 38.70, unit: m, source: paper", "value: 38.70, unit: m, source: story",
         "dams[0].facts.height_m.source"),
        ("value: 38.70, unit: m, source: paper", "value: 38.70, unit: m, source: rumour",
         "dams[0].facts.height_m.source"),
        ('sim, address: "sim:0501"', 'mobile, address: "sim:0501"',
         "exercise.people[0].contacts[0]"),
        ('address: "sim:0501"', 'address: "501"', "exercise.people[0].contacts[0]"),
        ('address: "sim:0501"', 'address: "sim:x"', "exercise.people[0].contacts[0]"),
        ('sim, address: "sim:0501"', 'office, address: "ask Li"',
         "exercise.people[0].contacts[0]"),
        ("en: Mining A}", "en: Mining A}\n    fictional: true",
         "dams[0].operator"),
        ("person: xian-qian, source: local}\n    - {post: town",
         "person: xian-qian, rank: 2, source: local}\n    - {post: town", "real.holdings[1]"),
        ("{post: head, person: xian-qian,",
         "{post: head, person: xian-qian, until: 2023-01-01T00:00:00Z,",
         "real.holdings[1].until"),
        ("{id: story,", "{id: local,", "sources[1].id"),
    ],
)  # fmt: skip
def test_a_mistake_is_refused_with_its_place(county: Load, old: str, new: str, field: str) -> None:
    with pytest.raises(Refused) as caught:
        county(old, new)
    refused = caught.value
    assert refused.code == "registry_broken"
    place, _, shown = refused.field.partition(" ")
    assert shown == field
    file, _, line = place.partition(":")
    assert file == "county.yaml"
    # A mistake in a whole entry is shown where the entry begins.
    assert abs(int(line) - line_of(old)) <= 1 or field == "dams[0].operator"


def test_the_refusal_gives_the_exact_line(county: Load) -> None:
    with pytest.raises(Refused) as caught:
        county("scope: xian-t1", "scope: xian-t9")
    assert caught.value.field == f"county.yaml:{line_of('scope: xian-t1')} real.holdings[3].scope"
    assert caught.value.value == "xian-t9"


@pytest.mark.parametrize(
    ("old", "new", "field", "most"),
    [
        ("en: Mining A}", f"en: {'M' * 81}}}", "operators[0].name.en", 80),
        ("name: {zh: 甲尾矿库", f"name: {{zh: {'库' * 41}", "dams[0].name.zh", 40),
        ("name: {zh: 甲乡", f"name: {{zh: {'乡' * 21}", "townships[0].name.zh", 20),
        ("name: 赵甲", f"name: {'赵' * 41}", "real.people[0].name", 40),
    ],
)
def test_a_name_for_which_messages_have_no_room_is_refused(
    county: Load, old: str, new: str, field: str, most: int
) -> None:
    with pytest.raises(Refused) as caught:
        county(old, new)
    assert caught.value.field.endswith(f" {field}")
    assert f":{line_of(old)} " in caught.value.field
    assert str(caught.value.value).rstrip("…") in new
    assert isinstance(caught.value.allowed, Phrase)
    assert caught.value.allowed.say("zh") == f"文字最多 {most} 个字符。"
    assert caught.value.allowed.say("en") == f"This text may have at most {most} characters."


def test_one_rank_may_pass_from_one_person_to_the_next(county: Load) -> None:
    read = county(
        "    - {post: head, person: xian-qian, source: local}\n",
        "    - {post: head, person: xian-qian, until: 2024-07-01T00:00:00Z, source: local}\n"
        "    - {post: head, person: xian-zhao, since: 2024-07-01T00:00:00Z, source: local}\n",
    )
    assert [h.person for h in read.real.holdings if h.post == "head" and h.rank == 1] == [
        "xian-qian",
        "xian-zhao",
    ]


def test_broken_yaml_is_a_refusal_too(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_text("a: [\n", encoding="utf-8")
    with pytest.raises(Refused) as caught:
        load_county(tmp_path)
    assert caught.value.code == "registry_broken"
    assert caught.value.field.startswith("a.yaml:")

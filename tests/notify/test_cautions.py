"""What in somebody's own words is worth a second look, and what is not."""

from __future__ import annotations

import pytest

from notify.cautions import Caution, cautions


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("请到县应急局三楼集合", ()),
        ("05-17 02:40 前到位，道路 G208 已封", ()),
        ("2026-05-17 在3号集合点集合", ()),
        ("库容 120 万立方米，坝高 35 米", ()),
        ("回电 0350-1234567", ("telephone",)),
        ("联系 139 0000 0000", ("telephone",)),
        ("联系１３９００００００００", ("telephone",)),
        ("call +86 139 0000 0000", ("telephone",)),
        ("证件 11010119900307123X", ("identity",)),
        ("证件 110101 19900307 1231", ("identity",)),
        ("证件 110101900307123", ("identity",)),
        ("被困12人", ("people",)),
        ("失联 三名", ("people",)),
        ("转移约120", ("people",)),
        ("二十余户已撤离", ("people",)),
        ("12 people are missing", ("people",)),
        ("张某 13900000000，伤3人", ("telephone", "people")),
    ],
)
def test_each_kind_is_named_once(words: str, found: tuple[Caution, ...]) -> None:
    assert cautions(words) == found

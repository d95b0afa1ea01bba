"""Whose post counts for an incident, and whom it threatens.

What is known narrows both. What is unknown shuts nobody out from acting, and warns nobody.
"""

from __future__ import annotations

from collections.abc import Callable

import pytest
from sqlalchemy import Connection

from registry.schema import County
from registry.scopes import Place, counts, place_of, scopes_of, threatened, villages_of
from registry.store import Changes

PLACES = """\
townships:
  - {id: xian-t1, name: {zh: 甲乡, en: Township A}}
  - {id: xian-t2, name: {zh: 乙乡, en: Township B}}
  - {id: xian-t3, name: {zh: 丙乡, en: Township C}}
villages:
  - {id: xian-v1, name: {zh: 甲村, en: Village A}, township: xian-t1, source: paper}
  - {id: xian-v2, name: {zh: 乙村, en: Village B}, township: xian-t2, source: paper}
  - {id: xian-v3, name: {zh: 丙村, en: Village C}, township: xian-t1, source: paper}
"""
DAMS = """\
dams:
  - id: xian-whole
    name: {zh: 全库, en: Whole dam}
    operator: xian-o1
    township: xian-t1
    source: paper
    downstream:
      - {village: xian-v1}
      - {village: xian-v2, distance_m: 900}
      - {village: xian-v3, distance_m: 300}
  - {id: xian-bare, name: {zh: 缺库, en: Bare dam}, operator: xian-o2, source: paper}
  - id: xian-other
    name: {zh: 他库, en: Other dam}
    operator: xian-o3
    township: xian-t2
    source: paper
"""


@pytest.fixture(autouse=True)
def places(store: Callable[[County], Changes], county: Callable[..., County]) -> None:
    townships = "townships:\n  - {id: xian-t1, name: {zh: 甲乡, en: Township A}}\n"
    operators = "".join(
        f"  - {{id: xian-o{n}, name: {{zh: 矿业, en: Mining}}, source: paper}}\n" for n in (2, 3)
    )
    store(county(townships, PLACES, "dams:\n", f"{operators}{DAMS}"))


def test_everything_about_the_dam_is_known(connection: Connection) -> None:
    assert place_of(connection, "xian-whole", None) == Place(
        jurisdiction="xian",
        dam="xian-whole",
        operator="xian-o1",
        townships=("xian-t1",),
        downstream=("xian-v3", "xian-v2", "xian-v1"),
    )
    assert scopes_of(connection, "xian-whole", None) == frozenset({
        "xian-whole", "xian-o1", "xian-t1", "xian-v1", "xian-v2", "xian-v3",
    })  # fmt: skip


def test_the_township_that_is_named_and_the_dams_own_count_both(connection: Connection) -> None:
    place = place_of(connection, "xian-other", "xian-t1")
    assert place.townships == ("xian-t1", "xian-t2")
    assert place.nearest == ("xian-other", "xian-o3", "xian-t1", "xian-t2")
    scopes = scopes_of(connection, "xian-other", "xian-t1")
    assert counts("xian-t1", scopes)
    assert counts("xian-t2", scopes)
    assert not counts("xian-t3", scopes)


def test_a_dam_without_known_villages_may_threaten_all_of_its_township(
    connection: Connection,
) -> None:
    assert scopes_of(connection, "xian-other", None) == frozenset({
        "xian-other", "xian-o3", "xian-t2", "xian-v2",
    })  # fmt: skip


def test_a_dam_in_an_unknown_township_may_lie_in_any(connection: Connection) -> None:
    scopes = scopes_of(connection, "xian-bare", None)
    assert scopes == frozenset({
        "xian-bare", "xian-o2", "xian-t1", "xian-t2", "xian-t3", "xian-v1", "xian-v2", "xian-v3",
    })  # fmt: skip


def test_a_township_alone_stands_for_the_dams_that_may_lie_in_it(connection: Connection) -> None:
    scopes = scopes_of(connection, None, "xian-t2")
    assert scopes == frozenset(
        {"xian-t2", "xian-v2", "xian-other", "xian-o3", "xian-bare", "xian-o2", *D1}
    )


D1 = ("xian-d1", "xian-o1")
"""The small county's own dam: nobody entered its township."""


@pytest.mark.parametrize(
    ("dam", "township"),
    [(None, None), ("xian-lost", None), (None, "xian-lost"), ("xian-lost", "xian-lost")],
)
def test_where_nothing_is_known_every_scope_counts(
    connection: Connection, dam: str | None, township: str | None
) -> None:
    assert place_of(connection, dam, township) == Place()
    assert scopes_of(connection, dam, township) is None
    assert counts("xian-t3", None)


def test_an_unknown_dam_leaves_the_township_that_is_known(connection: Connection) -> None:
    assert scopes_of(connection, "xian-lost", "xian-t2") == scopes_of(connection, None, "xian-t2")


def test_a_holding_for_no_scope_counts_everywhere() -> None:
    assert counts(None, frozenset())
    assert counts(None, None)


def test_a_holding_for_another_place_does_not_count() -> None:
    assert counts("a", frozenset({"a"}))
    assert not counts("b", frozenset({"a"}))


def test_no_village_is_threatened_by_guess(connection: Connection) -> None:
    villages = villages_of(connection, "xian")
    assert villages == {"xian-v1": "xian-t1", "xian-v2": "xian-t2", "xian-v3": "xian-t1"}
    below = Place(dam="xian-d", downstream=("xian-v2",), townships=("xian-t1",))
    assert threatened(below, villages) == ("xian-v2",)
    assert threatened(Place(dam="xian-d", townships=("xian-t1",)), villages) == ()
    assert threatened(Place(townships=("xian-t1",)), villages) == ("xian-v1", "xian-v3")
    assert threatened(Place(townships=("xian-t3",)), villages) == ()
    assert threatened(Place(), villages) == ()

"""Posts resolve to people at a moment, in one mode, for one place."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from sqlalchemy import Connection

from registry.dams import Fact
from registry.directory import Directory
from registry.load import SAMPLE, load_county
from registry.schema import MODES, County, Mode
from registry.store import Changes
from runtime.clock import ManualClock
from runtime.refusal import Refused
from runtime.vault import Vault
from tests.registry.conftest import NOON

Load = Callable[..., County]
Store = Callable[[County], Changes]
START = datetime(2023, 12, 31, 16, 0, tzinfo=UTC)
MOMENT = timedelta(microseconds=1)


@pytest.fixture
def who(
    store: Store, county: Load, connection: Connection, directory: Directory
) -> Callable[..., list[str]]:
    """The ids of those who hold a post of the small county."""
    store(county())

    def ask(
        post: str, mode: Mode = "real", at: datetime = NOON, scope: str | None = None
    ) -> list[str]:
        found = directory.holders(connection, "xian", mode, post, at, scope)
        return [holding.person_id for holding in found]

    return ask


Who = Callable[..., list[str]]


def test_the_holder_comes_before_the_deputies(who: Who) -> None:
    assert who("head") == ["xian-qian", "xian-sun"]


def test_a_vacant_post_has_nobody(who: Who) -> None:
    assert who("nobody") == []


def test_a_holding_begins_at_since(who: Who) -> None:
    assert who("head", at=START - MOMENT) == []
    assert who("head", at=START) == ["xian-qian", "xian-sun"]


def test_a_holding_ends_just_before_until(
    who: Who, store: Store, county: Load, clock: ManualClock
) -> None:
    clock.forward(timedelta(hours=1))
    store(county("post: head, person: xian-qian", "post: head, person: xian-zhao"))
    assert who("head", at=clock.now() - MOMENT)[0] == "xian-qian"
    assert who("head", at=clock.now()) == ["xian-zhao", "xian-sun"]


def test_moments_in_any_zone_are_the_same_moment(who: Who) -> None:
    local = datetime.fromisoformat("2024-01-01T00:00:00+08:00")
    assert who("head", at=local) == ["xian-qian", "xian-sun"]
    assert who("head", at=local - MOMENT) == []


def test_who_is_appointed_for_the_place_goes_before_the_general_holder(who: Who) -> None:
    assert who("township_head", scope="xian-t1") == ["xian-sun"]
    assert who("township_head", scope="xian-t2") == ["xian-qian"]
    assert who("township_head") == ["xian-qian"]


def test_modes_never_mix(who: Who) -> None:
    assert who("head", mode="exercise") == ["xian-ex-li"]
    assert who("township_head", mode="exercise", scope="xian-t1") == []
    assert "xian-ex-li" not in who("head")


def test_another_jurisdiction_has_its_own_people(
    who: Who, connection: Connection, directory: Directory
) -> None:
    assert who("head") != []
    assert directory.holders(connection, "other", "real", "head", NOON) == ()


def test_contacts_come_in_the_order_to_try_them(
    who: Who, connection: Connection, directory: Directory
) -> None:
    contacts = directory.contacts(connection, "xian-qian")
    assert [(c.rank, c.kind, c.address, c.mode) for c in contacts] == [
        (1, "sim", "sim:0002", "real"),
        (2, "sim", "sim:0001", "real"),
    ]


def test_names_of_an_erased_and_of_an_unknown_person_are_none(
    who: Who, connection: Connection, directory: Directory, vault: Vault
) -> None:
    vault.destroy(connection, "xian-qian")
    assert directory.names(connection, ["xian-sun", "xian-qian", "xian-who"]) == {
        "xian-sun": "孙丙",
        "xian-qian": None,
        "xian-who": None,
    }
    assert directory.name(connection, "xian-qian") is None
    assert directory.contacts(connection, "xian-qian") == ()
    assert who("head") == ["xian-qian", "xian-sun"]


def test_a_dam_knows_what_is_known_and_what_is_not(
    who: Who, connection: Connection, directory: Directory
) -> None:
    dam = directory.dam(connection, "xian-d1")
    assert (dam.say("zh"), dam.say("en"), dam.responsible_person_id) == (
        "甲尾矿库",
        "Dam A",
        "xian-zhao",
    )
    assert dam.facts["height_m"] == Fact(
        Decimal("38.70"), "m", "paper", datetime(2024, 5, 6, tzinfo=UTC).date()
    )
    assert dam.facts["volume_m3"] is None
    assert directory.dams(connection, "xian") == (dam,)


def test_an_unknown_dam_is_refused(who: Who, connection: Connection, directory: Directory) -> None:
    with pytest.raises(Refused) as caught:
        directory.dam(connection, "xian-d9")
    assert (caught.value.code, caught.value.value) == ("unknown_item", "xian-d9")


@pytest.mark.parametrize(
    ("old", "new", "changes"),
    [
        ("sim:0003", "sim:0004", True),
        ('"sim:0002"}, {kind: sim, address: "sim:0001"}', '"sim:0002"}', True),
        ("rank: 2", "rank: 3", True),
        ("person: xian-sun, rank: 2", "person: xian-zhao, rank: 2", True),
        ("scope: xian-t1, ", "", None),
        ("value: 38.70", "value: 38.71", False),
    ],
)
def test_the_roster_version_follows_holdings_and_contacts_of_its_mode(
    store: Store,
    county: Load,
    connection: Connection,
    directory: Directory,
    old: str,
    new: str,
    changes: bool | None,
) -> None:
    store(county())
    before = {m: directory.roster_version(connection, "xian", m) for m in MODES}
    if changes is None:  # two holders of one rank: refused before anything is stored
        with pytest.raises(Refused):
            county(old, new)
        return
    store(county(old, new))
    after = {m: directory.roster_version(connection, "xian", m) for m in MODES}
    assert (before["real"] != after["real"]) is changes
    assert before["exercise"] == after["exercise"]


def test_the_sample_answers_for_its_own_dam_and_for_any_other(
    store: Store, connection: Connection, directory: Directory
) -> None:
    store(load_county(SAMPLE))

    def names(post: str, scope: str | None) -> list[str | None]:
        found = directory.holders(connection, "wutai", "real", post, NOON, scope)
        return [directory.name(connection, holding.person_id) for holding in found]

    assert names("responsible_leader", "wutai-dam-hongyuan") == ["田江波"]
    assert names("responsible_leader", "wutai-dam-demo") == ["（演示）青石沟库包保责任人"]
    assert names("township_head", "wutai-township-demo")[0] == "（演示）青石沟乡乡长"
    assert names("township_head", None)[0] == "（演示）乡镇长"
    assert names("operator_head", "wutai-operator-hongyuan") == ["（演示）企业负责人"]
    assert len(directory.dams(connection, "wutai")) == 24

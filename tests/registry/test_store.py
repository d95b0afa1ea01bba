"""Storing a county: the same files change nothing, a change keeps what was."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy import Connection, insert, select
from sqlalchemy.exc import IntegrityError
from sqlmodel import col

from registry.directory import Directory
from registry.load import SAMPLE, load_county
from registry.schema import MODES, County
from registry.store import Changes
from registry.tables import HoldingRow, MineRow, OperatorRow, PersonRow
from runtime.clock import ManualClock
from runtime.vault import Vault
from tests.registry.conftest import NOON

Load = Callable[..., County]
Store = Callable[[County], Changes]
HOUR = timedelta(hours=1)


def held(connection: Connection, post: str) -> list[tuple[str, int, object, object]]:
    query = (
        select(
            col(HoldingRow.person_id),
            col(HoldingRow.rank),
            col(HoldingRow.since),
            col(HoldingRow.until),
        )
        .where(col(HoldingRow.post) == post, col(HoldingRow.mode) == "real")
        .order_by(col(HoldingRow.rank), col(HoldingRow.since))
    )
    return [(row[0], row[1], row[2], row[3]) for row in connection.execute(query)]


def test_the_second_run_of_the_sample_changes_nothing(
    store: Store, directory: Directory, connection: Connection, clock: ManualClock
) -> None:
    sample = load_county(SAMPLE)
    first = store(sample)
    versions = [directory.roster_version(connection, "wutai", mode) for mode in MODES]
    clock.forward(HOUR)
    assert first.things == len(
        [*sample.townships, *sample.villages, *sample.operators, *sample.mines, *sample.dams]
    )
    assert first.people == len(sample.real.people) + len(sample.exercise.people)
    assert first.holdings == len(sample.real.holdings) + len(sample.exercise.holdings)
    assert store(load_county(SAMPLE)) == Changes()
    assert [directory.roster_version(connection, "wutai", mode) for mode in MODES] == versions


def test_a_new_holder_closes_the_old_row_and_opens_a_new_one(
    store: Store, county: Load, connection: Connection, clock: ManualClock
) -> None:
    store(county())
    start = held(connection, "head")[0][2]
    clock.forward(HOUR)
    changed = county("post: head, person: xian-qian", "post: head, person: xian-zhao")
    assert store(changed) == Changes(holdings=2)
    assert held(connection, "head")[:2] == [
        ("xian-qian", 1, start, NOON + HOUR),
        ("xian-zhao", 1, NOON + HOUR, None),
    ]
    clock.forward(HOUR)
    assert store(changed) == Changes()


def test_a_holder_who_comes_back_gets_a_third_row(
    store: Store, county: Load, connection: Connection, clock: ManualClock
) -> None:
    store(county())
    for replacement in (("post: head, person: xian-qian", "post: head, person: xian-zhao"), ()):
        clock.forward(HOUR)
        store(county(*replacement))
    rows = [row for row in held(connection, "head") if row[1] == 1]
    assert [(who, until) for who, _, _, until in rows] == [
        ("xian-qian", NOON + HOUR),
        ("xian-zhao", NOON + 2 * HOUR),
        ("xian-qian", None),
    ]
    assert rows[2][2] == NOON + 2 * HOUR


def test_a_post_left_out_is_vacant_from_now_on(
    store: Store, county: Load, connection: Connection, directory: Directory
) -> None:
    store(county())
    line = "    - {post: head, person: xian-sun, rank: 2, source: local}\n"
    assert store(county(line, "")) == Changes(holdings=1)
    after = directory.holders(connection, "xian", "real", "head", NOON)
    before = directory.holders(connection, "xian", "real", "head", NOON - HOUR)
    assert ([h.person_id for h in after], [h.person_id for h in before]) == (
        ["xian-qian"],
        ["xian-qian", "xian-sun"],
    )


def test_an_end_written_in_the_files_is_taken_over(
    store: Store, county: Load, connection: Connection
) -> None:
    store(county())
    ends = county(
        "person: xian-sun, rank: 2", "person: xian-sun, rank: 2, until: 2024-08-01T00:00:00Z"
    )
    assert store(ends) == Changes(holdings=1)
    assert store(ends) == Changes()
    assert held(connection, "head")[1][3] == NOON.replace(month=8, hour=0)


def test_an_announced_holder_who_is_withdrawn_never_held(
    store: Store, county: Load, connection: Connection, directory: Directory
) -> None:
    extra = "    - {post: head, person: xian-sun, rank: 2,"
    later = extra.replace("rank: 2,", "rank: 2, since: 2024-08-01T00:00:00Z,")
    store(county(extra, later))
    store(county(extra + " source: local}\n", ""))
    for at in (NOON, NOON.replace(month=8), NOON.replace(month=9)):
        found = directory.holders(connection, "xian", "real", "head", at)
        assert [holding.person_id for holding in found] == ["xian-qian"]


def test_a_changed_name_and_a_changed_fact_are_taken_over(
    store: Store, county: Load, connection: Connection, directory: Directory
) -> None:
    store(county())
    changed = county("name: 孙丙", "name: 孙丙丙", "value: 38.70", "value: 39")
    assert store(changed) == Changes(things=1, people=1)
    assert directory.name(connection, "xian-sun") == "孙丙丙"
    assert store(changed) == Changes()


def test_an_erased_person_stays_erased(
    store: Store, county: Load, connection: Connection, vault: Vault, directory: Directory
) -> None:
    store(county())
    vault.destroy(connection, "xian-qian")
    again = store(county())
    assert again.contacts == 2  # the rows that lead to erased addresses are removed
    assert directory.name(connection, "xian-qian") is None
    assert directory.contacts(connection, "xian-qian") == ()
    assert store(county()) == Changes()


def test_the_database_itself_keeps_the_modes_apart(
    store: Store, county: Load, connection: Connection
) -> None:
    store(county())
    row = {
        "id": "hold-x",
        "jurisdiction": "xian",
        "mode": "real",
        "post": "head",
        "person_id": "xian-ex-li",
        "rank": 3,
        "since": NOON,
        "source": "local",
    }
    with pytest.raises(IntegrityError), connection.begin_nested():
        connection.execute(insert(HoldingRow), row)


def test_no_name_and_no_address_stands_outside_the_vault(
    store: Store, county: Load, connection: Connection
) -> None:
    store(county())
    rows = connection.execute(select(PersonRow.__table__)).all()  # type: ignore[attr-defined]
    assert len(rows) == 4
    assert not [row for row in rows if "赵甲" in str(row) or "sim:" in str(row)]


def test_operators_and_mines_of_the_sample_are_linked(store: Store, connection: Connection) -> None:
    store(load_county(SAMPLE))
    query = (
        select(col(MineRow.name))
        .join(OperatorRow, col(OperatorRow.id) == col(MineRow.operator_id))
        .where(col(OperatorRow.legal_representative_person_id).is_not(None))
    )
    assert set(connection.execute(query).scalars()) == {"五台县宏远矿业有限公司", "五台铺上铁矿"}

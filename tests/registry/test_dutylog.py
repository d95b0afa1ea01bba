"""The duty desk's log: added to, corrected by new entries, erased by its key, never changed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import Connection, text
from sqlalchemy.exc import DBAPIError, IntegrityError

from registry.dutylog import DutyEntry, DutyLog, EntryKind, NewEntry, owner_of
from registry.schema import County
from registry.store import Changes
from runtime.database import Database
from runtime.refusal import Refused
from runtime.vault import Vault
from tests.engines import Engine
from tests.registry.conftest import NOON

ZONE = ZoneInfo("Asia/Shanghai")
CALL = NewEntry("call", NOON, "坝脚渗水变浑", from_whom="企业调度室", number="sim:0777")
ALL: tuple[EntryKind, ...] = ("call", "paper", "note", "paste")
Append = Callable[..., tuple[DutyEntry, bool]]


@pytest.fixture
def log(database: Database, vault: Vault) -> DutyLog:
    return DutyLog(database, vault)


@pytest.fixture
def append(
    log: DutyLog,
    connection: Connection,
    store: Callable[[County], Changes],
    county: Callable[..., County],
) -> Append:
    """Enters as somebody of the stored county's real roster, at noon."""
    store(county())

    def enter(new: NewEntry, entry: str, now: datetime = NOON, **more: str) -> object:
        who = {"jurisdiction": "xian", "by": "xian-qian", **more}
        return log.append(connection, new=new, entry=entry, now=now, zone=ZONE, **who)

    return enter  # type: ignore[return-value]


def test_entries_are_numbered_and_read_newest_first(
    append: Append, log: DutyLog, connection: Connection
) -> None:
    append(CALL, "d1")
    append(NewEntry("note", NOON, "设备检查正常"), "d2")
    newest = log.newest(connection, "xian", ALL, 10)
    assert [(e.seq, e.kind, e.words) for e in newest] == [
        (2, "note", "设备检查正常"),
        (1, "call", "坝脚渗水变浑"),
    ]
    first = newest[1]
    assert (first.from_whom, first.number, first.recording) == ("企业调度室", "sim:0777", None)
    assert (first.entered_by, first.recorded_at, first.first) == ("xian-qian", NOON, "d1")
    assert [e.seq for e in log.newest(connection, "xian", ("call",), 10)] == [1]
    assert [e.seq for e in log.newest(connection, "xian", ALL, 1, before=2)] == [1]
    assert log.newest(connection, "elsewhere", ALL, 10) == ()


def test_the_table_holds_no_word_and_no_number(append: Append, connection: Connection) -> None:
    append(CALL, "d1")
    stored = repr(connection.execute(text("SELECT * FROM duty_entry")).all())
    assert "d1.words" in stored
    for personal in ("渗水", "调度室", "sim:0777"):
        assert personal not in stored


def test_the_same_request_enters_once(append: Append, log: DutyLog, connection: Connection) -> None:
    one = append(CALL, "d1", command="key-1")
    other = append(CALL, "d2", command="key-1")
    assert (one[1], other[1]) == (False, True)
    assert one[0] == other[0]
    assert len(log.newest(connection, "xian", ALL, 10)) == 1


def test_a_correction_is_an_entry_that_points_at_the_old_one(
    append: Append, log: DutyLog, connection: Connection
) -> None:
    append(CALL, "d1")
    append(NewEntry("call", NOON, "坝肩渗水变浑", corrects="d1"), "d2")
    append(NewEntry("call", NOON, "坝肩渗水已变清", corrects="d2"), "d3")
    third, second, first = log.newest(connection, "xian", ALL, 10)
    assert first.words == "坝脚渗水变浑"
    assert (first.corrected_by, second.corrects, second.corrected_by) == (2, 1, 3)
    assert (third.corrects, third.corrected_by, third.first) == (2, None, "d1")


def test_an_entry_is_corrected_once_and_only_at_its_own_desk(append: Append) -> None:
    append(CALL, "d1")
    append(NewEntry("call", NOON, "另一", corrects="d1"), "d2")
    with pytest.raises(Refused) as refused:
        append(NewEntry("call", NOON, "又一", corrects="d1"), "d3")
    assert (refused.value.code, refused.value.value) == ("impossible", "d1")
    assert "no. 2" in refused.value.say("en")
    for wrong in ({"entry": "d4", "jurisdiction": "elsewhere"}, {"entry": "d4"}):
        target = "d2" if "jurisdiction" in wrong else "none"
        with pytest.raises(Refused) as unknown:
            append(NewEntry("call", NOON, "x", corrects=target), **wrong)
        assert unknown.value.code == "unknown_item"


def test_nobody_of_the_exercise_roster_enters_anything(
    append: Append, connection: Connection
) -> None:
    with pytest.raises(IntegrityError), connection.begin_nested():
        append(CALL, "d1", by="xian-ex-li")


CHANGES = (
    "UPDATE duty_entry SET kind = 'note'",
    "UPDATE duty_entry SET received_at = recorded_at WHERE id = 'd1'",
    "DELETE FROM duty_entry",
)
ONLY_ON: dict[Engine, tuple[str, ...]] = {
    "sqlite": ("REPLACE INTO duty_entry SELECT * FROM duty_entry",),
    "postgresql": ("TRUNCATE duty_entry",),
}


def test_the_database_itself_refuses_to_change_or_remove_an_entry(
    append: Append, log: DutyLog, connection: Connection, engine: Engine
) -> None:
    append(CALL, "d1")
    for statement in CHANGES + ONLY_ON[engine]:
        with (
            pytest.raises(DBAPIError, match="append-only: rows of duty_entry"),
            connection.begin_nested(),
        ):
            connection.execute(text(statement))
    assert [e.kind for e in log.newest(connection, "xian", ALL, 10)] == ["call"]


def test_a_months_key_erases_its_words_and_leaves_the_log(
    append: Append, log: DutyLog, connection: Connection, vault: Vault
) -> None:
    append(CALL, "d1")
    append(CALL, "d2", now=NOON + timedelta(days=30))
    vault.destroy(connection, owner_of("xian", NOON, ZONE))
    july, june = log.newest(connection, "xian", ALL, 10)
    assert (june.words, june.from_whom, june.number) == (None, None, None)
    assert (june.seq, june.entered_by, june.received_at) == (1, "xian-qian", NOON)
    assert july.words == "坝脚渗水变浑"
    with pytest.raises(Refused) as refused:
        append(CALL, "d3")
    assert refused.value.code == "impossible"


def test_the_month_is_the_desks_own() -> None:
    last_of_june = datetime(2024, 6, 30, 16, 30, tzinfo=UTC)
    assert owner_of("xian", last_of_june, ZONE) == "duty:xian:2024-07"


def test_other_words_under_the_same_key_are_refused(append: Append) -> None:
    append(CALL, "d1", command="key-1")
    with pytest.raises(Refused) as refused:
        append(NewEntry("call", NOON, "坝体已垮"), "d2", command="key-1")
    assert refused.value.code == "duplicate"


@pytest.mark.parametrize(
    "other",
    [
        {"kind": "note"},
        {"received_at": NOON - timedelta(hours=1)},
        {"corrects": "d0"},
        {"recording": "0517-31"},
    ],
)
def test_another_kind_time_or_correction_under_the_same_key_is_refused(
    append: Append, other: dict[str, Any]
) -> None:
    append(NewEntry("note", NOON, "设备检查正常"), "d0")
    append(CALL, "d1", command="key-1")
    with pytest.raises(Refused) as refused:
        append(replace(CALL, **other), "d2", command="key-1")
    assert refused.value.code == "duplicate"


def test_a_repetition_that_named_no_time_may_come_later(append: Append) -> None:
    first, _ = append(CALL, "d1", command="key-1")
    later = NOON + timedelta(minutes=5)
    again, repeated = append(replace(CALL, received_at=later), "d2", later, command="key-1")
    assert (again, repeated) == (first, True)

"""A file whose entry never came goes after many days; one that anything names never does."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from datetime import timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import bindparam, text
from sqlalchemy.exc import DBAPIError, IntegrityError

from incident import commands as c
from incident.codec import Envelope
from incident.materials.arrival import arrived
from incident.materials.shelf import keep, kept
from incident.materials.stock import Stock, Swept, last_swept, stock
from incident.materials.sweep import sweep, unnamed
from registry.dutylog import DutyLog, NewEntry
from runtime.columns import Instant
from runtime.database import Database
from runtime.ids import CountedIds
from runtime.migrate import upgrade
from runtime.refusal import Refused
from tests.incident.bench import COUNTY
from tests.incident.conftest import House
from tests.incident.materials import samples as s
from tests.incident.materials.test_kept import LIAISON, OFFICER, check
from tests.incident.test_verify import run

DAY = timedelta(days=1)
PICTURE = s.jpeg(s.JFIF)
SIZE = len(PICTURE)
REMOVE = text(
    "INSERT INTO material_removal (material, incident, mode, size, removed_at, sweep) "
    "VALUES (:material, :incident, :mode, :size, :removed_at, 'by hand')"
).bindparams(bindparam("removed_at", type_=Instant))


def sent(house: House, incident: str, name: str, *, command: str | None = None) -> str:
    now, envelope = house.clock.now(), Envelope(incident, COUNTY, "real")
    file = arrived("image/jpeg", PICTURE)
    with house.database.write() as connection:
        return keep(
            connection, house.vault, envelope, file, OFFICER, now,
            name=name, arrived_at=now, command=command,
        )  # fmt: skip


def swept(house: House, days: int = 30) -> list[str]:
    now, ids = house.clock.now(), CountedIds("s")
    return [file.id for file in sweep(house.database, house.vault, ids, now, days)]


def by_hand(house: House, of: str, name: str, **more: object) -> None:
    """As somebody with the database at hand would remove a file."""
    values: dict[str, object] = {
        "material": name, "incident": of, "mode": "real", "size": SIZE,
        "removed_at": house.clock.now(), **more,
    }  # fmt: skip
    with house.database.write() as connection:
        connection.execute(REMOVE, values)


def sealed(house: House, name: str) -> int:
    with house.database.read() as connection:
        query = text("SELECT length(sealed) FROM material WHERE id = :id")
        return int(connection.execute(query, {"id": name}).scalar_one())


def held(house: House) -> tuple[Stock, Swept | None]:
    with house.database.read() as connection:
        return stock(connection), last_swept(connection)


def test_what_no_entry_brought_goes_and_what_one_brought_stays(house: House) -> None:
    incident = house.report()
    left, brought = sent(house, incident, "mat-a", command="key"), sent(house, incident, "mat-b")
    house.desk.put(incident, c.AddNote(note="群里转来", materials=(brought,)), OFFICER)
    house.clock.forward(29 * DAY)
    late = sent(house, incident, "mat-late")
    assert swept(house) == []
    house.clock.forward(DAY)
    with house.database.read() as connection:
        (found,) = unnamed(connection, house.vault, house.clock.now(), 30)
        assert (found.id, found.incident, found.size) == (left, incident, SIZE)
    assert swept(house) == [left]
    assert swept(house) == [], "once"
    assert [sealed(house, n) > 0 for n in (left, brought, late)] == [False, True, True]
    assert held(house) == (Stock(2, 2 * SIZE), Swept(1, SIZE, house.clock.now()))
    with house.database.read() as connection:
        envelope = Envelope(incident, COUNTY, "real")
        assert set(kept(connection, envelope, (left, brought, late))) == {brought, late}
    with pytest.raises(Refused) as refused:
        house.desk.put(incident, c.AddNote(note="x", materials=(left,)), OFFICER)
    assert refused.value.code == "unknown_item"
    assert check(house, incident)[0] == set(), "the log is sound"
    assert sent(house, incident, "mat-again", command="key") == "mat-again", "may come once more"


def test_a_file_that_words_name_stays(house: House) -> None:
    incident = house.report()
    for name in ("mat-n", "mat-d", "mat-x"):
        sent(house, incident, name)
    house.desk.put(incident, c.AddNote(note="见 /materials/mat-n，未附"), OFFICER)
    log = DutyLog(house.database, house.vault)
    with house.database.write() as connection:
        log.append(
            connection, COUNTY,
            NewEntry("note", house.clock.now(), "照片mat-d在系统里"),
            entry="e1", by=OFFICER, now=house.clock.now(), zone=ZoneInfo("Asia/Shanghai"),
        )  # fmt: skip
    house.clock.forward(40 * DAY)
    assert swept(house) == ["mat-x"]


def test_nothing_goes_while_a_text_cannot_be_read(house: House) -> None:
    incident = house.report()
    sent(house, incident, "mat-a")
    house.clock.forward(40 * DAY)
    nothing = b"\0" * 40
    run(house, "UPDATE sealed SET ciphertext = :none WHERE ref LIKE 'cmd%'", none=nothing)
    with pytest.raises(Refused, match="does not verify"):
        swept(house)
    assert sealed(house, "mat-a") > 0


def test_the_database_refuses_the_removal_of_a_file_in_use(house: House) -> None:
    incident, other = house.report(), house.report()
    name = sent(house, incident, "mat-used")
    house.desk.put(incident, c.AddNote(note="x", materials=(name,)), OFFICER)
    house.clock.forward(400 * DAY)
    wrong: tuple[dict[str, object], ...] = (
        {}, {"incident": other}, {"mode": "exercise"}, {"size": 1},
    )  # fmt: skip
    for more in wrong:
        with pytest.raises(IntegrityError):
            by_hand(house, incident, name, **more)
    assert sealed(house, name) > 0
    assert check(house, incident)[0] == set()


def test_the_database_refuses_the_removal_of_a_young_file(house: House) -> None:
    incident = house.report()
    name, at = sent(house, incident, "mat-young"), house.clock.now()
    for later in (timedelta(0), 6 * DAY, 7 * DAY - timedelta(seconds=1), -30 * DAY):
        with pytest.raises(IntegrityError, match="less than 7 days"):
            by_hand(house, incident, name, removed_at=at + later)
    assert sealed(house, name) > 0
    wrong: tuple[dict[str, object], ...] = ({"incident": "inc-none"}, {"size": SIZE + 1})
    for more in wrong:
        with pytest.raises(IntegrityError):
            by_hand(house, incident, name, removed_at=at + 8 * DAY, **more)
    by_hand(house, incident, name, removed_at=at + 7 * DAY)
    assert sealed(house, name) == 0


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE material SET sealed = ''",
        "UPDATE material SET sealed = '', command = NULL WHERE id = 'mat-b'",
        "UPDATE material SET size = 0 WHERE id = 'mat-a'",
        "UPDATE material SET sealed = 'other' WHERE id = 'mat-a'",
        "UPDATE material SET arrived_at = NULL",
        "DELETE FROM material",
        "UPDATE material_removal SET sweep = ''",
        "DELETE FROM material_removal",
    ],
)
def test_neither_a_file_nor_its_removal_is_changed(house: House, statement: str) -> None:
    incident = house.report()
    sent(house, incident, "mat-a")
    sent(house, incident, "mat-b")
    by_hand(house, incident, "mat-a", removed_at=house.clock.now() + 8 * DAY)
    with pytest.raises(DBAPIError, match="append-only: rows of material"):
        run(house, statement)


def test_a_removal_is_written_once(house: House) -> None:
    incident, at = house.report(), house.clock.now() + 8 * DAY
    sent(house, incident, "mat-a")
    by_hand(house, incident, "mat-a", removed_at=at)
    with pytest.raises(IntegrityError):
        by_hand(house, incident, "mat-a", removed_at=at + DAY)


def test_no_stranger_replaces_a_removal(tmp_path: Path) -> None:
    path = tmp_path / "tailings.db"
    database = Database.open(f"sqlite:///{path}")
    upgrade(database)
    database.close()
    with closing(sqlite3.connect(path, isolation_level=None)) as stranger:
        moments = "'2026-01-01T00:00:00.000000Z', NULL, '2026-01-01T00:00:00.000000Z'"
        stranger.execute(
            "INSERT INTO material VALUES "
            f"('mat-a', 'inc-a', 'real', 'image/jpeg', 5, 'd', x'0102', 'p', {moments})"
        )
        row = "'mat-a', 'inc-a', 'real', 5, '2026-01-09T00:00:00.000000Z', 's'"
        stranger.execute(f"INSERT INTO material_removal VALUES ({row})")
        for verb in ("INSERT OR REPLACE", "REPLACE", "INSERT"):
            for rowid in ("", "rowid, "):
                names = f"{rowid}material, incident, mode, size, removed_at, sweep"
                values = f"1, {row.replace('mat-a', 'mat-b')}" if rowid else row
                with pytest.raises(sqlite3.IntegrityError):
                    stranger.execute(f"{verb} INTO material_removal ({names}) VALUES ({values})")
        assert stranger.execute("SELECT material FROM material_removal").fetchall() == [("mat-a",)]
        assert stranger.execute("SELECT sealed FROM material").fetchall() == [(b"",)]


def test_an_entry_that_comes_between_looking_and_removing_keeps_its_file(
    house: House,
) -> None:
    incident = house.report()
    for name in ("mat-a", "mat-b"):
        sent(house, incident, name)
    house.clock.forward(31 * DAY)

    class Between(CountedIds):
        """Asked for a name after the looking."""

        def new(self, kind: str) -> str:
            house.desk.put(incident, c.AddNote(note="x", materials=("mat-a",)), OFFICER)
            return super().new(kind)

    now = house.clock.now()
    removed = sweep(house.database, house.vault, Between("s"), now, 30)
    assert [file.id for file in removed] == ["mat-b"]
    assert check(house, incident)[0] == set()


def test_all_incidents_together_have_a_limit(house: House) -> None:
    incident, now = house.report(), house.clock.now()
    photo = arrived("image/jpeg", PICTURE)
    sent(house, house.report(), "mat-a")
    envelope = Envelope(incident, COUNTY, "real")
    with pytest.raises(Refused) as refused, house.database.write() as connection:
        keep(
            connection, house.vault, envelope, photo, LIAISON, now,
            name="mat-b", arrived_at=now, most_mib=0,
        )  # fmt: skip
    assert (refused.value.code, refused.value.field) == ("too_large", "body")
    assert refused.value.value == str(SIZE)
    assert "TAILINGS_FILES_MIB" in refused.value.say("zh")
    assert held(house)[0] == Stock(1, SIZE)

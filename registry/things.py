"""Writing the places and works of a county: townships, villages, operators, mines and dams."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from sqlalchemy import Connection, insert, inspect, select, update
from sqlmodel import SQLModel

from registry.schema import County, Dam, Fact, Facts, Thing
from registry.tables import DamRow, MineRow, OperatorRow, TownshipRow, VillageRow

_AT_ONCE = 500  # below every engine's limit of parameters in one statement


def store(connection: Connection, county: County) -> int:
    """Insert or update every thing that the files name; the number of rows that changed.

    People that operators, mines and dams point to must be there already.
    """
    mine = {"jurisdiction": county.jurisdiction}
    return sum(
        put(connection, table, (values | mine for values in rows)) for table, rows in _rows(county)
    )


def _rows(county: County) -> Iterable[tuple[type[SQLModel], Iterable[dict[str, Any]]]]:
    """In the order in which they refer to each other."""
    yield TownshipRow, (_thing(township) for township in county.townships)
    yield (
        VillageRow,
        (
            _thing(village)
            | {
                "township_id": village.township,
                "households": village.households,
                "residents": village.residents,
                "source": village.source,
            }
            for village in county.villages
        ),
    )
    yield (
        OperatorRow,
        (
            _thing(operator)
            | {
                "also_written": list(operator.also_written),
                "place": operator.place,
                "legal_representative_person_id": legal.person if legal else None,
                "legal_representative_source": legal.source if legal else None,
                "source": operator.source,
            }
            for operator in county.operators
            for legal in (operator.legal_representative,)
        ),
    )
    yield (
        MineRow,
        (
            _thing(mine)
            | {
                "kind": mine.kind,
                "operator_id": mine.operator,
                "responsible_person_id": mine.responsible,
                "source": mine.source,
            }
            for mine in county.mines
        ),
    )
    yield DamRow, (_dam(dam) for dam in county.dams)


def _thing(thing: Thing) -> dict[str, Any]:
    return {
        "id": thing.id,
        "name": thing.name.zh,
        "name_en": thing.name.en,
        "fictional": thing.fictional,
    }


def _dam(dam: Dam) -> dict[str, Any]:
    return _thing(dam) | {
        "operator_id": dam.operator,
        "township_id": dam.township,
        "responsible_person_id": dam.responsible,
        "source": dam.source,
        "facts": {key: _fact(getattr(dam.facts, key)) for key in Facts.model_fields},
        "downstream": [below.model_dump() for below in dam.downstream],
    }


def _fact(fact: Fact | None) -> dict[str, Any] | None:
    """Numbers are kept as text, so that 38.70 stays 38.70."""
    if fact is None:
        return None
    return {
        "value": str(fact.value),
        "unit": fact.unit,
        "source": fact.source,
        "dated": fact.dated.isoformat() if fact.dated else None,
    }


def put(connection: Connection, table: type[SQLModel], rows: Iterable[Mapping[str, Any]]) -> int:
    """Insert or update rows by their ids; how many were not so already."""
    wanted = {row["id"]: row for row in rows}
    columns = inspect(table).columns
    stored: dict[str, Mapping[str, Any]] = {}
    ids = list(wanted)
    for start in range(0, len(ids), _AT_ONCE):
        same = columns["id"].in_(ids[start : start + _AT_ONCE])
        found = connection.execute(select(*columns).where(same)).mappings()
        stored |= {row["id"]: row for row in found}
    if fresh := [dict(row) for id_, row in wanted.items() if id_ not in stored]:
        connection.execute(insert(table), fresh)
    altered = 0
    for id_, before in stored.items():
        changed = {key: value for key, value in wanted[id_].items() if before[key] != value}
        if changed:
            connection.execute(update(table).where(columns["id"] == id_).values(**changed))
            altered += 1
    return len(fresh) + altered

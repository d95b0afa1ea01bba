"""Which places, works and enterprises an incident concerns, and whose post counts for it.

A post may be held for one village, township, operator or dam. Whether such a holding counts for
an incident follows from the dam and the township that the incident names. Who may act and who is
told are two questions. What is unknown shuts nobody out from acting: a dam whose township nobody
entered may lie in any township. It makes nobody be told: see ``threatened``.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, bindparam, or_, select
from sqlmodel import col

from registry.tables import DamRow, TownshipRow, VillageRow
from runtime.prepared import Prepared


@dataclass(frozen=True, slots=True)
class Place:
    """Where an incident is, as far as the registry knows it; ids throughout."""

    jurisdiction: str | None = None
    """``None`` where neither dam nor township is known."""
    dam: str | None = None
    operator: str | None = None
    townships: tuple[str, ...] = ()
    """The one that the incident names, then the dam's own if it is another; empty: unknown."""
    downstream: tuple[str, ...] = ()
    """Villages below the dam, the nearest first; empty: unknown."""

    @property
    def nearest(self) -> tuple[str, ...]:
        """Scopes whose holder stands for the whole place, the narrowest first."""
        return tuple(scope for scope in (self.dam, self.operator, *self.townships) if scope)


def place_of(connection: Connection, dam_id: str | None, township_id: str | None) -> Place:
    """The place of an incident. A dam or township that the registry does not have is unknown."""
    dams = _DAM.run(connection, {"id": dam_id}) if dam_id is not None else []
    given = _TOWNSHIP.run(connection, {"id": township_id}) if township_id is not None else []
    townships = [township_id] if township_id is not None and given else []
    if not dams:
        return Place(given[0].jurisdiction if given else None, townships=tuple(townships))
    (dam,) = dams
    if dam.township_id is not None and dam.township_id not in townships:
        townships.append(dam.township_id)
    return Place(
        jurisdiction=dam.jurisdiction,
        dam=dam.id,
        operator=dam.operator_id,
        townships=tuple(townships),
        downstream=tuple(below["village"] for below in sorted(dam.downstream, key=_distance)),
    )


def scopes_of(
    connection: Connection, dam_id: str | None, township_id: str | None
) -> frozenset[str] | None:
    """Every scope that belongs to an incident, or may: see ``counts``.

    The dam, its operator, its township and the given one, and the villages downstream. Of what is
    unknown, everything that it may be: without a dam, those of the township and those whose
    township nobody entered; without a township, all; without villages, those of the township.
    ``None`` where neither dam nor township is known: then every scope counts.
    """
    place = place_of(connection, dam_id, township_id)
    if place.jurisdiction is None:
        return None
    return frozenset((*place.nearest, *_in_doubt(connection, place, place.jurisdiction)))


def counts(scope_id: str | None, scopes: frozenset[str] | None) -> bool:
    """Whether a holding for ``scope_id`` counts for an incident with these ``scopes_of``.

    One for no scope in particular counts everywhere, and where nothing is known each one does.
    """
    return scope_id is None or scopes is None or scope_id in scopes


def villages_of(connection: Connection, jurisdiction: str) -> dict[str, str]:
    """Every village of the registry with its township, by id."""
    rows = _VILLAGES.run(connection, {"jurisdiction": jurisdiction})
    return {row.id: row.township_id for row in rows}


def works_of(connection: Connection, jurisdiction: str) -> frozenset[str]:
    """Every dam of the registry and every operator of one, by id."""
    rows = _WORKS.run(connection, {"jurisdiction": jurisdiction})
    return frozenset(id_ for row in rows for id_ in row)


def threatened(place: Place, villages: Mapping[str, str]) -> tuple[str, ...]:
    """The villages to be told: those below the dam; without a dam, those of the township.

    ``villages`` are those of the registry with their townships. None by guess: a dam below which
    no village is entered threatens none that the registry knows, and that has to be said. Those
    below a dam come nearest first, those of a township by id.
    """
    if place.dam is not None:
        return place.downstream
    return _within(place, villages)


def _within(place: Place, villages: Mapping[str, str]) -> tuple[str, ...]:
    return tuple(v for v, township in villages.items() if township in place.townships)


def _in_doubt(connection: Connection, place: Place, jurisdiction: str) -> Iterator[str]:
    """What the unknown parts of a known place may be."""
    if place.dam is None:
        dams = select(col(DamRow.id), col(DamRow.operator_id)).where(
            col(DamRow.jurisdiction) == jurisdiction,
            or_(col(DamRow.township_id).is_(None), col(DamRow.township_id).in_(place.townships)),
        )
        for dam in connection.execute(dams):
            yield from (dam.id, dam.operator_id)
    if not place.townships:
        townships = select(col(TownshipRow.id)).where(col(TownshipRow.jurisdiction) == jurisdiction)
        yield from connection.execute(townships).scalars()
    villages = villages_of(connection, jurisdiction)
    if place.downstream:
        yield from place.downstream
    else:
        yield from _within(place, villages) if place.townships else villages


def _distance(below: Mapping[str, Any]) -> tuple[bool, int, str]:
    """Where the distance is unknown a village comes after the known ones."""
    known = below["distance_m"]
    return known is None, known or 0, below["village"]


# Asked with every command.
_DAM = Prepared(
    select(
        col(DamRow.id),
        col(DamRow.jurisdiction),
        col(DamRow.operator_id),
        col(DamRow.township_id),
        col(DamRow.downstream),
    ).where(col(DamRow.id) == bindparam("id"))
)
_VILLAGES = Prepared(
    select(col(VillageRow.id), col(VillageRow.township_id))
    .where(col(VillageRow.jurisdiction) == bindparam("jurisdiction"))
    .order_by(col(VillageRow.id))
)
_WORKS = Prepared(
    select(col(DamRow.id), col(DamRow.operator_id)).where(
        col(DamRow.jurisdiction) == bindparam("jurisdiction")
    )
)
_TOWNSHIP = Prepared(
    select(col(TownshipRow.jurisdiction)).where(col(TownshipRow.id) == bindparam("id"))
)

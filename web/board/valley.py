"""Who lives below the dam: what the registry knows, the nearest village first."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, select
from sqlmodel import col

from incident.state import Incident
from registry.scopes import place_of
from registry.tables import DamRow, VillageRow
from runtime.language import Lang
from web.board.villagereplies import VillageReply, village_replies

DIRECTLY_BELOW_M = 1000
"""A dam is a 头顶库 where people live within 1 km below it along the flow path. The registry has no
mark for one; it knows the distance along the valley floor. It is who is called first, and bounds
nothing: mud has run much further."""


@dataclass(frozen=True, slots=True)
class Village:
    """Figures of the registry; None where it does not know."""

    id: str
    name: str
    distance_m: int | None
    households: int | None
    residents: int | None
    replies: tuple[VillageReply, ...] = ()
    """What those who stand for it answered to their alerts: shown as its answer, and no stage:
    nobody has told how it is there."""

    @property
    def directly_below(self) -> bool:
        """Whether it is called at the same time as the township; False also where the distance is
        unknown."""
        return self.distance_m is not None and self.distance_m <= DIRECTLY_BELOW_M


def below(
    connection: Connection, state: Incident, lang: Lang, held_at: datetime | None
) -> tuple[Village, ...]:
    """The villages below the dam of an incident; empty where they are unknown. Posts are as
    they were held at ``held_at``; None: who reads it is not told who answered."""
    place = place_of(connection, state.opened.dam, state.opened.township)
    if not place.downstream:
        return ()
    rows = connection.execute(
        select(
            col(VillageRow.id), col(VillageRow.name), col(VillageRow.name_en),
            col(VillageRow.households), col(VillageRow.residents),
        ).where(col(VillageRow.id).in_(place.downstream))
    )  # fmt: skip
    known = {row.id: row for row in rows}
    dam = connection.execute(select(col(DamRow.downstream)).where(col(DamRow.id) == place.dam))
    distances = {d["village"]: d["distance_m"] for d in dam.scalar_one()}
    replies = held_at and village_replies(connection, state, place.downstream, held_at)
    return tuple(
        Village(
            id_,
            known[id_].name if lang == "zh" else known[id_].name_en,
            distances.get(id_),
            known[id_].households,
            known[id_].residents,
            replies.get(id_, ()) if replies else (),
        )
        for id_ in place.downstream
        if id_ in known
    )

"""How the villages below the dam stand, as the panel shows it: figure, source and age.

The newest word is for everybody who sees the panel, the wall included; what another source said
is for those who see assessed figures.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from incident.state import Incident
from incident.told_aloud import ToldAloud, told_aloud
from incident.villages import Standing, Total, standing, total
from web.board.valley import Village


@dataclass(frozen=True, slots=True)
class Moving:
    """Every village below the dam, in the order of the valley, and the totals over them."""

    stands: Mapping[str, Standing]
    aloud: Mapping[str, tuple[ToldAloud, ...]]
    """Of each village how it was told there, by whichever record."""
    households: Total
    people: Total

    @property
    def silent(self) -> int:
        """How many villages nobody has said anything of."""
        return sum(not (s.stage or s.figures or self.aloud[v]) for v, s in self.stands.items())


def moving(state: Incident, below: Sequence[Village]) -> Moving:
    """How everybody below the dam stands."""
    ids = [v.id for v in below]
    return Moving(
        stands={v: standing(state.villages.get(v, ())) for v in ids},
        aloud={v: told_aloud(state, v) for v in ids},
        households=total(ids, state.villages, "households_moved"),
        people=total(ids, state.villages, "people_moved"),
    )

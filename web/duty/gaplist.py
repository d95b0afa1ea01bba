"""The gaps in reaching people as a list to work through: what is worst first, counted, in sections.

Nobody reachable at all comes before only one way, and that before a step that finds nobody.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from notify.gaps import Gap, Kind
from runtime.language import N_

SHOWN = 8
"""Gaps of a section that are seen at once; the others are folded under their count."""

SECTIONS: tuple[tuple[str, str, tuple[Kind, ...]], ...] = (
    (
        "unreached",
        N_("Nobody can be reached"),
        ("desk_empty", "nobody", "no_address", "no_channel", "odd_number"),
    ),
    ("stopped", N_("Have stopped the messages of the system"), ("stopped",)),
    ("villages", N_("Villages in which nobody can be reached"), ("no_village", "village")),
    ("own-words", N_("Notices and corrections do not leave"), ("no_own_words",)),
    ("one-way", N_("Only one way to reach them"), ("one_way",)),
    ("empty-steps", N_("Steps up that find nobody"), ("step_empty", "no_call", "no_deputy")),
    ("ending", N_("Ends soon"), ("hand_off",)),
)


@dataclass(frozen=True, slots=True)
class Section:
    """Gaps that are equally bad."""

    id: str
    title: str
    """To be translated."""
    gaps: tuple[Gap, ...]

    @property
    def first(self) -> tuple[Gap, ...]:
        return self.gaps[:SHOWN]

    @property
    def folded(self) -> tuple[Gap, ...]:
        return self.gaps[SHOWN:]


def sections(gaps: Sequence[Gap]) -> tuple[Section, ...]:
    """Every gap in one section, the worst first; sections without any are left out."""
    found = (
        Section(name, title, tuple(gap for kind in kinds for gap in gaps if gap.kind == kind))
        for name, title, kinds in SECTIONS
    )
    return tuple(section for section in found if section.gaps)

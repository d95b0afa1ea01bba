"""The shape of a county as data: what a registry folder may hold.

Strict: unknown keys are refused, nothing is converted by guess. What is not known is ``null``;
a value that is known says in which source it was found and of what date it is. Ids are stable for
ever and begin with the jurisdiction's id, so that many counties fit in one database.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from types import MappingProxyType
from typing import Annotated, Literal, get_args

from pydantic import Field, model_validator

from registry.text import Name, PlaceName, Said40, Text, Words
from runtime.language import N_, phrase
from runtime.yamlmodels import Id, Part

Count = Annotated[int, Field(ge=0, le=10_000_000)]
Mode = Literal["real", "exercise"]
Lang = Literal["zh", "en"]
ContactKind = Literal[
    "mobile", "short", "office", "secretary", "driver", "home", "email", "ntfy", "sim"
]
MODES: tuple[Mode, ...] = get_args(Mode)

LOCAL = "local"
"""Source of what the county itself determines and no published document says."""


class Source(Part):
    """Where facts come from. ``fictional`` sources may speak about fictional things only."""

    id: Id
    title: Words
    number: str | None = None
    """The document's number, e.g. 五政办发〔2024〕13号."""
    dated: date | None = None
    published_in: Words | None = None
    fictional: bool = False


# -- places and works ----------------------------------------------------------------------------


class Thing(Part):
    """Something with a name; a fictional one exists for demonstrations and exercises only."""

    id: Id
    name: Name
    fictional: bool = False


class Township(Thing):
    """A township or town government's area."""

    name: PlaceName


class Village(Thing):
    name: PlaceName
    township: Id
    households: Count | None = None
    residents: Count | None = None
    source: Id


class LegalRepresentative(Part):
    """法定代表人 as published; not necessarily who answers the phone."""

    person: Id
    source: Id


class Operator(Thing):
    """An enterprise that runs mines or dams."""

    also_written: tuple[Text, ...] = ()
    place: Text | None = None
    legal_representative: LegalRepresentative | None = None
    source: Id


class Mine(Thing):
    kind: Literal["underground"]
    operator: Id
    responsible: Id | None = None
    """Person: the government's responsible leader (包保责任人)."""
    source: Id


class Fact(Part):
    """One known value. With a unit it is a number, without one a word."""

    value: Decimal | int | Text
    unit: Literal["m", "m³", "°"] | None = None
    source: Id
    dated: date | None = None

    @model_validator(mode="after")
    def _number_with_unit(self) -> Fact:
        if isinstance(self.value, str) == (self.unit is not None):
            raise ValueError(phrase(N_("A number needs its unit, and only a number has one.")))
        return self


FACT_UNITS = {"height_m": "m", "volume_m3": "m³", "latitude_deg": "°", "longitude_deg": "°"}
"""The only unit in which each quantity is kept."""


class Facts(Part):
    """What is known about a dam; ``null`` is unknown, which is not zero."""

    height_m: Fact | None = None
    """Height of the dam."""
    volume_m3: Fact | None = None
    """Tailings in store."""
    latitude_deg: Fact | None = None
    longitude_deg: Fact | None = None
    """WGS 84, north and east positive."""
    construction: Fact | None = None
    """How the dam was raised, e.g. ``upstream``."""
    status: Fact | None = None
    """``operating``, ``suspended``, ``closed``."""

    @model_validator(mode="after")
    def _units(self) -> Facts:
        for key, unit in FACT_UNITS.items():
            fact: Fact | None = getattr(self, key)
            if fact is not None and fact.unit != unit:
                why = N_("The unit of {field} must be {unit}.")
                raise ValueError(phrase(why, field=key, unit=unit))
        return self


class Downstream(Part):
    """A village below a dam; ``distance_m`` along the valley floor, null if unknown."""

    village: Id
    distance_m: Count | None = None


class Dam(Thing):
    """A tailings dam (尾矿库)."""

    operator: Id
    township: Id | None = None
    responsible: Id | None = None
    """Person: the government's responsible leader (包保责任人)."""
    source: Id
    facts: Facts = Facts()
    downstream: tuple[Downstream, ...] = ()


# -- people and posts ----------------------------------------------------------------------------


_SIMULATED = re.compile(r"sim:[0-9]{4,8}")
_NUMBER = re.compile(r"\+?[0-9](?:[ -]?[0-9]){2,19}")


NO_NUMBER = N_("This is no number: digits, spaces and hyphens, with + for a country code.")
_SHAPES: Mapping[str, tuple[re.Pattern[str], str]] = MappingProxyType(
    {
        "sim": (_SIMULATED, NO_NUMBER),
        "email": (
            re.compile(r"[^\s@<>]+@[^\s@<>]+\.[^\s@<>]+"),
            N_("This is no e-mail address, such as duty@example.org."),
        ),
        "ntfy": (
            re.compile(r"[A-Za-z0-9_-]{1,64}"),
            N_("This is no topic: up to 64 letters, digits, hyphens and low lines."),
        ),
    }
)
"""How an address of each kind looks, and what to say of one that does not; others are numbers."""


class Contact(Part):
    """One way to reach a person. Simulated addresses look like ``sim:0001`` and ring nowhere."""

    kind: ContactKind
    address: Text

    @model_validator(mode="after")
    def _simulated(self) -> Contact:
        if (self.kind == "sim") != self.address.startswith("sim:"):
            raise ValueError(phrase(N_("Kind sim and an address such as sim:0001 go together.")))
        shape, why = _SHAPES.get(self.kind, (_NUMBER, NO_NUMBER))
        if not shape.fullmatch(self.address):
            raise ValueError(phrase(why))
        return self


class Person(Part):
    id: Id
    name: Said40
    title: Words | None = None
    """The public office in the words of ``source``."""
    source: Id | None = None
    lang: Lang = "zh"
    contacts: tuple[Contact, ...] = ()
    """In the order in which they are tried."""


class Holding(Part):
    """A person holds a post: from ``since`` (else the roster's) until ``until``.

    ``scope`` narrows it to one village, township, operator or dam. Rank 1 is the holder, 2 and on
    are the deputies in order.
    """

    post: Id
    person: Id
    rank: Annotated[int, Field(ge=1, le=99)] = 1
    scope: Id | None = None
    since: datetime | None = None
    until: datetime | None = None
    source: Id


class Roster(Part):
    """The people of one mode: real people and exercise people never meet."""

    since: datetime
    people: tuple[Person, ...]
    holdings: tuple[Holding, ...]


class County(Part):
    """A whole registry folder."""

    jurisdiction: Id
    name: Words
    sources: tuple[Source, ...]
    townships: tuple[Township, ...] = ()
    villages: tuple[Village, ...] = ()
    operators: tuple[Operator, ...]
    mines: tuple[Mine, ...] = ()
    dams: tuple[Dam, ...] = ()
    real: Roster
    exercise: Roster

    def roster(self, mode: Mode) -> Roster:
        return self.real if mode == "real" else self.exercise

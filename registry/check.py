"""What must hold across a county's files: references, uniqueness, fiction apart from fact."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from itertools import combinations

from registry.schema import LOCAL, MODES, County, Facts, Holding, Mode, Thing
from runtime.language import N_, phrase
from runtime.yamlproblems import Marks, Problem

_LISTS = ("townships", "villages", "operators", "mines", "dams")
_FOREVER = datetime.max.replace(tzinfo=UTC)


def check(county: County, marks: Marks) -> Iterator[Problem]:
    """Every mistake that one value alone cannot show."""
    for rule in (_ids, _sources, _references, _fiction, _holdings):
        yield from rule(county, marks)


def _places(county: County) -> Iterator[tuple[tuple[str | int, ...], str]]:
    """Where every id of a thing or person is written."""
    for name in _LISTS:
        things: Sequence[Thing] = getattr(county, name)
        for n, thing in enumerate(things):
            yield (name, n, "id"), thing.id
    for mode in MODES:
        for n, person in enumerate(county.roster(mode).people):
            yield (mode, "people", n, "id"), person.id


def _ids(county: County, marks: Marks) -> Iterator[Problem]:
    seen: set[str] = set()
    start = f"{county.jurisdiction}-"
    for place, id_ in _places(county):
        if not id_.startswith(start):
            yield marks.problem(
                place, id_, phrase(N_("This id must begin with {start}."), start=start)
            )
        if id_ in seen:
            yield marks.problem(place, id_, phrase(N_("This id is used twice.")))
        seen.add(id_)
    sources = [source.id for source in county.sources]
    for n, id_ in enumerate(sources):
        if id_ in sources[:n] or id_ == LOCAL:
            yield marks.problem(("sources", n, "id"), id_, phrase(N_("This id is used twice.")))


def _cited(county: County) -> Iterator[tuple[tuple[str | int, ...], str | None, bool]]:
    """Every citation: where, which source, and whether it is about something fictional."""
    for name in _LISTS[1:]:
        for n, thing in enumerate(getattr(county, name)):
            yield (name, n, "source"), thing.source, thing.fictional
    for n, operator in enumerate(county.operators):
        if operator.legal_representative:
            place = ("operators", n, "legal_representative", "source")
            yield place, operator.legal_representative.source, operator.fictional
    for n, dam in enumerate(county.dams):
        for key in Facts.model_fields:
            fact = getattr(dam.facts, key)
            if fact is not None:
                yield ("dams", n, "facts", key, "source"), fact.source, dam.fictional
    for mode in MODES:
        for n, person in enumerate(county.roster(mode).people):
            yield (mode, "people", n, "source"), person.source, True
        for n, holding in enumerate(county.roster(mode).holdings):
            yield (mode, "holdings", n, "source"), holding.source, True


def _sources(county: County, marks: Marks) -> Iterator[Problem]:
    fictional = {source.id: source.fictional for source in county.sources} | {LOCAL: False}
    for place, id_, may_be_fictional in _cited(county):
        if id_ is None:
            continue
        if id_ not in fictional:
            yield marks.problem(place, id_, phrase(N_("This source is not in the list.")))
        elif fictional[id_] and not may_be_fictional:
            why = N_("A fictional source cannot speak about something real.")
            yield marks.problem(place, id_, phrase(why))


def _references(county: County, marks: Marks) -> Iterator[Problem]:
    real = {person.id for person in county.real.people}
    known = {name: {thing.id for thing in getattr(county, name)} for name in _LISTS}

    def missing(place: tuple[str | int, ...], id_: str | None, ids: set[str]) -> Iterator[Problem]:
        if id_ is not None and id_ not in ids:
            yield marks.problem(place, id_, phrase(N_("This id stands nowhere in these files.")))

    for n, village in enumerate(county.villages):
        yield from missing(("villages", n, "township"), village.township, known["townships"])
    for n, operator in enumerate(county.operators):
        legal = operator.legal_representative
        place = ("operators", n, "legal_representative", "person")
        yield from missing(place, legal.person if legal else None, real)
    for name in ("mines", "dams"):
        for n, work in enumerate(getattr(county, name)):
            yield from missing((name, n, "operator"), work.operator, known["operators"])
            yield from missing((name, n, "responsible"), work.responsible, real)
    for n, dam in enumerate(county.dams):
        yield from missing(("dams", n, "township"), dam.township, known["townships"])
        for k, below in enumerate(dam.downstream):
            below_dam = ("dams", n, "downstream", k, "village")
            yield from missing(below_dam, below.village, known["villages"])
    scopes = known["townships"] | known["villages"] | known["operators"] | known["dams"]
    for mode in MODES:
        people = {person.id for person in county.roster(mode).people}
        for n, holding in enumerate(county.roster(mode).holdings):
            yield from missing((mode, "holdings", n, "person"), holding.person, people)
            yield from missing((mode, "holdings", n, "scope"), holding.scope, scopes)


def _fiction(county: County, marks: Marks) -> Iterator[Problem]:
    """A fictional dam has a fictional operator, and so on: nothing real is drawn into a story."""
    fictional = {thing.id: thing.fictional for name in _LISTS for thing in getattr(county, name)}
    why = phrase(N_("Fictional and real must not be mixed."))
    for name, keys in (
        ("villages", ("township",)),
        ("mines", ("operator",)),
        ("dams", ("operator", "township")),
    ):
        for n, thing in enumerate(getattr(county, name)):
            for key in keys:
                other = getattr(thing, key)
                if other is not None and fictional.get(other, thing.fictional) != thing.fictional:
                    yield marks.problem((name, n, key), other, why)


def _holdings(county: County, marks: Marks) -> Iterator[Problem]:
    for mode in MODES:
        yield from _overlaps(county, mode, marks)


def _overlaps(county: County, mode: Mode, marks: Marks) -> Iterator[Problem]:
    """One post, scope and rank has one holder at a time, and one person holds it once."""
    roster = county.roster(mode)
    slots: dict[tuple[str, str | None], list[tuple[int, Holding]]] = {}
    for n, holding in enumerate(roster.holdings):
        start, end = holding.since or roster.since, holding.until or _FOREVER
        if start >= end:
            reason = phrase(N_("A holding ends after it begins."))
            yield marks.problem((mode, "holdings", n, "until"), holding.until, reason)
        slots.setdefault((holding.post, holding.scope), []).append((n, holding))
    for slot in slots.values():
        for (_, first), (n, second) in combinations(slot, 2):
            same = first.rank == second.rank or first.person == second.person
            apart = (first.until or _FOREVER) <= (second.since or roster.since) or (
                second.until or _FOREVER
            ) <= (first.since or roster.since)
            if same and not apart:
                reason = phrase(
                    N_("At this time this rank of the post is taken, or the person holds it.")
                )
                yield marks.problem((mode, "holdings", n), second.person, reason)

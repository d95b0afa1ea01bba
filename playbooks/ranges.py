"""Criteria test what can be tested, and the grades leave no accident without a grade."""

from __future__ import annotations

from decimal import Decimal
from itertools import pairwise

from playbooks.faults import Fault, Faults, all_known, known, walk
from playbooks.schema import Condition, Plan
from runtime.language import N_, phrase
from runtime.yamlproblems import Place

EMPTY_RANGE = N_("at_least must be less than below.")
GAP = N_("Grades {lower} and {upper} must touch: below {below}, but at_least {at_least}.")
OPEN_ENDED = N_("The lowest grade has no at_least and the highest no below.")
NOT_A_FLAG = N_("This measure is not a flag.")
IS_A_FLAG = N_("This measure is a flag and has no amount.")
MIXED = N_("Only measures of one kind can be added up.")


def conditions(plan: Plan) -> Faults:
    """Conditions test measures and grades that exist, within a range that is not empty."""
    kinds = {measure.id: measure.kind for measure in plan.criteria.measures}
    grades = [grade.id for grade in plan.criteria.grades]
    posts = [post.id for post in plan.organisation.posts]
    for place, part in walk(plan.criteria, ("criteria",)):
        judge = getattr(part, "discretionary", None)
        yield from known((*place, "discretionary"), judge, "post", posts)
        if not isinstance(part, Condition):
            continue
        yield from known((*place, "measure"), part.measure, "measure", kinds)
        yield from known((*place, "flag"), part.flag, "measure", kinds)
        yield from all_known((*place, "sum"), part.sum, "measure", kinds)
        yield from all_known((*place, "grade"), part.grade, "grade", grades)
        if part.flag and kinds.get(part.flag, "flag") != "flag":
            yield Fault((*place, "flag"), part.flag, phrase(NOT_A_FLAG))
        counted = (part.measure, *part.sum) if part.measure else part.sum
        if any(kinds.get(measure) == "flag" for measure in counted):
            yield Fault(place, ", ".join(counted), phrase(IS_A_FLAG))
        if len({kinds[measure] for measure in part.sum if measure in kinds}) > 1:
            yield Fault((*place, "sum"), ", ".join(part.sum), phrase(MIXED))
        if part.at_least is not None and part.below is not None and part.at_least >= part.below:
            yield Fault((*place, "at_least"), part.at_least, phrase(EMPTY_RANGE))


def grades_touch(plan: Plan) -> Faults:
    """For one measure the grades leave no gap and no overlap, from nothing to without limit."""
    ranges: dict[tuple[str, ...], list[tuple[str, Place, Condition]]] = {}
    for i, grade in enumerate(plan.criteria.grades):
        for j, criterion in enumerate(grade.criteria):
            when = criterion.when
            at: Place = ("criteria", "grades", i, "criteria", j, "when")
            subject = (when.measure,) if when.measure else tuple(sorted(when.sum))
            if subject:
                ranges.setdefault(subject, []).append((grade.id, at, when))
    for found in ranges.values():
        for (lower, _, low), (upper, at, high) in pairwise(found):
            if low.below is None or high.at_least is None or low.below != high.at_least:
                values = {"below": _said(low.below), "at_least": _said(high.at_least)}
                yield Fault(at, high.at_least, phrase(GAP, lower=lower, upper=upper, **values))
        _, lowest, low = found[0]
        _, highest, high = found[-1]
        if low.at_least is not None:
            yield Fault((*lowest, "at_least"), low.at_least, phrase(OPEN_ENDED))
        if high.below is not None:
            yield Fault((*highest, "below"), high.below, phrase(OPEN_ENDED))


def _said(bound: Decimal | int | None) -> str:
    return "—" if bound is None else str(bound)

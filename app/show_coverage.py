"""How each clause of a plan is covered, as text for people: what carries it, and why it is so."""

from __future__ import annotations

from collections.abc import Iterator

from playbooks.coverage import CoverageReport
from playbooks.schema import Carried, Plan
from runtime.language import N_, Lang, translate

HOW = {"carried": N_("carried"), "finding": N_("finding"), "beyond": N_("beyond software")}
LABELS = {
    "data": N_("data of the plan"),
    "code": N_("modules"),
    "tests": N_("tests"),
    "finding": N_("finding"),
    "why": N_("why"),
}
WIDTH = 18
"""Columns of a label; a Chinese character takes two."""


def coverage_lines(plan: Plan, report: CoverageReport, lang: Lang) -> Iterator[str]:
    """Clause by clause in the order of the document with all that its entry names, then the
    counts."""
    entries = {entry.item: entry for entry in plan.coverage}
    for clause in plan.clauses:
        entry = entries.get(clause.id)
        how = translate(HOW[entry.how], lang) if entry else translate(N_("IN NONE"), lang)
        yield f"{clause.id:<28} {how}"
        if entry is not None:
            yield from _named(plan, entry, lang)
    counts = {name: len(getattr(report, name)) for name in ("carried", "finding", "beyond")}
    yield translate(
        N_("{carried} carried, {finding} findings, {beyond} beyond software, {missing} in none"),
        lang,
    ).format(**counts, missing=len(report.uncovered))


def _named(plan: Plan, entry: Carried, lang: Lang) -> Iterator[str]:
    """A line for each thing that an entry names, labelled at the first of its sort."""
    finding = next((f for f in plan.findings if f.id == entry.finding), None)
    named = {
        "data": entry.data,
        "code": entry.code,
        "tests": entry.tests,
        "finding": () if finding is None else (f"{finding.id}: {finding.text.say(lang)}",),
        "why": () if entry.why is None else (entry.why.say(lang),),
    }
    for sort, values in named.items():
        label = translate(LABELS[sort], lang)
        for value in values:
            yield f"  {label}{' ' * (WIDTH - _columns(label))}{value}"
            label = ""


def _columns(text: str) -> int:
    return sum(1 if character.isascii() else 2 for character in text)

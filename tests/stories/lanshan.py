"""Another county beside the first: its own plan and its own people, in the same program.

Both counties are in force at once, so whatever of the first one stood in code would show.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import select
from sqlmodel import col

from app.compose import compose
from incident.log import read
from incident.names import Names
from incident.narrate import narrate, refs
from notify.tables import AttemptRow
from playbooks.faults import walk
from playbooks.lookup import Playbook
from playbooks.schema import Words
from registry.load import load_county
from registry.schema import Contact, County, Holding, Person
from registry.store import store_county
from runtime.clock import ManualClock
from runtime.ids import CountedIds
from runtime.language import LANGS
from runtime.settings import Settings
from tests.notify.world import COUNTY, PLAN
from tests.stories.program import START, Night

HANDS = {
    "office": ("rescue_chief", "desk"),
    "operator": ("mine_director", "mine_director"),
    "coordination": ("rescue_chief", "coordination_liaison"),
    "people": ("police_chief", "people_liaison"),
    "works": ("rescue_vice", "works_liaison"),
}
"""The leader of each group in this plan, and who reports for it."""

POSTS = ("mayor", "police_chief", "people_acting", "people_liaison")
"""Posts of the plan that nobody of the county's folder holds."""


def staffed() -> County:
    """The county with somebody in every post that this night needs."""
    county = load_county(COUNTY)
    people = tuple(
        Person(
            id=f"lanshan-{post}".replace("_", "-"),
            name=f"{post}（虚构）",
            contacts=(Contact(kind="sim", address=f"sim:01{number:02}"),),
        )
        for number, post in enumerate(POSTS)
    )
    holdings = tuple(
        Holding(post=post, person=person.id, source="story")
        for post, person in zip(POSTS, people, strict=True)
    )
    roster = county.real
    real = roster.model_copy(
        update={"people": roster.people + people, "holdings": roster.holdings + holdings}
    )
    return county.model_copy(update={"real": real})


@contextmanager
def second_night(folder: Path, database_url: str | None = None) -> Iterator[Night]:
    """The program with the county's own folder of plans beside the plan that comes with it."""
    clock = ManualClock(START)
    settings = Settings(data=folder, database_url=database_url, plans=PLAN.parent)
    program = compose(settings, clock=clock, ids=CountedIds("t"))
    try:
        with program.database.write() as connection:
            store_county(connection, program.vault, staffed(), clock)
        yield Night(program, clock, county="lanshan")
    finally:
        program.close()


def everything_said(night: Night) -> str:
    """Every entry of the log in both languages, and every message that was written."""
    program = night.program
    book = program.shelf.get(night.state.plan)
    written = select(col(AttemptRow.text_ref)).where(col(AttemptRow.incident) == night.incident)
    with program.database.read() as connection:
        entries = list(read(connection, night.incident))
        sealed = [ref for entry in entries for ref in refs(entry)]
        texts = program.vault.unseal(connection, sealed)
        names = program.directory.names(connection, sorted({entry.actor for entry in entries}))
        messages = program.vault.unseal(
            connection, list(connection.execute(written).scalars())
        ).values()
    told = [narrate(entry, book, texts, names).say(lang) for entry in entries for lang in LANGS]
    assert len(messages) > 0
    return "\n".join([*told, *(text or "" for text in messages)])


def names_of(book: Playbook) -> set[str]:
    """What a plan calls its county, units, posts, groups, levels, lines and receivers."""
    plan = book.plan
    body = plan.organisation
    named = [plan.document.title, plan.document.issuer]
    named += [plan.document.jurisdiction.name, plan.document.jurisdiction.upper]
    named += [unit.name for unit in body.units] + [post.title for post in body.posts]
    named += [group.name for group in body.groups] + [
        level.name for level in book.plan.criteria.levels
    ]
    named += [word for line in plan.reporting.lines for word in (line.name, line.receiver)]
    named += [entry.name for entry in plan.reporting.told]
    return {plan.document.number} | {text for word in named for text in (word.zh, word.en)}


def only_of(book: Playbook, other: Playbook) -> set[str]:
    """Names of one plan that stand nowhere in the other, and that are no word of the program."""
    words = [part for _, part in walk(other.plan) if isinstance(part, Words)]
    written = "\n".join(text for word in words for text in (word.zh, word.en))
    mine = {Names(book).group("operator").say(lang) for lang in LANGS}
    return {name for name in names_of(book) if name not in written} - mine

"""What there is, in words for a refusal, and whether something is among it."""

from __future__ import annotations

from collections.abc import Iterable

from incident.decide.case import Case
from incident.posts import USUAL, recorders
from incident.state import MESSENGER
from incident.words import WORDS, numbered, word
from runtime.language import N_, Phrase, Term, listed, phrase, term
from runtime.refusal import Refused


def known(names: Iterable[object]) -> Phrase:
    """What exists, for a refusal: the names in words, or that there is nothing yet. What is not
    a phrase already is a wire value or something that the incident numbers."""
    parts = [n if isinstance(n, Phrase) else _in_words(str(n)) for n in names]
    return listed(parts) if parts else phrase(N_("nothing yet"))


def _in_words(name: str) -> Phrase:
    return word(name) if name in WORDS else numbered(name)


def stands(what: Term, status: Term) -> Term:
    """A task or an order with how it stands, as the value of a refusal."""
    words = phrase(N_("{what}: {status}"), what=what, status=status)
    return term(f"{what}: {status}", words)


def known_post(case: Case, post: str, field: str, among: Iterable[str] = ()) -> str:
    """The post, if the plan has it. Raises Refused ``unknown_post``, which names those ``among``
    which it should be; else every post."""
    if post not in case.playbook.posts:
        wanted = [p for p in among if p in case.playbook.posts] or case.playbook.posts
        allowed = known(map(case.names.post, wanted))
        raise Refused("unknown_post", field=field, value=post, allowed=allowed)
    return post


OUTSIDE = ("media", "public", MESSENGER)
"""Sources of figures that are neither a unit nor a post."""


def known_source(case: Case, source: str) -> str:
    """Who says a figure: a unit or a post of the plan, the media or the public. Two names for one
    source would count as two sources that differ. Raises Refused ``invalid``."""
    units = [unit.id for unit in case.playbook.plan.organisation.units]
    if source not in {*units, *case.playbook.posts, *OUTSIDE}:
        allowed = phrase(SOURCES, names=listed(map(case.names.party, [*units, *OUTSIDE])))
        raise Refused("invalid", field="source", value=source, allowed=allowed)
    return source


SOURCES = N_("a post of the plan, or one of these, with the name in the note: {names}")


def whose(case: Case, person: str | None) -> str:
    """Whom an answer counts for: the actor; somebody else only where the actor keeps the record.

    Raises Refused ``not_allowed``, or ``unknown_person`` for somebody whom the registry does not
    have.
    """
    theirs = person or case.actor.person
    keeps = case.actor.engine or case.actor.posts & {*recorders(case.playbook)}
    if theirs != case.actor.person and not keeps:
        allowed = phrase(N_("your own answer; those who keep the record enter other people's"))
        raise Refused("not_allowed", field="person", value=theirs, allowed=allowed)
    if theirs != case.actor.person:
        known_person(case, theirs, "person")
    return theirs


def known_person(case: Case, person: str, field: str) -> None:
    """Raises Refused ``unknown_person`` for somebody whom the registry does not have."""
    if person not in case.named.persons:
        mode = word(case.state.mode)
        allowed = phrase(N_("a person of the registry in mode {mode}"), mode=mode)
        raise Refused("unknown_person", field=field, value=person, allowed=allowed)


def titles(case: Case, posts: tuple[str, ...]) -> Phrase:
    """The first few titles, in the reader's language."""
    return case.names.posts(p for p in posts[:6] if p in case.playbook.posts)


def decidable(case: Case, action: str, level: int | None) -> None:
    """Raises Refused for a level that the plan lets nobody decide about, such as the highest to
    be lowered to: ``impossible``, and ``missing`` where none is named, with those there are."""
    names = (action, USUAL.get(action, action))
    levels = {lv for name, lv in case.playbook.authorities if name in names}
    if not levels or None in levels or level in levels:
        return
    allowed = known(map(case.names.level, sorted(lv for lv in levels if lv is not None)))
    if level is None:
        raise Refused("missing", field="level", value=None, allowed=allowed)
    raise Refused("impossible", field="level", value=case.names.level(level), allowed=allowed)

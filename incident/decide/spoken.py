"""A spoken order is between people: who gives it, who writes it down, who else heard it."""

from __future__ import annotations

from incident.decide.case import Case
from incident.decide.known import known_person
from runtime.language import N_, phrase, term
from runtime.refusal import Refused

ALONE = N_("{post}: nobody but you holds this post now")


def another_speaks(case: Case, post: str) -> None:
    """What somebody says to himself is no order that he heard and wrote down. Raises Refused
    ``second_person`` where the one who enters it is the only holder of the post; a post with
    several holders may have been spoken for by another of them."""
    if case.named.speakers == {case.actor.person}:
        raise Refused(
            "second_person",
            field="spoken.on_behalf_of",
            value=term(post, phrase(ALONE, post=case.names.post(post))),
            allowed=phrase(N_("decide in your own name, without a verbal order")),
        )


def another_heard(case: Case, witness: str) -> None:
    """A witness is somebody else than who writes the order down, and known by name. Raises Refused
    ``second_person`` or ``unknown_person``."""
    if witness == case.actor.person:
        allowed = phrase(N_("somebody else than who writes the order down"))
        raise Refused("second_person", field="spoken.witness", value=witness, allowed=allowed)
    known_person(case, witness, "spoken.witness")

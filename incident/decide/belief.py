"""Whose word about a figure counts at once, and whose is kept until the duty desk has verified it.

Everybody who sees an incident may say what they know, because the first who knows may be anybody.
But what is assessed decides the level, and from that who is called out and what is told above. So
it reads only those who answer for this incident: see docs/decisions/0013.
"""

from __future__ import annotations

from typing import Literal

from incident import commands as c
from incident.decide.case import Case
from incident.posts import outside
from incident.state import MESSENGER, Claim
from incident.words import numbered
from runtime.language import N_, phrase
from runtime.refusal import Refused

Confidence = Literal["confirmed", "credible", "doubtful"]


def answers_for(case: Case) -> bool:
    """Whether the actor holds a post that answers for this incident: of the county, of the dam's
    own operator, township or villages, or of a superior headquarters that commands.

    A holding for another place does not count already (``registry.scopes``). While nobody has said
    which dam it is, no operator is known to be its own, and where not even a township is known, no
    township or village.
    """
    if case.actor.engine:
        return True
    opened = case.state.opened
    strange = set() if case.state.command.by == "superior" else set(outside(case.playbook))
    unknown = set() if opened.dam else {"operator"}
    if not opened.dam and not opened.township:
        unknown |= {"township", "village"}
    return any(
        post not in strange and case.playbook.posts[post].scope not in unknown
        for post in case.actor.posts
        if post in case.playbook.posts
    )


def believed(case: Case, cmd: c.RecordClaim) -> Confidence:
    """How far the claim is believed: as its sender says, or ``doubtful``, which is to be verified,
    where the sender does not answer for the incident, or has it from a messenger group."""
    return cmd.confidence if cmd.source != MESSENGER and answers_for(case) else "doubtful"


def may_correct(case: Case, corrected: Claim) -> None:
    """A correction takes a claim away. Who does not answer for the incident takes away only what
    does not count. Raises Refused ``not_allowed``."""
    if corrected.confidence != "doubtful" and not answers_for(case):
        allowed = phrase(
            N_("your figure beside it, without a correction; the duty desk verifies which holds")
        )
        theirs = numbered(corrected.id)
        raise Refused("not_allowed", field="corrects", value=theirs, allowed=allowed)

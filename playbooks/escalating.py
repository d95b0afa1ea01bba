"""Steps up lead somewhere, and end with a person who is awake."""

from __future__ import annotations

from playbooks.faults import Fault, Faults, all_known, known
from playbooks.schema import Plan
from runtime.language import N_, phrase
from runtime.yamlproblems import Place

LAST = N_("The last step must be desk: somebody has to know that nobody answers.")
NAMELESS = N_("Only a step that tells posts names them, and it names at least one.")
ROUND = N_("A post cannot stand in for itself, not by way of others either.")
TWICE = N_("Another escalation is for this urgency already.")


def escalations(plan: Plan) -> Faults:
    """Escalations name posts that exist, end at the desk, and are one for each urgency; posts
    that stand in for each other come to an end."""
    posts = [post.id for post in plan.organisation.posts]
    yield from _stand_ins(plan)
    urgencies = set[str]()
    for i, escalation in enumerate(plan.escalation):
        at: Place = ("escalation", i)
        if escalation.urgency in urgencies:
            yield Fault((*at, "urgency"), escalation.urgency, phrase(TWICE))
        urgencies |= {escalation.urgency} if escalation.urgency else set()
        for n, rung in enumerate(escalation.rungs):
            yield from all_known((*at, "rungs", n, "posts"), rung.posts, "post", posts)
            if bool(rung.posts) != (rung.do == "posts"):
                yield Fault((*at, "rungs", n, "posts"), list(rung.posts), phrase(NAMELESS))
        if escalation.rungs[-1].do != "desk":
            last = len(escalation.rungs) - 1
            where = (*at, "rungs", last, "do")
            yield Fault(where, escalation.rungs[-1].do, phrase(LAST))
    ids = [escalation.id for escalation in plan.escalation]
    for i, alert in enumerate(plan.alerts):
        yield from known(("alerts", i, "escalation"), alert.escalation, "escalation", ids)


def _stand_ins(plan: Plan) -> Faults:
    follows = {post.id: post.stand_in for post in plan.organisation.posts}
    for i, post in enumerate(plan.organisation.posts):
        seen, link = set[str](), post.stand_in
        while link is not None and link not in seen:
            seen.add(link)
            link = follows.get(link)
        if post.id in seen:
            yield Fault(("organisation", "posts", i, "stand_in"), post.stand_in, phrase(ROUND))

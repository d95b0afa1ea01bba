"""Alerts wait for events, reach somebody, and say only what the program can fill in."""

from __future__ import annotations

import string
from difflib import get_close_matches

from playbooks.faults import Fault, Faults, all_known, known
from playbooks.happenings import HAPPENINGS
from playbooks.schema import Alert, Plan
from runtime.language import N_, phrase
from runtime.yamlproblems import Place

PLACEHOLDERS = frozenset(
    {"incident", "place", "when", "level", "group", "task", "clause", "due", "sender"}
    | {"step", "who", "since", "number", "condition", "changes", "site"}
)
PLACEHOLDER = N_("The text may use only: {known}.")
NOT_TOLD = N_("This alert does not tell this post; it tells: {posts}.")
UNREACHED = "PersonUnreachable"
ONLY_UNREACHED = N_("Only an alert on {event} has words for whom nothing could be sent.")
EVENT_NAME = N_("Nothing of this name happens, so nobody would be told. Near to it: {near}.")


def alerts(plan: Plan) -> Faults:
    """Alerts reach posts and groups that exist and use only the words that can be filled in."""
    posts = [post.id for post in plan.organisation.posts]
    groups = [group.id for group in plan.organisation.groups]
    levels = [level.level for level in plan.criteria.levels]
    for i, alert in enumerate(plan.alerts):
        at: Place = ("alerts", i)
        yield from all_known((*at, "posts"), alert.posts, "post", posts)
        yield from all_known((*at, "groups"), alert.groups, "group", groups)
        yield from known((*at, "level"), alert.level, "level", levels)
        yield from _called_first(plan, alert, at)
        if alert.on not in HAPPENINGS:
            near = get_close_matches(alert.on, sorted(HAPPENINGS), 3, 0.5)
            usable = " ".join(near) or "ResponseStarted"
            yield Fault((*at, "on"), alert.on, phrase(EVENT_NAME, near=usable))
        if alert.unsent is not None and alert.on != UNREACHED:
            yield Fault((*at, "unsent"), alert.on, phrase(ONLY_UNREACHED, event=UNREACHED))
        for part, words in (("text", alert.text), ("unsent", alert.unsent)):
            for lang, text in (("zh", words.zh), ("en", words.en)) if words else ():
                if not _fillable(text):
                    usable = " ".join(f"{{{name}}}" for name in sorted(PLACEHOLDERS))
                    yield Fault((*at, part, lang), text, phrase(PLACEHOLDER, known=usable))


def _called_first(plan: Plan, alert: Alert, at: Place) -> Faults:
    """Only who is told is telephoned about it. One for the group that its event names may be for
    any group."""
    if alert.call_first is None:
        return
    named = alert.groups or alert.posts
    groups = [g for g in plan.organisation.groups if g.id in alert.groups or not named]
    told = [p for g in groups for p in (g.leader, g.acting_leader, g.liaison)]
    told = list(dict.fromkeys((*told, *alert.posts)))
    for n, post in enumerate(alert.call_first.posts):
        if post not in told:
            where = (*at, "call_first", "posts", n)
            yield Fault(where, post, phrase(NOT_TOLD, posts=", ".join(told)))


def _fillable(text: str) -> bool:
    try:
        fields = list(string.Formatter().parse(text))
    except ValueError:
        return False
    return all(
        name is None or (name in PLACEHOLDERS and not spec and not conversion)
        for _, name, spec, conversion in fields
    )

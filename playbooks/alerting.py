"""Alerts wait for events, reach somebody, and say only what the program can fill in."""

from __future__ import annotations

import string
from difflib import get_close_matches

from playbooks.faults import Fault, Faults, all_known, known
from playbooks.happenings import HAPPENINGS
from playbooks.schema import Plan
from runtime.language import N_, phrase
from runtime.yamlproblems import Place

PLACEHOLDERS = frozenset(
    {"incident", "place", "when", "level", "group", "task", "clause", "due", "sender", "step"}
)
PLACEHOLDER = N_("The text may use only: {known}.")
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
        if alert.on not in HAPPENINGS:
            near = get_close_matches(alert.on, sorted(HAPPENINGS), 3, 0.5)
            usable = " ".join(near) or "ResponseStarted"
            yield Fault((*at, "on"), alert.on, phrase(EVENT_NAME, near=usable))
        for lang, text in (("zh", alert.text.zh), ("en", alert.text.en)):
            if not _fillable(text):
                usable = " ".join(f"{{{name}}}" for name in sorted(PLACEHOLDERS))
                yield Fault((*at, "text", lang), text, phrase(PLACEHOLDER, known=usable))


def _fillable(text: str) -> bool:
    try:
        fields = list(string.Formatter().parse(text))
    except ValueError:
        return False
    return all(
        name is None or (name in PLACEHOLDERS and not spec and not conversion)
        for _, name, spec, conversion in fields
    )

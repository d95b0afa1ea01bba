"""Messages in people's own words: to posts that the plan has, and back to those who were told."""

from __future__ import annotations

from datetime import timedelta

from incident import commands as c
from incident import events as e
from incident.decide.case import Case
from incident.notices import corrected_by
from incident.words import numbered
from runtime.language import N_, phrase
from runtime.refusal import Refused

CORRECT_WITHIN = timedelta(minutes=10)
"""From the discovery of an error to the last answer to its correction. The house's own limit: no
statute or clause of a plan sets one."""


def send(case: Case, cmd: c.SendNotice) -> list[e.Event]:
    """Raises Refused ``missing`` without an audience, ``unknown_group`` and ``unknown_post`` for
    what the plan does not have, ``duplicate`` for one named twice, ``stale_decision`` where the
    posts are held by others than the preview showed."""
    if not cmd.groups and not cmd.posts:
        allowed = phrase(N_("at least one post or group of the plan"))
        raise Refused("missing", field="posts", value=None, allowed=allowed)
    for group in cmd.groups:
        if group not in ("office", "operator"):
            case.playbook.group(group)
    for post in cmd.posts:
        case.playbook.post(post)
    for name, given in (("groups", cmd.groups), ("posts", cmd.posts)):
        if len(set(given)) < len(given):
            allowed = phrase(N_("each of them once"))
            raise Refused("duplicate", field=name, value=len(given), allowed=allowed)
    if cmd.audience is not None and cmd.audience != case.named.audience:
        allowed = phrase(N_("to look at the preview again: the people in these posts have changed"))
        raise Refused("stale_decision", field="audience", value=None, allowed=allowed)
    return [
        e.NoticeSent(
            notice=_next(case),
            groups=cmd.groups,
            posts=cmd.posts,
            by=case.post,
            urgency=cmd.urgency,
            confirm=cmd.confirm,
            words=cmd.words,
        )
    ]


def correct(case: Case, cmd: c.CorrectNotice) -> list[e.Event]:
    """Raises Refused ``unknown_item`` for an entry of which nobody was told, ``duplicate`` for one
    that has been corrected already."""
    if not case.named.told:
        allowed = phrase(N_("an entry of which people were told"))
        raise Refused("unknown_item", field="entry", value=cmd.entry, allowed=allowed)
    answered = corrected_by(case.state, cmd.entry)
    if answered is not None:
        allowed = phrase(N_("to correct entry {entry}"), entry=answered.entry)
        raise Refused("duplicate", field="entry", value=numbered(answered.id), allowed=allowed)
    found = case.said(cmd.found_at, "found_at", cmd.happened_at)
    return [
        e.NoticeCorrected(
            notice=_next(case),
            corrects=cmd.entry,
            correction=cmd.correction,
            told=case.named.told,
            by=case.post,
            words=cmd.words,
            found_at=found,
            correct_by=min(found, case.now) + CORRECT_WITHIN,
        )
    ]


def _next(case: Case) -> str:
    return f"notice-{len(case.state.notices) + 1}"

"""今日值班: who holds the posts that keep the record and those that command, at this moment."""

from __future__ import annotations

from collections.abc import Container
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection

from incident.posts import recorders
from playbooks.lookup import Playbook
from registry.directory import Directory
from runtime.language import Lang
from web.choices import post_name


@dataclass(frozen=True, slots=True)
class OnDuty:
    """A post with the names of its holder and deputies, in their order; empty: nobody holds it.

    ``None`` stands for a holder whose name was erased.
    """

    title: str
    names: tuple[str | None, ...]


@dataclass(frozen=True, slots=True)
class Today:
    """The posts of the desk and those of command, each in the plan's own order."""

    desk: tuple[OnDuty, ...]
    command: tuple[OnDuty, ...]


def today(
    directory: Directory, connection: Connection, playbook: Playbook, now: datetime, lang: Lang
) -> Today:
    """Who is on duty now, by the real roster alone."""
    county = playbook.plan.document.jurisdiction.id

    def row(post: str) -> OnDuty:
        held = directory.holders(connection, county, "real", post, now)
        people = list(dict.fromkeys(h.person_id for h in held))
        names = directory.names(connection, people)
        return OnDuty(post_name(playbook, post, lang), tuple(names[p] for p in people))

    desk = _in_order(playbook, recorders(playbook))
    command = _in_order(playbook, commanders(playbook) - set(desk))
    return Today(tuple(map(row, desk)), tuple(map(row, command)))


def commanders(playbook: Playbook) -> frozenset[str]:
    """Commander and deputies of both headquarters, and who may start a response."""
    org = playbook.plan.organisation
    starting = {a.chain[-1] for a in playbook.plan.authority if a.action == "start"}
    hq, onsite = org.headquarters, org.onsite
    theirs = {hq.commander, *hq.deputies, onsite.commander, *onsite.deputies}
    return frozenset(starting | theirs)


def _in_order(playbook: Playbook, posts: Container[str]) -> tuple[str, ...]:
    return tuple(p.id for p in playbook.plan.organisation.posts if p.id in posts)

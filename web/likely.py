"""Who is likely to speak stands first in a list of everybody: those at the place of the accident,
those who are called at the first report, and those who have spoken already.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from sqlalchemy import Connection

from incident.events import IncidentReported
from incident.posts import recorders
from incident.state import Incident
from playbooks.lookup import Playbook
from runtime.language import N_, translate
from web.board.view import Board
from web.forms import Field
from web.services import Services

NEAR = N_("At the place, called first, or heard already")
ON_DUTY = N_("On duty now")
AT_THE_PLACE = ("operator", "township", "village")
"""Scopes of posts, in the order in which they know of an accident."""
FEW = 12
"""A list that an eye takes in at once needs no groups."""


def grouped(services: Services, seen: Board, fields: Iterable[Field]) -> tuple[Field, ...]:
    """The fields of a form; a list of everybody has who is likely in front, as a group."""
    return tuple(_grouped(services, seen, field) for field in fields)


def _grouped(services: Services, seen: Board, field: Field) -> Field:
    if field.others or len(field.options) < FEW:
        return field
    match field.name:
        case "source":
            return _ahead(field, sources(seen.incident, seen.playbook), NEAR, seen)
        case "spoken.on_behalf_of":
            return _ahead(field, posts(seen.playbook), NEAR, seen)
        case "spoken.witness":
            with services.database.read() as connection:
                first = _on_duty(services, connection, seen)
            return _ahead(field, first, ON_DUTY, seen)
        case _:
            return field


def posts(playbook: Playbook) -> tuple[str, ...]:
    """Those at the place, then the county's that the plan calls at the first report."""
    scopes = {p.id: p.scope for p in playbook.plan.organisation.posts}
    there = [p for scope in AT_THE_PLACE for p, its in scopes.items() if its == scope]
    called = [
        post
        for alert in playbook.alerts.get(IncidentReported.wire(), ())
        for post in alert.posts
        if scopes.get(post) == "county"
    ]
    return tuple(dict.fromkeys((*there, *called)))


def sources(state: Incident, playbook: Playbook) -> tuple[str, ...]:
    """Who has given a figure already, the units of the likely posts, and the posts at the place
    that are no unit's."""
    known = {p.id: p for p in playbook.plan.organisation.posts}
    heard = [claim.source for claim in state.claims.values()]
    likely = [known[post].unit or post for post in posts(playbook)]
    return tuple(dict.fromkeys((*heard, *likely)))


def _on_duty(services: Services, connection: Connection, seen: Board) -> list[str]:
    county, mode = seen.incident.opened.jurisdiction, seen.incident.mode
    now, holders = services.clock.now(), services.directory.holders
    posts_held = (holders(connection, county, mode, post, now) for post in recorders(seen.playbook))
    return [holding.person_id for held in posts_held for holding in held]


def _ahead(field: Field, first: Iterable[str], name: str, seen: Board) -> Field:
    options = dict(field.options)
    ahead = [key for key in dict.fromkeys(first) if key in options]
    if not ahead:
        return field
    return replace(
        field,
        options=tuple((key, options[key]) for key in ahead),
        others=tuple(o for o in field.options if o[0] not in ahead),
        near=translate(name, seen.audience.lang),
    )

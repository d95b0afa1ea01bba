"""Whom a responder can telephone: the group's leader, and the duty desk."""

from __future__ import annotations

from incident.posts import group_posts, recorders
from incident.state import Incident
from playbooks.lookup import Playbook
from web.me.shown import Phone
from web.people import People
from web.services import Services

CALLABLE = ("mobile", "office", "short", "home")
"""Kinds of address that a telephone can dial."""


def leader_phone(
    services: Services, people: People, state: Incident, playbook: Playbook, group: str
) -> Phone | None:
    """The first number of the group's leader, else of who leads in their place."""
    for post in group_posts(state, playbook, group)[:2]:
        if found := _phones(services, people, post):
            return found[0]
    return None


def duty_phones(services: Services, people: People, playbook: Playbook) -> tuple[Phone, ...]:
    """Office numbers of those who keep the record."""
    every = (_phones(services, people, p, ("office",)) for p in recorders(playbook))
    return tuple({phone.number: phone for phones in every for phone in phones}.values())


def _phones(
    services: Services, people: People, post: str, kinds: tuple[str, ...] = CALLABLE
) -> tuple[Phone, ...]:
    person = people.holding(post)
    if person is None:
        return ()
    name = people.holder(post) or ""
    found = services.directory.contacts(people.connection, person)
    return tuple(Phone(name, c.address) for c in found if c.kind in kinds)

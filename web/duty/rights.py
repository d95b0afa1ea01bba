"""Who keeps the duty desk's log, and who reads what of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection

from incident.actors import actor_of
from incident.codec import Envelope
from incident.names import Names
from incident.posts import recorders
from incident.words import word
from playbooks.lookup import Playbook
from runtime.language import N_, phrase
from runtime.refusal import Refused
from web.reader import Reader
from web.rights import May, may_at_desk
from web.services import Services


@dataclass(frozen=True, slots=True)
class Rights:
    """``keeps``: enters, corrects, turns an entry into an incident; ``reads`` the words of the
    log; sees the telephone ``numbers``."""

    keeps: bool
    reads: bool
    numbers: bool


def rights(connection: Connection, playbook: Playbook, who: Reader, now: datetime) -> Rights:
    """By the posts that the reader holds now. Raises Refused ``mode_mixed`` for who plays a part
    in an exercise: the desk's log is of real life."""
    real_only(who)
    return rights_by(playbook, posts_at_desk(connection, who, now))


def real_only(who: Reader) -> None:
    """Raises Refused ``mode_mixed`` for who plays a part in an exercise."""
    if who.mode != "real":
        raise Refused(
            "mode_mixed",
            field="mode",
            value=word(who.mode),
            allowed=phrase(N_("a person of the registry in mode {mode}"), mode=word("real")),
        )


def rights_by(playbook: Playbook, posts: frozenset[str]) -> Rights:
    """What the posts of somebody of the real roster allow at the desk."""
    allowed = may_at_desk(playbook, posts)
    return Rights(
        keeps=bool(posts & set(recorders(playbook))),
        reads=May.DUTY_LOG in allowed,
        numbers=May.CONTACTS in allowed,
    )


def posts_at_desk(connection: Connection, who: Reader, now: datetime) -> frozenset[str]:
    """The posts that the reader holds now, beside any incident."""
    nowhere = Envelope("", who.jurisdiction, who.mode)
    return actor_of(connection, who.person, nowhere, now, None, None).posts


def keeper(services: Services, connection: Connection, who: Reader) -> Playbook:
    """The plan in force, for who keeps the record under it. Raises Refused ``not_allowed``."""
    playbook = services.shelf.current(who.jurisdiction)
    if not rights(connection, playbook, who, services.clock.now()).keeps:
        posts = Names(playbook).posts(recorders(playbook))
        raise Refused("not_allowed", field="person", value=who.name, allowed=posts)
    return playbook

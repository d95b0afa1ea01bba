"""Who there is: units, posts, headquarters and working groups."""

from __future__ import annotations

from typing import Literal

from playbooks.schema.base import Cited, Words
from runtime.yamlmodels import Id, Part


class Duty(Cited):
    id: Id
    text: Words


class Unit(Cited):
    """A government department, team or force. ``duty`` is null where the plan publishes none."""

    id: Id
    name: Words
    also_written: tuple[str, ...] = ()
    listed_in: tuple[str, ...] = ()
    """Clauses that list it as a member of the headquarters."""
    duty: Words | None = None
    duty_clause: str | None = None


class Post(Cited):
    """An office that a person holds at a moment; who that is stands in the registry."""

    id: Id
    title: Words
    unit: Id | None = None
    scope: Literal["county", "township", "village", "operator", "outside"] = "county"
    named_in_plan: bool = True
    """False where the plan uses the post but says nowhere who it is (e.g. 总指挥)."""
    stand_in: Id | None = None
    """The post that is told in the same village or township where nobody in this one answers;
    one that nobody holds there is passed over. Null: nobody but the deputies of the post."""


class Office(Cited):
    unit: Id
    director: Id
    duties: tuple[Duty, ...]
    signature: Words | None = None
    """Its name, short, below its messages (local); null: the name of its unit."""


class Headquarters(Cited):
    commander: Id
    deputies: tuple[Id, ...]
    members: tuple[Id, ...]
    """Unit ids, in the order of the published list."""
    office: Office
    duties: tuple[Duty, ...]
    co_opting: Words
    """Who may call further units in."""
    signature: Words | None = None
    """Its name, short, below its messages (local); null: who issued the document."""


class OnSite(Cited):
    """The on-site headquarters and who may form it."""

    commander: Id
    deputies: tuple[Id, ...]
    formed_by: tuple[Id, ...]
    """Posts that may declare it formed; the first is the one that the clause names."""


class Team(Cited):
    """A standing sub-team of a group, such as the expert group."""

    id: Id
    name: Words
    tasks: tuple[Duty, ...]


class Group(Cited):
    """A working group. ``offered`` ones are not in force until the commander adds them (§2.3)."""

    id: Id
    name: Words
    leader: Id
    acting_leader: Id
    """执行负责人 (local): leads when the leader has another hat on."""
    liaison: Id
    """联络员 (local): answers the phone and records for the group."""
    members: tuple[Id, ...]
    duties: tuple[Duty, ...]
    teams: tuple[Team, ...] = ()
    offered: bool = False
    in_danger_area: bool = False
    """Works where rescuers are withdrawn from; its tasks wait during a withdrawal (local)."""


class Organisation(Part):
    units: tuple[Unit, ...]
    posts: tuple[Post, ...]
    headquarters: Headquarters
    onsite: OnSite
    groups: tuple[Group, ...]

"""The published document that a plan was read from, and the statutes beside it."""

from __future__ import annotations

from datetime import date
from typing import Literal

from playbooks.schema.base import Words
from runtime.yamlmodels import Id, Part


class Jurisdiction(Part):
    id: Id
    name: Words
    upper: Words
    """The government one level up, which coordinates across counties (§2.2)."""


class Document(Part):
    """The published document this plan was read from."""

    id: Id
    title: Words
    number: str
    issued_on: date
    issuer: Words
    effective_from: date
    jurisdiction: Jurisdiction
    zone: str
    """IANA name of the zone in which people read times."""


class Clause(Part):
    """One heading, numbered item or annex item of the document: the index for ``coverage``."""

    id: str
    kind: Literal["heading", "item", "annex", "annex_item"]
    title: Words
    gist: Words | None = None
    """What it says, short, in our own words."""


class Statute(Part):
    """A rule outside the plan; ``seen`` tells how far its text was checked."""

    id: Id
    title: Words
    article: str
    seen: Literal["text", "digest", "unseen"]

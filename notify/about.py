"""What all letters of one entry share: worked out once, however many people are told."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Connection

from notify.answers.voice import reason_of
from notify.subject import Where
from playbooks.lookup import Playbook
from registry.directory import Directory
from registry.places import Named, townships
from runtime.datakey import DataKey
from runtime.refusal import Refused
from runtime.vault import Vault


@dataclass(frozen=True, slots=True)
class About:
    """What all letters of one entry share."""

    playbook: Playbook
    words: Mapping[str, str | None]
    """What the references in the facts stand for."""
    where: Where
    roster: str
    telephones: DataKey | None
    """Tells telephones apart (``answers.telephones``); None where nothing was ever sent."""
    desk: str | None
    """The duty desk's number, where somebody may be told to call it."""
    texts: dict[tuple[str, str, int], str] = field(default_factory=dict)
    """What the intents say, by name, language and brevity: thousands read the same."""


def words_of(
    connection: Connection, vault: Vault, intents: Sequence[Mapping[Any, Any]]
) -> Mapping[str, str | None]:
    """The typed words that the intents' facts refer to, by reference, each on one line."""
    refs = {
        ref
        for intent in intents
        for ref in (
            intent["facts"]["place_ref"],
            reason_of(intent["facts"]),
            intent["facts"].get("who_ref"),
            intent["facts"].get("site_ref"),
            *intent["facts"].get("task_refs", ()),
        )
        if ref is not None
    }
    found = vault.unseal(connection, sorted(refs))
    return {ref: said and in_one_line(said) for ref, said in found.items()}


def in_one_line(typed: str) -> str:
    """What people typed in several lines: none of theirs is taken for one of the message itself,
    which says at its end who sends it and how to answer."""
    return " ".join(typed.split())


def where_of(connection: Connection, directory: Directory, intent: Mapping[Any, Any]) -> Where:
    """The dam and the township of an intent, as far as the registry knows them."""
    facts = intent["facts"]
    township = townships(connection, intent["jurisdiction"]).get(facts.get("township") or "")
    try:
        dam = directory.dam(connection, facts["dam"]) if facts.get("dam") else None
    except Refused:
        dam = None
    return Where(None if dam is None else Named(dam.name, dam.name_en), township)

"""Who plays which post: the exercise roster, and never anybody else."""

from __future__ import annotations

from dataclasses import dataclass

from drills.schema import Scenario
from registry.directory import Directory
from runtime.clock import Clock
from runtime.database import Database
from runtime.language import N_, phrase
from runtime.refusal import Refused


@dataclass(frozen=True)
class Cast:
    """Looks people up at the moment they are needed, as the desk does."""

    database: Database
    directory: Directory
    clock: Clock
    jurisdiction: str
    scenario: Scenario

    def person(self, post: str) -> str:
        """Who holds the post for this place, else in general. Raises Refused ``no_holder``."""
        at = self.clock.now()
        with self.database.read() as connection:
            dam = self.directory.dam(connection, self.scenario.dam) if self.scenario.dam else None
            scopes = (self.scenario.dam, dam.operator_id if dam else None, self.scenario.township)
            for scope in (*(s for s in scopes if s), None):
                held = self.directory.holders(
                    connection, self.jurisdiction, "exercise", post, at, scope
                )
                if held and held[0].scope_id == scope:
                    return held[0].person_id
        raise Refused(
            "no_holder",
            field="post",
            value=post,
            allowed=phrase(N_("a post that somebody of the exercise roster holds")),
        )

"""Checks of the places below the dams: who is told in each village, who heads each township."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from sqlalchemy import Connection

from app.checks.line import Line, Patient
from playbooks.lookup import Playbook
from playbooks.schema import Post, Words
from playbooks.words import spoken
from registry.dams import Dam
from registry.directory import Directory
from registry.places import Named, townships, villages
from runtime.language import N_, Phrase, listed, phrase
from runtime.vault import Vault


def check_places(patient: Patient) -> Iterable[Line]:
    """Every village below a dam has its contact, every township with a dam its head.

    Counted are those of the roster for real incidents, today. Villages that nobody entered are
    unknown, not none: the good line says for how many dams.
    """
    if patient.database is None:
        return
    directory = Directory(patient.database, Vault(bytes(32), patient.clock))
    for playbook in patient.playbooks:
        with patient.database.read() as connection:
            yield from _Places(patient, directory, connection, playbook).lines()


@dataclass(frozen=True)
class _Places:
    """One county's places and who is appointed for them."""

    patient: Patient
    directory: Directory
    connection: Connection
    playbook: Playbook

    def lines(self) -> Iterator[Line]:
        county = self.playbook.plan.document.jurisdiction.id
        dams = self.directory.dams(self.connection, county)
        faults = [*self._villages(county, dams), *self._townships(county, dams)]
        yield from faults
        if not faults:
            unknown = sum(not dam.downstream for dam in dams)
            yield Line(
                "places",
                "ok",
                phrase(
                    N_(
                        "every village entered below a dam has its contact; below {unknown} of "
                        "{all} dams no village is entered"
                    ),
                    unknown=unknown,
                    all=len(dams),
                ),
            )

    def _villages(self, county: str, dams: Iterable[Dam]) -> Iterator[Line]:
        names = villages(self.connection, county)
        above: dict[str, list[Dam]] = {}
        for dam in dams:
            for below in dam.downstream:
                above.setdefault(below.village_id, []).append(dam)
        posts = self._posts("village")
        appointed = {post.id: self._appointed(county, post) for post in posts}
        for village in sorted(above):
            vacant = [post for post in posts if village not in appointed[post.id]]
            if vacant:
                yield Line(
                    "places",
                    "fault" if len(vacant) == len(posts) else "warning",
                    phrase(
                        N_("nobody is {title} in {village}, below {dams}"),
                        title=listed(spoken(post.title) for post in vacant),
                        village=_words(names[village]),
                        dams=listed(_words(dam) for dam in above[village]),
                    ),
                    phrase(
                        N_("Enter in the registry who is told there, with the village as scope.")
                    ),
                )

    def _townships(self, county: str, dams: Iterable[Dam]) -> Iterator[Line]:
        names = townships(self.connection, county)
        within = {dam.township_id for dam in dams if dam.township_id is not None}
        for post in self._posts("township"):
            appointed = self._appointed(county, post)
            for township in sorted(within - appointed):
                yield Line(
                    "places",
                    "warning" if None in appointed else "fault",
                    phrase(
                        N_("{township} has dams, but nobody of its own as {title}"),
                        township=_words(names[township]),
                        title=spoken(post.title),
                    ),
                    phrase(N_("Enter the holder in the registry, with the township as scope.")),
                )

    def _posts(self, scope: str) -> list[Post]:
        return [post for post in self.playbook.posts.values() if post.scope == scope]

    def _appointed(self, county: str, post: Post) -> set[str | None]:
        """The scopes for which somebody holds the post now."""
        held = self.directory.everywhere(
            self.connection, county, "real", post.id, self.patient.clock.now()
        )
        return {holding.scope_id for holding in held}


def _words(named: Named | Dam) -> Phrase:
    return spoken(Words(zh=named.name, en=named.name_en))

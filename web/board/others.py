"""What else is open while a wall shows an incident: whether the wall says so, and where one that
follows goes."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from sqlalchemy import Connection, select
from sqlmodel import col

from incident.called import OVER
from incident.lifecycle import AFTER
from incident.tables import IncidentRow
from web.board.heading import heading
from web.board.view import Board
from web.paper import environment, words
from web.services import Services


@dataclass(frozen=True, slots=True)
class Standing:
    """An incident, as far as it decides what a wall shows."""

    id: str
    jurisdiction: str
    mode: str
    stage: str

    @property
    def presses(self) -> int:
        """How much it belongs on a wall. A real one whose response has ended gives way to a real
        one that goes on, and to no exercise."""
        if self.stage in OVER:
            return 0
        return 1 + (self.stage not in AFTER) + 2 * (self.mode == "real")

    @property
    def calls(self) -> bool:
        """Whether every wall has to name it."""
        return self.mode == "real" and self.stage not in (*AFTER, *OVER)


def most_pressing(them: Sequence[Standing]) -> Standing | None:
    """What a wall shows that has shown nothing yet; of equals the first."""
    return max(them, key=lambda one: one.presses, default=None)


def goes_to(shown: Standing, beside: Sequence[Standing]) -> str | None:
    """Where a wall that follows goes from what it shows; None where it stays."""
    best = most_pressing(beside)
    if best is not None and best.presses > shown.presses:
        return f"/incidents/{best.id}?wall=follow"
    return None if shown.presses else "/wall"


def standing(connection: Connection, may_see: Callable[[str, str], bool]) -> list[Standing]:
    """Every open incident that somebody may see, the newest first."""
    row = IncidentRow
    columns = col(row.id), col(row.jurisdiction), col(row.mode), col(row.stage)
    query = select(*columns).where(col(row.stage).not_in(OVER))
    newest = query.order_by(col(row.opened_at).desc(), col(row.id).desc())
    found = [Standing(*one) for one in connection.execute(newest)]
    return [one for one in found if may_see(one.jurisdiction, one.mode)]


def others(services: Services, seen: Board) -> str:
    """The fragment of a wall that names the other real incidents that go on, the newest of them in
    words; and where a wall that follows goes."""
    audience, state = seen.audience, seen.incident
    shown = Standing(state.id, state.opened.jurisdiction, state.mode, state.stage)
    with services.database.read() as connection:
        them = standing(connection, audience.may_see)
        beside = [one for one in them if one.id != state.id]
        calling = [one for one in beside if one.calls]
        newest = _named(services, connection, seen, calling[0]) if calling else None
    return (
        environment()
        .get_template("board/wall-others.html")
        .render(
            **words(audience.lang, seen.zone, seen.now),
            another=shown.mode == "real" and shown.presses > 0,
            newest=newest,
            more=len(calling) - 1,
            goes_to=goes_to(shown, beside),
        )
    )


def _named(services: Services, connection: Connection, seen: Board, one: Standing) -> str:
    """By its number too, which is how the desk finds it; by its county where that is another."""
    lang = seen.audience.lang
    state = services.desk.state_in(connection, one.id)
    playbook = services.shelf.get(state.plan)
    name = heading(
        services.directory, connection, state, playbook, lang, typed=False, numbered=True
    )
    if one.jurisdiction == seen.incident.opened.jurisdiction:
        return name
    return f"{playbook.plan.document.jurisdiction.name.say(lang)} · {name}"

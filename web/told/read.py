"""Reading what one person was told, as far as an audience may read it."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, select
from sqlmodel import col

from incident.codec import decode
from incident.events import AlertAnswered
from incident.state import Entry
from incident.tables import EventRow
from notify.answers.orders import without_secrets
from notify.bundles import JOINED
from notify.failurewords import alone
from notify.keys import PASSED_OVER, REPLY, STAYS_INSIDE
from notify.numbers import masked
from notify.rows import columns
from notify.tables import AttemptRow, CallRow, CallTryRow, ReceiptRow, WatchRow
from runtime.language import N_, phrase
from runtime.refusal import Refused
from runtime.vault import Vault
from web.board.audience import Audience
from web.board.cameof import in_doubt
from web.rights import May
from web.told.orders import orders_of
from web.told.record import Answered, Called, Order, Sent, State, ToldOf, Word

Texts = Mapping[str, str | None]
Given = tuple[Entry, AlertAnswered]


def told_of(
    connection: Connection,
    vault: Vault,
    audience: Audience,
    incident: str,
    person: str,
    now: datetime,
) -> tuple[ToldOf, ...]:
    """Every alert that the person was told of, the one that was written last first.

    Raises Refused as ``somebody_told``.
    """
    somebody_told(connection, audience, incident, person)
    attempts = _theirs(connection, AttemptRow, incident, person)
    attempts.sort(key=lambda row: (row.created_at, row.step))
    calls = sorted(_theirs(connection, CallTryRow, incident, person), key=lambda row: row.at)
    listed = {row.key: row for row in _theirs(connection, CallRow, incident, person)}
    watches = {row.key: row for row in _theirs(connection, WatchRow, incident, person)}
    answers = _answers(connection, incident, person)
    texts = vault.unseal(connection, _refs(audience, attempts, calls, answers))
    reports = _reports(connection, [row.id for row in attempts])
    orders = orders_of(connection, incident, person, [row.id for row in attempts], now)
    alerts = dict.fromkeys(row.key for row in attempts)
    return tuple(
        ToldOf(
            key=key,
            sent=tuple(
                _sent(row, audience, texts, reports.get(row.id, ()), orders.get(row.id))
                for row in attempts
                if row.key == key
            ),
            answers=tuple(_answer(e, said, texts) for e, said in answers if said.alert == key),
            calls=tuple(
                _called(row, audience, texts) for row in calls if key in row._mapping["keys"]
            ),
            list_reason=listed[key].reason if key in listed else None,
            listed_at=listed[key].opened_at if key in listed else None,
            next_at=watches[key].due_at if key in watches else None,
            ended=watches[key].closed_why if key in watches else None,
        )
        for key in reversed(alerts)
    )


def somebody_told(connection: Connection, audience: Audience, incident: str, person: str) -> None:
    """Raises Refused ``not_allowed`` to who may not see who was told, and ``unknown_item`` for
    somebody who was told nothing."""
    if not audience.reads_log:
        allowed = phrase(N_("somebody who may read the log of this incident"))
        raise Refused("not_allowed", field="incident", value=incident, allowed=allowed)
    query = select(col(AttemptRow.id)).where(
        col(AttemptRow.incident) == incident, col(AttemptRow.person) == person
    )
    if connection.execute(query.limit(1)).first() is None:
        allowed = phrase(N_("somebody who was told of this incident"))
        raise Refused("unknown_item", field="person", value=person, allowed=allowed)


def _theirs(connection: Connection, table: Any, incident: str, person: str) -> list[Any]:
    """Rows of a table about one person in one incident."""
    query = select(*columns(table)).where(
        col(table.incident) == incident, col(table.person) == person
    )
    return list(connection.execute(query))


def _answers(connection: Connection, incident: str, person: str) -> list[Given]:
    """Every answer of the person, also those that a later one replaced."""
    query = (
        select(col(EventRow.body))
        .where(col(EventRow.incident) == incident, col(EventRow.type) == AlertAnswered.__name__)
        .order_by(col(EventRow.seq))
    )
    entries = [decode(body) for body in connection.execute(query).scalars()]
    pairs = [(e, e.event) for e in entries if isinstance(e.event, AlertAnswered)]
    return [(entry, said) for entry, said in pairs if said.person == person]


def _reports(connection: Connection, attempts: Collection[str]) -> dict[str, tuple[Word, ...]]:
    query = (
        select(*columns(ReceiptRow))
        .where(col(ReceiptRow.attempt).in_(attempts))
        .order_by(col(ReceiptRow.at), col(ReceiptRow.status))
    )
    found: dict[str, tuple[Word, ...]] = {}
    for row in connection.execute(query):
        said = Word(row.status, row.error_code, row.at)
        found[row.attempt] = (*found.get(row.attempt, ()), said)
    return found


def _refs(
    audience: Audience, attempts: Sequence[Any], calls: Sequence[Any], answers: Sequence[Given]
) -> list[str]:
    """The references that are opened for an audience, and no others."""
    refs = [row.address_ref for row in attempts] + [row.number_ref for row in calls]
    if May.CONTACTS in audience.may:
        refs += [row.text_ref for row in attempts]
    if audience.assessed:
        refs += [row.note_ref for row in calls]
        refs += [said.words for _, said in answers]
    return [ref for ref in refs if ref is not None]


def _number(given: str | None, audience: Audience) -> str | None:
    return given if given is None or May.CONTACTS in audience.may else masked(given)


def _sent(
    row: Row[Any],
    audience: Audience,
    texts: Texts,
    reports: tuple[Word, ...],
    order: Order | None,
) -> Sent:
    text = without_secrets(texts.get(row.text_ref))
    return Sent(
        id=row.id,
        step=row.step,
        channel=row.channel,
        address=_number(texts[row.address_ref], audience),
        text=text,
        posts=tuple(row.posts),
        reply=row.event == REPLY,
        state=_state(row),
        code=_code(row.error_code),
        tries=row.tries,
        queued_at=row.created_at,
        handed_at=row.claimed_at,
        accepted_at=row.accepted_at,
        delivered_at=row.delivered_at,
        read_at=row.read_at,
        failed_at=row.failed_at,
        unknown_at=row.unknown_at,
        next_try_at=row.next_try_at,
        reports=reports,
        order=order,
    )


def _state(row: Row[Any]) -> State:
    """What became of a message, as far as it is known."""
    if row.read_at is not None:
        return "read"
    if row.delivered_at is not None:
        return "delivered"
    if in_doubt(row):
        return "unknown"
    code = row.error_code or ""
    if row.mode == "exercise" and _code(code) == STAYS_INSIDE:
        return "kept_inside"
    if row.status != "superseded":
        status: State = row.status
        return status
    if code.startswith(f"{JOINED}:"):
        return "joined"
    return "passed_over" if code.startswith(f"{PASSED_OVER}:") else "stopped"


def _code(kept: str | None) -> str | None:
    """The code alone, without what was done about it; none where the message went with another."""
    return None if kept is None or kept.startswith(f"{JOINED}:") else alone(kept)


def _answer(entry: Entry, said: AlertAnswered, texts: Texts) -> Answered:
    words = None if said.words is None else texts.get(said.words)
    return Answered(said.answer, said.means, entry.happened_at, entry.actor, words)


def _called(row: Row[Any], audience: Audience, texts: Texts) -> Called:
    return Called(
        result=row.result,
        by=row.by,
        at=row.at,
        kind=row.contact_kind,
        number=_number(texts.get(row.number_ref), audience),
        note=texts.get(row.note_ref),
        recording=row.recording if audience.assessed else None,
    )

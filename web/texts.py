"""Opening sealed words for a page: only what the page shows, in one go."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from sqlalchemy import Connection

from incident.narrate import refs
from incident.state import Entry, Incident
from incident.villages import standing
from incident.warnings import approved
from runtime.vault import Vault


def open_texts(
    vault: Vault,
    connection: Connection,
    state: Incident,
    entries: tuple[Entry, ...] = (),
    *,
    assessed: bool = True,
) -> Mapping[str, str | None]:
    """Every text that the state and the entries refer to; None where it was erased.

    Without ``assessed`` only those that say where and what to do: in everything else people may
    have written rival figures.
    """
    wanted = {ref: None for ref in _where_and_what(state) if ref is not None}
    if assessed:
        wanted |= {ref: None for ref in _of_state(state) if ref is not None}
        wanted |= {ref: None for entry in entries for ref in refs(entry)}
    return vault.unseal(connection, list(wanted))


def _where_and_what(state: Incident) -> Iterator[str | None]:
    if state.opening is not None:
        yield state.opening.place
    yield state.command.to
    yield from (task.text for task in state.tasks.values())
    for warning in approved(state):
        yield from (warning.text, warning.what_to_do, warning.ready_correction)


def _of_state(state: Incident) -> Iterator[str | None]:
    if state.opening is not None:
        yield from (state.opening.place, state.opening.what, state.opening.source)
    yield state.command.to
    yield from (c.note for c in state.claims.values())
    yield from (a.checking for a in state.approved)
    yield from (p.reason for p in state.proposals.values())
    yield from (d.reason for d in state.declined.values())
    yield from (o.reason for o in state.orders.values())
    yield from (m.reason for m in state.overrides.values())
    yield from (g.duties for g in state.groups.values())
    for task in state.tasks.values():
        yield from (task.text, task.evidence, task.reason)
    yield from (r.receiver for r in state.reports.values())
    for question in state.questions.values():
        yield from (question.from_whom, question.words, question.answer)
    yield from (m.place for m in state.movements)
    yield from (t.who for t in state.told)
    yield from (o.told_by for o in state.others)
    yield from (c.evidence for c in state.conditions.values())
    if state.withdrawal is not None:
        yield state.withdrawal.reason
    yield from (standing(reports).helpers for reports in state.villages.values())
    for warning in state.warnings.values():
        yield from (warning.text, warning.what_to_do, warning.ready_correction)
        yield warning.announcement
        for receipt in warning.receipts:
            yield from (receipt.done_by, receipt.note)

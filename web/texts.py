"""Opening sealed words for a page: only what the page shows, in one go."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from sqlalchemy import Connection

from incident.narrate import refs
from incident.state import Entry, Incident
from incident.told_aloud import told_aloud
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
    also: Iterable[str | None] = (),
) -> Mapping[str, str | None]:
    """Every text of the state that a page shows as it stands now, and all that the entries refer
    to; None where it was erased.

    Without ``assessed`` only the place of the report, who commands and approved warnings: in
    everything else, an ordered task included, people may have written rival figures; ``also`` are
    words that are for this reader all the same.
    """
    readable = _readable(state, entries, assessed=assessed)
    readable |= {ref: None for ref in also if ref is not None}
    return vault.unseal(connection, list(readable))


def texts_told(
    vault: Vault,
    connection: Connection,
    told: Any,
    state: Incident,
    entries: tuple[Entry, ...] = (),
    *,
    assessed: bool = True,
) -> dict[str, dict[str, str | None]]:
    """The words behind the references in ``told`` (JSON values), by reference, for the same eyes as
    ``open_texts``, and also what is read in the log alone: ``{"text": …, "why_not": null}``, or
    ``{"text": null, "why_not": "erased"}``. A reference that is not among them is not for this
    reader.
    """
    may = _readable(state, entries, assessed=assessed)
    if assessed:
        may |= {ref: None for ref in _behind(state) if ref is not None}
    wanted = [ref for ref in dict.fromkeys(_strings(told)) if ref in may]
    opened = vault.unseal(connection, wanted)
    return {
        ref: {"text": words, "why_not": "erased" if words is None else None}
        for ref, words in opened.items()
    }


def _readable(state: Incident, entries: tuple[Entry, ...], *, assessed: bool) -> dict[str, None]:
    readable = {ref: None for ref in _where_and_what(state) if ref is not None}
    if assessed:
        readable |= {ref: None for ref in _of_state(state) if ref is not None}
        readable |= {ref: None for entry in entries for ref in refs(entry)}
    return readable


def _strings(told: Any) -> Iterator[str]:
    if isinstance(told, str):
        yield told
    elif isinstance(told, dict | list):
        for part in told.values() if isinstance(told, dict) else told:
            yield from _strings(part)


def _where_and_what(state: Incident) -> Iterator[str | None]:
    if state.opening is not None:
        yield state.opening.place
    yield state.command.to
    for warning in approved(state):
        yield from (warning.text, warning.what_to_do, warning.ready_correction)


def _behind(state: Incident) -> Iterator[str | None]:
    """What was said with figures, in reports and on arrivals: it is read in the log."""
    yield from (c.note for c in state.claims.values())
    yield from (m.place for m in state.movements)


def _of_state(state: Incident) -> Iterator[str | None]:
    if state.opening is not None:
        yield from (state.opening.place, state.opening.what, state.opening.source)
    yield state.command.to
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
    yield from (t.who for t in state.told)
    yield from (o.told_by for o in state.others)
    yield from (c.evidence for c in state.conditions.values())
    if state.withdrawal is not None:
        yield state.withdrawal.reason
    yield from (a.place for a in state.withdrawn.values())
    yield from (a.words for a in state.answers.values())
    for village, reports in state.villages.items():
        yield standing(reports).helpers
        yield from (told.done_by for told in told_aloud(state, village))
    for pasted in state.pasted.values():
        yield from (pasted.chat, pasted.sender, pasted.words)
    for warning in state.warnings.values():
        yield from (warning.text, warning.what_to_do, warning.ready_correction)
        yield warning.announcement
        for receipt in warning.receipts:
            yield from (receipt.done_by, receipt.note)

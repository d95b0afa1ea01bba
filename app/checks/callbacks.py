"""Check of what providers tell us: whether requests of theirs were turned away lately."""

from __future__ import annotations

from collections.abc import Iterable

from app.checks.line import Line, Patient
from runtime.answering import runs
from runtime.language import N_, Phrase, listed, phrase
from runtime.turned_away import KINDS, told

COUNT = "{kind}: {count}"


def check_callbacks(patient: Patient) -> Iterable[Line]:
    """What the running program has counted since its start; nothing where none runs, and where
    nothing came that it did not take."""
    folder = patient.settings.data.expanduser().absolute()
    found = told(folder) if runs(folder) else None
    if found is None or not found.counts:
        return
    counts: list[Phrase] = [
        phrase(COUNT, kind=phrase(words), count=found.counts[kind])
        for kind, words in KINDS.items()
        if kind in found.counts
    ]
    what = phrase(
        N_("requests of providers that were not taken since the program was started, {since}: "
           "{counts}"),
        since=found.since.isoformat(timespec="seconds"), counts=listed(counts),
    )  # fmt: skip
    if set(found.counts) == {"repeated"}:
        yield Line("callbacks", "ok", what)
        return
    remedy = phrase(
        N_("Compare TAILINGS_BASE_URL and the token with what is entered at the provider; see the "
           "table of docs/howto/twilio.md.")
    )  # fmt: skip
    yield Line("callbacks", "warning", what, remedy)

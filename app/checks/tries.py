"""Check of who tries to come in: whether somebody guesses at links and tokens."""

from __future__ import annotations

from collections.abc import Iterable

from app.checks.callbacks import COUNT
from app.checks.line import Line, Patient
from runtime.answering import runs
from runtime.language import N_, Phrase, listed, phrase
from runtime.turned_away import TRIES, TRIES_FILE, told


def check_tries(patient: Patient) -> Iterable[Line]:
    """What the running program has counted since its start; nothing where none runs, and where
    nothing was tried in vain. A few failed tries are of every day: a link is pressed twice."""
    folder = patient.settings.data.expanduser().absolute()
    found = told(folder, TRIES_FILE, TRIES) if runs(folder) else None
    if found is None or not found.counts:
        return
    counts: list[Phrase] = [
        phrase(COUNT, kind=phrase(words), count=found.counts[kind])
        for kind, words in TRIES.items()
        if kind in found.counts
    ]
    what = phrase(
        N_("links and tokens tried in vain since the program was started, {since}: {counts}"),
        since=found.since.isoformat(timespec="seconds"), counts=listed(counts),
    )  # fmt: skip
    if "too_many" not in found.counts:
        yield Line("tries", "ok", what)
        return
    remedy = phrase(
        N_("The program's output names each address that was told to wait. A program of your own "
           "there needs a new token; shut out any other at the proxy.")
    )  # fmt: skip
    yield Line("tries", "warning", what, remedy)

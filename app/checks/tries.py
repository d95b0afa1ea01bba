"""Check of who tries to come in: whether somebody guesses at links and tokens."""

from __future__ import annotations

from collections.abc import Iterable

from app.checks.callbacks import counted
from app.checks.line import Line, Patient
from runtime.language import N_, phrase
from runtime.turned_away import TRIES, TRIES_FILE


def check_tries(patient: Patient) -> Iterable[Line]:
    """What the running program has counted since its start; nothing where none runs, and where
    nothing was tried in vain. A few failed tries are of every day: a link is pressed twice."""
    tried = counted(patient, TRIES_FILE, TRIES)
    if tried is None:
        return
    found, said = tried
    what = phrase(
        N_("links and tokens tried in vain since the program was started, {since}: {counts}"),
        **said,
    )
    if "too_many" not in found.counts:
        yield Line("tries", "ok", what)
        return
    remedy = phrase(
        N_("The program's output names each address that was told to wait. A program of your own "
           "there needs a new token; shut out any other at the proxy.")
    )  # fmt: skip
    yield Line("tries", "warning", what, remedy)

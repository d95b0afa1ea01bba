"""A verdict on a log as sentences for people."""

from __future__ import annotations

from collections.abc import Sequence

from incident.anchors import Kept
from incident.chain import Verdict, Words
from runtime.language import N_, Phrase, phrase

SOUND = N_("{incident}: sound; entries: {seq}, head {hash}.")
BROKEN = N_("{incident}: NOT as it was written; findings: {count}.")
WHERE = N_("  entry {seq}: {text}")
WHOLE = N_("  log: {text}")
ANCHORED = N_("  Trusted head: entry {seq}, kept in {source} at {at}.")
UNANCHORED = N_("  No head kept outside agrees with it: a chain rebuilt whole would not show.")
WORDS = N_("  Words: {checked} are the ones that were written.")
ERASED = N_("  Words: {count} were erased with their key and cannot be checked.")
UNATTESTED = N_(
    "  Words: {count} were sealed before the log held digests; they open, and that is all."
)
UNREAD = N_("  The words were not checked: that takes the master key and the database.")
UNCONFIRMED = N_(
    "Not confirmed from outside: {incidents}. Nothing wrong was found, but whoever rebuilt a log "
    "whole would leave nothing to find."
)
WITH_HEADS = N_(
    "What to do: take the head from a printed sheet, or from anchors.jsonl in a copy of the data "
    "folder that was made earlier, and compare: tailings log verify INCIDENT --anchor SEQ:HASH. If "
    "nobody removed anchors.jsonl knowingly, treat it as a sign of tampering."
)
FILE_WITH_HEAD = N_(
    "What to do: take the head from a printed sheet or from anchors.jsonl of the installation, and "
    "compare: tailings log verify --file FILE --anchor SEQ:HASH."
)
BEYOND = N_(
    "{incident}: the newest head kept outside is of entry {kept}; entries up to {seq} came later "
    "and no head confirms them, although one is kept with each command."
)
CRASHED = N_(
    "A program that ends between a command and its head, as when the power fails, leaves the "
    "entries of that one command so, and the next command keeps a head again. Entries of more than "
    "one command, or where nothing failed, are not explained by that."
)
RUNNING = N_("The program is running, so the newest head may be just about to be written.")
DAMAGED = N_("{line}: no head of a log can be read there; it is not compared.")


def head_of(verdict: Verdict) -> str:
    """The head as ``--anchor`` takes it: number and whole hash of the last entry."""
    return f"{verdict.seq}:{verdict.hash}"


def verdict_lines(verdict: Verdict) -> list[Phrase]:
    """What was found, entry by entry, and which kept head it rests on."""
    if verdict.sound:
        lines = [phrase(SOUND, incident=verdict.incident, seq=verdict.seq, hash=head_of(verdict))]
    else:
        lines = [phrase(BROKEN, incident=verdict.incident, count=len(verdict.findings))]
    for finding in verdict.findings:
        message = WHOLE if finding.seq is None else WHERE
        lines.append(phrase(message, seq=finding.seq, text=finding.text))
    anchor = verdict.anchor
    lines.append(
        phrase(ANCHORED, seq=anchor.seq, source=anchor.source, at=anchor.at or "—")
        if anchor
        else phrase(UNANCHORED)
    )
    return lines + _words(verdict.words)


def exit_code(found: Sequence[Verdict], beyond: Sequence[Verdict] = ()) -> int:
    """1 where something is not as it was written, 3 where nothing outside confirms a log or, in
    one that is ``beyond`` its heads, its end; else 0. A log without any entry has nothing to be
    confirmed."""
    if not all(verdict.sound for verdict in found):
        return 1
    return 3 if _unconfirmed(found) or beyond else 0


def beyond_heads(found: Sequence[Verdict]) -> list[Verdict]:
    """Logs that go on after the newest head that confirms them."""
    return [v for v in found if v.sound and v.anchor is not None and v.seq > v.anchor.seq]


def beyond_lines(beyond: Sequence[Verdict], *, running: bool) -> list[Phrase]:
    """Which logs go on after their newest head, and what to do."""
    lines = [
        phrase(BEYOND, incident=v.incident, kept=v.anchor.seq, seq=v.seq)
        for v in beyond
        if v.anchor is not None
    ]
    if not lines:
        return []
    return [*lines, *((phrase(RUNNING),) if running else (phrase(CRASHED), phrase(WITH_HEADS)))]


def unconfirmed_lines(found: Sequence[Verdict], *, of_file: bool) -> list[Phrase]:
    """Which logs rest on the database or the file alone, and what to do."""
    loose = _unconfirmed(found)
    if not loose:
        return []
    names = ", ".join(verdict.incident for verdict in loose)
    remedy = FILE_WITH_HEAD if of_file else WITH_HEADS
    return [phrase(UNCONFIRMED, incidents=names), phrase(remedy)]


def _unconfirmed(found: Sequence[Verdict]) -> list[Verdict]:
    return [v for v in found if v.sound and v.anchor is None and v.seq > 0]


def damaged_lines(kept: Kept) -> list[Phrase]:
    """The lines of the anchor file that are no heads."""
    return [phrase(DAMAGED, line=line) for line in kept.damaged]


def _words(words: Words | None) -> list[Phrase]:
    if words is None:
        return [phrase(UNREAD)]
    lines = [phrase(WORDS, checked=words.checked)]
    if words.erased:
        lines.append(phrase(ERASED, count=words.erased))
    if words.unattested:
        lines.append(phrase(UNATTESTED, count=words.unattested))
    return lines

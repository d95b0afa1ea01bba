"""A verdict on a log as sentences for people."""

from __future__ import annotations

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

"""Words made shorter for a gap: by whole sentences, and only then in the middle of one."""

from __future__ import annotations

import re

_ENDS = re.compile(r"(?<=[。！？；])|(?<=[.!?;])(?=\s|$)")
_HALF = re.compile(r"(?<![A-Za-z0-9:])[A-Za-z0-9:]+$")


def shortened(text: str, room: int) -> str:
    """At most ``room`` characters (1 or more): as many whole sentences from the beginning as there
    is room for, else the beginning of the first and a sign that there was more. No word, time or
    number is cut in two: half of a code would be another one."""
    if len(text) <= room:
        return text
    kept = ""
    for sentence in _ENDS.split(text):
        if len(kept + sentence.rstrip()) > room:
            break
        kept += sentence
    if kept.strip():
        return kept.rstrip()
    head = text[: room - 1]
    if text[len(head)].isalnum():
        head = _HALF.sub("", head)
    return f"{head.rstrip()}…"

"""A head typed in from paper: number and hash as they are printed, with or without spaces."""

from __future__ import annotations

import re

from incident.anchors import Anchor
from runtime.language import N_, phrase
from runtime.refusal import Refused

_HEAD = re.compile(r"([1-9][0-9]{0,17}):([0-9a-f]{64})")


def anchor_given(incident: str, typed: str | None) -> list[Anchor]:
    """The head of ``incident`` in ``typed``, ``SEQ:HASH``; none where nothing was typed.

    Spaces and capital letters do not matter. Raises Refused ``invalid`` for anything else: a hash
    cut short would contradict the log without any change to it.
    """
    if typed is None:
        return []
    head = _HEAD.fullmatch("".join(typed.split()).lower())
    if head is None:
        allowed = phrase(N_("SEQ:HASH as printed, with all 64 digits of the hash"))
        raise Refused("invalid", field="--anchor", value=typed, allowed=allowed)
    return [Anchor(incident, int(head[1]), head[2], "", "given")]

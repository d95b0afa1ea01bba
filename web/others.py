"""Other governments' responses, for those who may not read what people typed.

Whose response it is, is chosen from a list; logs from before the list was there hold words in its
place. Those words, and the level in words, may hold rival figures.
"""

from __future__ import annotations

from typing import get_args

from incident.commands import TellOtherResponse

LISTED = frozenset(get_args(TellOtherResponse.model_fields["government"].annotation))
UNNAMED = "another_government"


def government(said: str) -> str:
    """Whose response it is: a code of the list, or that it is somebody's."""
    return said if said in LISTED else UNNAMED

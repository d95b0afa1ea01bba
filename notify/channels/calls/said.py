"""What a caller says came of a call."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, get_args

Result = Literal["answered", "secretary", "no_answer", "off", "busy", "out_of_county"]
RESULTS: tuple[Result, ...] = get_args(Result)


@dataclass(frozen=True, slots=True)
class Said:
    """What came of a call; ``note`` is what was said, ``recording`` the recording's number."""

    result: Result
    note: str | None = None
    recording: str | None = None
    dialled: str | None = None
    """Id of the contact whose number was dialled; None where the caller does not say."""

"""Reading a text that a user named on the command line."""

from __future__ import annotations

import sys
from pathlib import Path

from runtime.language import N_, phrase
from runtime.refusal import Refused


def read_text(path: Path) -> str:
    """The text of a file, or of standard input for ``-``; a byte order mark is passed over.

    Raises Refused ``missing`` (it cannot be read) or ``encoding``, with the path as the field.
    """
    try:
        raw = sys.stdin.buffer.read() if str(path) == "-" else path.read_bytes()
    except OSError as error:
        raise Refused(
            "missing",
            field=str(path),
            value=error.strerror,
            allowed=phrase(N_("a file that can be read")),
        ) from None
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise Refused(
            "encoding",
            field=str(path),
            value=raw[error.start : error.start + 4],
            allowed="UTF-8",
        ) from None

"""A file that a person asked for and that is theirs alone: a log names who decided what."""

from __future__ import annotations

import os
from collections.abc import Iterable
from pathlib import Path

from runtime.language import N_, phrase
from runtime.refusal import Refused


def write_private(path: Path, lines: Iterable[str], *, option: str) -> None:
    """A new file with these lines, readable for its owner only, whatever the umask; nothing is left
    of it where they cannot all be written.

    Raises Refused ``duplicate`` where something has that name: it may be evidence too; ``invalid``
    where no file can be made there.
    """
    try:
        file = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600)
    except FileExistsError:
        allowed = phrase(N_("the name of a file that is not there yet"))
        raise Refused("duplicate", field=option, value=path, allowed=allowed) from None
    except OSError as error:
        allowed = phrase(N_("a file in a folder that can be written"))
        raise Refused("invalid", field=option, value=path, allowed=allowed) from error
    try:
        with os.fdopen(file, "w", encoding="utf-8", newline="") as out:
            out.writelines(lines)
            out.flush()
            os.fsync(out.fileno())
    except BaseException:
        path.unlink(missing_ok=True)
        raise

"""A command of this program as it can be typed here: by the name by which it was started."""

from __future__ import annotations

import shlex
import shutil
import sys
from pathlib import Path

from runtime.settings import default_folder


def called(*words: str, data: Path) -> str:
    """The line for a shell: the ``words`` as given, ``--data`` where the folder is not the default.

    ``TAILINGS_DATA`` of this terminal is not set in another one, so a folder that it names is
    written out too.
    """
    line = [shlex.quote(_name(sys.argv[0])), *words]
    if data != default_folder().expanduser().absolute():
        line += ["--data", shlex.quote(str(data))]
    return " ".join(line)


def _name(started: str) -> str:
    """The bare name where the shell finds this very program by it, else the path as typed."""
    name = Path(started).name
    found = shutil.which(name)
    if found is not None and Path(found).absolute() == Path(started).absolute():
        return name
    return started

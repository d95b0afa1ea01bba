"""What every test run needs before anything is imported."""

from __future__ import annotations

import os
import shutil
import tempfile
from pathlib import Path

MEMORY = Path("/dev/shm")  # noqa: S108 - as shared as any temporary folder
ROOM = 4 * 2**30
"""Bytes that a run may fill: databases, files, profiles of browsers."""


def _in_memory() -> bool:
    """Whether temporary files may lie in memory, where they cost a tenth of the time. A container
    may have a few megabytes there, and a machine may forbid to run programs from there."""
    if not MEMORY.is_dir() or not os.access(MEMORY, os.W_OK) or "TMPDIR" in os.environ:
        return False
    forbidden = os.statvfs(MEMORY).f_flag & os.ST_NOEXEC
    return not forbidden and shutil.disk_usage(MEMORY).free >= ROOM


# A worker takes over what the first process of the run has set.
if "PYTEST_XDIST_WORKER" not in os.environ and _in_memory():
    tempfile.tempdir = os.environ["TMPDIR"] = str(MEMORY)

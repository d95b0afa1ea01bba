"""Style sheets and scripts under names that hold their content's hash, so that a browser keeps
them for a year and still never shows an old one."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from types import MappingProxyType

FOLDER = Path(__file__).resolve().parent / "static"
TYPES = {".css": "text/css", ".js": "text/javascript", ".svg": "image/svg+xml"}


@cache
def hashed() -> Mapping[str, str]:
    """``board.css`` → ``board.3f2a….css`` for every file of the folder."""
    names = {}
    for file in sorted(FOLDER.iterdir()):
        if file.suffix in TYPES:
            digest = hashlib.sha256(file.read_bytes()).hexdigest()[:12]
            names[file.name] = f"{file.stem}.{digest}{file.suffix}"
    return MappingProxyType(names)


def find(name: str) -> Path | None:
    """The file behind a hashed name; None for any other name."""
    for plain, public in hashed().items():
        if public == name:
            return FOLDER / plain
    return None

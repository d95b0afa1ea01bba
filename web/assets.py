"""Style sheets and scripts under names that hold their content's hash, so that a browser keeps
them for a year and still never shows an old one."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from types import MappingProxyType

FOLDER = Path(__file__).resolve().parent / "static"
TYPES = {".css": "text/css", ".js": "text/javascript", ".svg": "image/svg+xml"}


_IMPORT = re.compile(r'(from "\./)([a-z0-9-]+\.js)(")')


@cache
def content(name: str) -> bytes:
    """A file as it is served: a script's imports name the hashed files."""
    raw = (FOLDER / name).read_bytes()
    if not name.endswith(".js"):
        return raw
    found = _IMPORT.sub(lambda m: m[1] + public_name(m[2]) + m[3], raw.decode("utf-8"))
    return found.encode("utf-8")


@cache
def public_name(name: str) -> str:
    """``board.css`` → ``board.3f2a….css``; what a script imports counts for its hash too."""
    file = Path(name)
    digest = hashlib.sha256(content(name)).hexdigest()[:12]
    return f"{file.stem}.{digest}{file.suffix}"


@cache
def hashed() -> Mapping[str, str]:
    """The public name of every file of the folder."""
    names = sorted(file.name for file in FOLDER.iterdir() if file.suffix in TYPES)
    return MappingProxyType({name: public_name(name) for name in names})


def find(name: str) -> str | None:
    """The file behind a public name; None for any other name."""
    return next((plain for plain, public in hashed().items() if public == name), None)

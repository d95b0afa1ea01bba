"""Examples that the API document carries, as data: of every body that a path takes, and of every
answer that it gives.

``bodies.json`` holds bodies by the name of the command or message, as a program would send them:
with names of the sample county and its plan, and what an incident numbers itself as it would after
the first of its kind. Times are those of the sample night; a time to come (``valid_until``) has to
be put on. ``answers.json`` holds answers as the sample county gave them at 02:28; the digests in
references are cut short. Tests hold each against its shape and send every body.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Any

_HERE = Path(__file__).parent


def _read(name: str) -> Mapping[str, Any]:
    found: dict[str, Any] = json.loads((_HERE / name).read_text(encoding="utf-8"))
    return MappingProxyType(found)


EXAMPLES: Mapping[str, Mapping[str, Any]] = _read("bodies.json")
SHOWN = _read("answers.json")

"""The page of an incident in parts that can be replaced one by one while somebody looks at it."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass

from web.paper import environment, words
from web.view import Board

PARTS = (
    "header",
    "decisions",
    "figures",
    "reports",
    "orders",
    "overdue",
    "unreached",
    "groups",
    "questions",
    "ending",
    "told",
    "log",
)
"""Fixed places on the page, in order of importance."""


@dataclass(frozen=True, slots=True)
class Part:
    """A fragment and the hash by which a browser knows whether it has it."""

    html: str
    hash: str


def fragments(board: Board) -> Mapping[str, Part]:
    """Every part of the page as it is now."""
    said = words(board.reader.lang, board.zone)
    made = {}
    for name in PARTS:
        template = environment().get_template(f"parts/{name}.html")
        html = template.render(**said, board=board, state=board.incident, plan=board.playbook.plan)
        made[name] = Part(html, hashlib.sha256(html.encode("utf-8")).hexdigest()[:16])
    return made

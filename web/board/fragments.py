"""The board in parts that are patched one by one.

A region is one fragment. Where a region is a list, each item is a fragment of its own, under
``list/sort``: so an entry of the log or a task that changes travels alone.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import partial
from typing import Any

from incident.materials.unverified import unverified_pasted
from web.board.menu import record_menu
from web.board.own import has_own, own
from web.board.unreached_paper import unreached_on_paper
from web.board.view import Board
from web.choices import decided_on, government
from web.paper import environment, words
from web.rights import May

WALL = ("head", "crew", "decide", "people", "unreached", "warnings", "evac")
"""Regions of the wall, beside the groups."""
EVERYBODY = ("head", "people", "evac", "warnings", "map", "monitoring", "foot")
WITH_LOG = ("decide", "crew", "unreached", "ledger")
WITH_ASSESSED = ("orders",)
FOR_THE_DESK = ("menu",)
TOLD_ON_PAPER = 17
"""Others who must be told that the printed sheet names; how many more there are, it says."""


def regions(board: Board) -> tuple[str, ...]:
    """The regions that this audience sees."""
    audience = board.audience
    if audience.form == "wall":
        return WALL
    shown = list(EVERYBODY)
    if has_own(audience):
        shown.append("own")
    if May.LOG in audience.may:
        shown += WITH_LOG
    if May.ASSESSED in audience.may:
        shown += WITH_ASSESSED
    if audience.acts:
        shown += FOR_THE_DESK
    return tuple(shown)


def fragments(board: Board) -> Mapping[str, str]:
    """Every fragment as it is now, by key."""
    said = words(board.audience.lang, board.zone, board.now)
    given: dict[str, Any] = {
        **said,
        "board": board,
        "state": board.incident,
        "plan": board.playbook.plan,
        "record_menu": record_menu,
        "decided_on": decided_on,
        "own": own,
        "unreached_on_paper": unreached_on_paper,
        "government": partial(government, lang=board.audience.lang, typed=board.audience.assessed),
    }
    return dict(_each(board, given))


def _each(board: Board, given: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    def made(name: str, **more: Any) -> str:
        return environment().get_template(f"board/{name}.html").render(**given, **more)

    on_wall = board.audience.form == "wall"
    for region in regions(board):
        yield region, made(f"wall-{region}" if on_wall else region)
    if not (board.audience.reads_log or board.audience.form == "wall"):
        return
    if board.audience.form == "board":
        reporting = board.playbook.plan.reporting
        yield "lines/00", made("lines")
        for number, reported in enumerate(reporting.lines, start=1):
            yield f"lines/{number:02}-{reported.id}", made("report-line", l=reported)
        for number, unit in enumerate(reporting.told):
            left = len(reporting.told) - TOLD_ON_PAPER if number == TOLD_ON_PAPER - 1 else 0
            beyond = number >= TOLD_ON_PAPER
            yield f"told/{number:02}-{unit.id}", made("told", t=unit, left=left, beyond=beyond)
    for number, group in enumerate(board.groups):
        strip = "group" if board.audience.form == "board" else "wall-group"
        yield f"group/{number:02}-{group.id}", made(strip, g=group)
        if board.audience.form == "board":
            # Its place never changes: its tasks do not come again with it.
            yield f"sheet/{group.id}", made("sheet", g=group)
            for order, task in enumerate(group.tasks):
                yield f"tasks-{group.id}/{order:03}", made("task", t=task)
    # Each by itself: what is being listened to is not drawn again when another comes.
    for pasted in unverified_pasted(board.incident) if board.audience.assessed else ():
        yield f"pasted/{pasted.seq:06}", made("pasted", p=pasted)
    for line in board.log:
        yield f"log/{line.seq:06}", made("line", l=line)

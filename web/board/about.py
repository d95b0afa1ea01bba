"""What a clock is about, in words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from incident.duties import DutyClock
from incident.words import numbered

if TYPE_CHECKING:
    from web.board.view import Board


def about(board: Board, duty: DutyClock) -> str:
    """For the board's audience."""
    lang, plan = board.audience.lang, board.playbook.plan
    if duty.sort == "report":
        line = {x.id: x.name.say(lang) for x in plan.reporting.lines}.get(duty.about, "")
        kind = {str(x.id): x.name.say(lang) for x in plan.reporting.kinds}.get(duty.kind, "")
        return f"{line} {kind}" + (f" {duty.round}" if duty.round > 1 else "")
    if duty.sort == "task":
        return board.task(duty.about)
    if duty.sort in ("instruction", "inquiry"):
        return board.text(board.incident.questions[duty.about].words)
    if duty.sort == "correction":
        return numbered(duty.about).say(lang)
    mark = board.incident.orders.get(duty.about) or board.incident.overrides.get(duty.about)
    return mark.command if mark else duty.about

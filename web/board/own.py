"""What those who keep no record do themselves: their orders and tasks, as their own page has them.

Who reads the log finds these on the group's strip and in the panel of the withdrawal; the board of
a mine, a township or a village has neither.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from incident.state import Incident, Withdrawal
from playbooks.lookup import Playbook
from web.board.audience import Audience
from web.board.view import Board
from web.me.shown import MyTask
from web.me.work import finished, groups_of, my_tasks


@dataclass(frozen=True, slots=True)
class Own:
    """Of one audience: the order to withdraw that is in force, and the open tasks of its posts."""

    order: Withdrawal | None
    tasks: tuple[MyTask, ...]
    done: int


def has_own(audience: Audience) -> bool:
    """Whether a board shows its reader's own part in a panel of its own."""
    return audience.form == "board" and audience.acts and not audience.reads_log


def own(board: Board) -> Own:
    """The part of the board's audience, read as their own page reads it."""
    state, playbook = board.incident, board.playbook
    groups = groups_of(state, playbook, board.audience.posts)
    order = state.withdrawal
    return Own(
        order=order if order is not None and order.in_force else None,
        tasks=my_tasks(
            state, playbook, groups, board.duties, board.texts, {}, board.now, board.audience.lang
        ),
        done=finished(state, groups),
    )


def own_words(state: Incident, playbook: Playbook, audience: Audience) -> Iterator[str | None]:
    """References to the words that the panel shows; none where there is no panel."""
    if not has_own(audience):
        return
    if state.withdrawal is not None:
        yield state.withdrawal.reason
    groups = groups_of(state, playbook, audience.posts)
    for task in state.tasks.values():
        if task.group in groups:
            yield from (task.text, task.reason, task.evidence)

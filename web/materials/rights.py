"""Who may open a file: who sent it, the duty desk and the commanders, and for the file of a task
the group whose task it is and the post that verifies it."""

from __future__ import annotations

from incident.posts import group_posts
from incident.state import Incident
from playbooks.lookup import Playbook


def may_open(
    state: Incident,
    playbook: Playbook,
    material: str,
    *,
    sent: bool,
    assessed: bool,
    posts: frozenset[str],
) -> bool:
    """``sent``: the reader sent the file; ``assessed``: they see assessed figures. A file that no
    entry has brought yet is for who sent it alone."""
    brought = state.materials.get(material)
    if sent or brought is None:
        return sent
    task = state.tasks.get(brought.task or "")
    if assessed or task is None:
        return assessed
    verifier = task.verifier or playbook.task(task.id).verifier
    return bool(posts & {*group_posts(state, playbook, task.group), verifier})

"""Finding a plan by what a user typed: an id of a plan that came with the program, or a folder."""

from __future__ import annotations

from pathlib import Path

from app.plan_folders import PLANS, folders_in
from playbooks.load import load_plan
from playbooks.lookup import Playbook
from runtime.refusal import Refused


def open_plan(name: str | None) -> Playbook:
    """The plan of that id or folder; without a name, the first that comes with the program.

    Raises Refused ``unknown_plan`` or ``plan_broken``.
    """
    folders = {f.name: f for f in folders_in(PLANS)}
    if name is None:
        return Playbook.of(load_plan(next(iter(folders.values()))))
    folder = folders.get(name, Path(name))
    if not folder.is_dir():
        raise Refused("unknown_plan", field="plan", value=name, allowed=", ".join(folders))
    return Playbook.of(load_plan(folder))

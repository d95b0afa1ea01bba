"""Finding a plan by what a user typed: the id of one that the installation has, or a folder."""

from __future__ import annotations

from pathlib import Path

import click

from app.options import settings
from app.plan_folders import plan_folders
from playbooks.load import load_plan
from playbooks.lookup import Playbook
from runtime.refusal import Refused


def open_plan(context: click.Context, name: str | None) -> Playbook:
    """The plan of that id or folder; without a name the last of the installation, since a county's
    own come last.

    Raises Refused ``setting``, ``unknown_plan`` or ``plan_broken``.
    """
    folders = {f.name: f for f in plan_folders(settings(context))}
    if name is None:
        return Playbook.of(load_plan(list(folders.values())[-1]))
    folder = folders.get(name, Path(name))
    if not folder.is_dir():
        raise Refused("unknown_plan", field="plan", value=name, allowed=", ".join(folders))
    return Playbook.of(load_plan(folder))

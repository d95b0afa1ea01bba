"""Settings as a command gets them: from the environment, overridden by options."""

from __future__ import annotations

import os
from pathlib import Path

import click

from runtime.settings import Settings, read_settings


def settings(context: click.Context, **more: object) -> Settings:
    """Options of the whole program and of one command count before the environment."""
    given = {**context.find_root().obj, **more}
    return read_settings(os.environ, **{k: v for k, v in given.items() if v is not None})


def everywhere(command: click.Command) -> click.Command:
    """The same command, and all below it, with ``--data`` after its name too."""
    if isinstance(command, click.Group):
        for below in command.commands.values():
            everywhere(below)
    elif all(param.name != "data" for param in command.params):
        command.params.append(
            click.Option(
                ["--data"],
                type=click.Path(path_type=Path),
                help="数据文件夹 Data folder (TAILINGS_DATA).",
                expose_value=False,
                callback=_take,
            )
        )
    return command


def _take(context: click.Context, _: click.Parameter, given: Path | None) -> None:
    if given is not None:
        context.find_root().obj["data"] = given

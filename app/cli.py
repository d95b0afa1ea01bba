"""The command line of ``tailings``: one group, one module for each family of commands."""

from __future__ import annotations

import gc
from importlib import import_module
from pathlib import Path

import click

from app.console import RefusingGroup
from app.options import everywhere

PLACES = {
    "serve": "serve",
    "assess": "assess",
    "plan": "plan",
    "log": "log",
    "files": "files",
    "drill": "drill",
    "notify": "notify",
    "token": "token",
    "link": "token",
    "session": "session",
    "doctor": "doctor",
}
"""The commands, each with the module of ``app.commands`` that holds it."""


class Program(RefusingGroup):
    """Loads a command where it is named: the start waits for nothing that it does not use."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return sorted(PLACES)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in self.commands and cmd_name in PLACES:
            self.add_command(everywhere(_load(cmd_name)))
        return self.commands.get(cmd_name)


def _load(name: str) -> click.Command:
    """Nothing that is loaded becomes rubbish, so that nobody looks for any meanwhile: a tenth of
    the time of a start.
    """
    gc.disable()
    try:
        command: click.Command = getattr(import_module(f"app.commands.{PLACES[name]}"), name)
    finally:
        gc.enable()
    return command


@click.group(cls=Program)
@click.option(
    "--data", type=click.Path(path_type=Path), help="数据文件夹 Data folder (TAILINGS_DATA)."
)
@click.option("--lang", type=click.Choice(["zh", "en"]), help="语言 Language (TAILINGS_LANG).")
@click.pass_context
def main(context: click.Context, data: Path | None, lang: str | None) -> None:
    """尾矿库事故应急指挥协调系统 Emergency response coordination for tailings dam accidents."""
    context.obj = {"data": data, "lang": lang}

"""The command line of ``tailings``: one group, one module for each family of commands."""

from __future__ import annotations

import os
from pathlib import Path

import click

from app.console import RefusingGroup
from runtime.settings import Settings, read_settings


@click.group(cls=RefusingGroup)
@click.option(
    "--data", type=click.Path(path_type=Path), help="数据文件夹 Data folder (TAILINGS_DATA)."
)
@click.option("--lang", type=click.Choice(["zh", "en"]), help="语言 Language (TAILINGS_LANG).")
@click.pass_context
def main(context: click.Context, data: Path | None, lang: str | None) -> None:
    """尾矿库事故应急指挥协调系统 Emergency response coordination for tailings dam accidents."""
    context.obj = {"data": data, "lang": lang}


def settings(context: click.Context, **more: object) -> Settings:
    """Settings from the environment, overridden by options."""
    given = {**context.find_root().obj, **more}
    return read_settings(os.environ, **{k: v for k, v in given.items() if v is not None})


def _register() -> None:
    from app.commands import assess, drill, log, plan, serve, token
    from app.commands import doctor as doctor_command

    main.add_command(serve.serve)
    main.add_command(assess.assess)
    main.add_command(plan.plan)
    main.add_command(log.log)
    main.add_command(drill.drill)
    main.add_command(token.token)
    main.add_command(token.link)
    main.add_command(doctor_command.doctor)


_register()

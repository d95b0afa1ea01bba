"""The command line of ``tailings``: one group, one module for each family of commands."""

from __future__ import annotations

from pathlib import Path

import click

from app.commands import assess, doctor, drill, files, log, notify, plan, serve, session, token
from app.console import RefusingGroup
from app.options import everywhere


@click.group(cls=RefusingGroup)
@click.option(
    "--data", type=click.Path(path_type=Path), help="数据文件夹 Data folder (TAILINGS_DATA)."
)
@click.option("--lang", type=click.Choice(["zh", "en"]), help="语言 Language (TAILINGS_LANG).")
@click.pass_context
def main(context: click.Context, data: Path | None, lang: str | None) -> None:
    """尾矿库事故应急指挥协调系统 Emergency response coordination for tailings dam accidents."""
    context.obj = {"data": data, "lang": lang}


for command in (
    serve.serve,
    assess.assess,
    plan.plan,
    log.log,
    files.files,
    drill.drill,
    notify.notify,
    token.token,
    token.link,
    session.session,
    doctor.doctor,
):
    main.add_command(everywhere(command))

"""``tailings doctor``: what is wrong with this installation, and what to do."""

from __future__ import annotations

import click

from app.console import lang_of, print_json
from app.doctor import examine, wrong_settings
from app.options import settings
from runtime.clock import SystemClock
from runtime.refusal import Refused


@click.command()
@click.option("--json", "as_json", is_flag=True, help="JSON.")
@click.pass_context
def doctor(context: click.Context, as_json: bool) -> None:
    """检查本机安装 Examine this installation; exit code 1 if there is a fault."""
    try:
        lines = examine(settings(context), SystemClock())
    except Refused as refused:
        lines = [wrong_settings(refused)]
    if as_json:
        print_json(
            [
                {"check": x.check, "level": x.level, "zh": x.say("zh"), "en": x.say("en")}
                for x in lines
            ]
        )
    else:
        for line in lines:
            click.echo(line.say(lang_of(context)))
    context.exit(1 if any(x.level == "fault" for x in lines) else 0)

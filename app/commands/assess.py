"""``tailings assess``: grade and response level from a file of facts, with no database."""

from __future__ import annotations

from pathlib import Path

import click

from app.console import lang_of, print_json
from app.plans import open_plan
from app.text_file import read_text
from incident.assess_file import assess_text


@click.command()
@click.argument("facts", type=click.Path(path_type=Path, allow_dash=True))
@click.option("--plan", help="预案编号或文件夹 Plan id or folder.")
@click.pass_context
def assess(context: click.Context, facts: Path, plan: str | None) -> None:
    """按预案判定等级与响应级别 Grade and level of the facts in a JSON file (- reads stdin)."""
    criteria = open_plan(context, plan).plan.criteria
    told = assess_text(read_text(facts), criteria, name=str(facts), lang=lang_of(context))
    print_json(told)

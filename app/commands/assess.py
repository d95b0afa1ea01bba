"""``tailings assess``: grade and response level from a file of facts, with no database."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from app.console import print_json
from app.plans import open_plan
from incident.assess_file import assess_text
from runtime.language import N_, phrase
from runtime.refusal import Refused


@click.command()
@click.argument("facts", type=click.Path(path_type=Path, allow_dash=True))
@click.option("--plan", help="预案编号或文件夹 Plan id or folder.")
def assess(facts: Path, plan: str | None) -> None:
    """按预案判定等级与响应级别 Grade and level of the facts in a JSON file (- reads stdin)."""
    print_json(assess_text(_text(facts), open_plan(plan).plan.criteria))


def _text(path: Path) -> str:
    try:
        raw = sys.stdin.buffer.read() if str(path) == "-" else path.read_bytes()
    except OSError as error:
        raise Refused(
            "missing",
            field=str(path),
            value=error.strerror,
            allowed=phrase(N_("a JSON file that can be read")),
        ) from None
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise Refused(
            "encoding",
            field=str(path),
            value=raw[error.start : error.start + 4],
            allowed="UTF-8",
        ) from None

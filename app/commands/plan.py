"""``tailings plan``: what a plan says, what is wrong with the document, and what carries it."""

from __future__ import annotations

from pathlib import Path

import click

from app.console import lang_of, print_json, print_lines
from app.plans import open_plan
from app.show_coverage import coverage_lines
from app.show_plan import plan_lines
from incident.diagram import diagram as draw
from playbooks.check import check as check_plan
from playbooks.coverage import coverage as cover
from playbooks.coverage import items_json, verify
from playbooks.load import plan_json
from registry.load import SAMPLE, load_county

ROOT = Path(__file__).resolve().parent.parent.parent


@click.group()
def plan() -> None:
    """查看与核对预案 Look at a plan and check it."""


@plan.command()
@click.argument("name", required=False)
@click.option("--json", "as_json", is_flag=True, help="JSON.")
@click.option(
    "--county",
    type=click.Path(path_type=Path),
    default=SAMPLE,
    help="登记数据文件夹 Folder of the county's registry.",
)
@click.pass_context
def check(context: click.Context, name: str | None, as_json: bool, county: Path) -> None:
    """文件问题、无人担任的决定岗位 Findings, and authorities that nobody fills."""
    filled = {h.post for h in load_county(county).roster("real").holdings}
    report = check_plan(open_plan(context, name), lambda post: post not in filled)
    if as_json:
        print_json(report.as_json())
    else:
        print_lines(line.say(lang_of(context)) for line in report.lines())
    context.exit(1 if report.unfilled else 0)


@plan.command()
@click.argument("name", required=False)
@click.option("--json", "as_json", is_flag=True, help="JSON.")
@click.pass_context
def show(context: click.Context, name: str | None, as_json: bool) -> None:
    """预案内容 The plan as the program reads it."""
    playbook = open_plan(context, name)
    if as_json:
        click.echo(plan_json(playbook.plan).decode("utf-8"))
    else:
        print_lines(plan_lines(playbook.plan, lang_of(context)))


@plan.command()
@click.argument("name", required=False)
@click.option("--json", "as_json", is_flag=True, help="JSON.")
@click.pass_context
def coverage(context: click.Context, name: str | None, as_json: bool) -> None:
    """逐条落实情况及其依据 What carries each clause; exit code 1 if one is in none."""
    playbook = open_plan(context, name)
    report = cover(playbook.plan)
    broken = verify(playbook.plan, ROOT)
    if as_json:
        print_json(
            {
                **report.as_json(),
                "items": items_json(playbook.plan),
                "broken": [{"item": b.item, "kind": b.kind, "target": b.target} for b in broken],
            }
        )
    else:
        print_lines(coverage_lines(playbook.plan, report, lang_of(context)))
        print_lines(b.reason.say(lang_of(context)) for b in broken)
    context.exit(0 if report.complete and not broken else 1)


@plan.command()
@click.argument("name", required=False)
@click.option("--json", "as_json", is_flag=True, help="JSON.")
@click.pass_context
def diagram(context: click.Context, name: str | None, as_json: bool) -> None:
    """响应流程图 The lifecycle, drawn from the table that the program runs (Mermaid)."""
    rows = draw(open_plan(context, name), lang_of(context))
    if as_json:
        print_json(rows.as_json())
    else:
        click.echo(rows.mermaid())

"""``tailings drill``: play a scenario with simulated phones."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import click

from app.console import lang_of, print_json, print_lines
from app.options import settings
from app.parts import Parts, prepare
from app.plans import open_plan
from drills.load import find_scenario, scenario_ids
from drills.run import DrillServices, run_drill
from incident.anchors import AnchorFile
from runtime.clock import SystemClock
from runtime.folder import DataFolder
from runtime.language import N_, phrase
from runtime.refusal import Refused
from runtime.settings import Settings

FASTEST = 3600.0


@click.group()
def drill() -> None:
    """演练 Exercises."""


@drill.command("list")
def list_() -> None:
    """可用的演练方案 Scenarios that come with the program."""
    print_lines(scenario_ids())


@drill.command()
@click.argument("scenario")
@click.option(
    "--speed", default="max", show_default=True, help="倍速 Incident seconds per second, or max."
)
@click.option("--plan", help="预案编号或文件夹 Another plan, by id or folder.")
@click.option("--json", "as_json", is_flag=True, help="JSON.")
@click.option(
    "--data",
    type=click.Path(path_type=Path),
    help="数据文件夹，也可与运行中的系统共用 Data folder, also of a running program.",
)
@click.pass_context
def run(
    context: click.Context,
    scenario: str,
    speed: str,
    plan: str | None,
    as_json: bool,
    data: Path | None,
) -> None:
    """推演一次 Play a scenario and tell its story line by line."""
    rate = _rate(speed)
    told = find_scenario(scenario)
    playbook = open_plan(context, plan or told.plan)
    chosen = settings(context, data=data)
    with _folder(chosen, lasting=data or context.find_root().obj["data"]) as (parts, anchors):
        with parts.database.write() as connection:
            parts.shelf.keep(connection, playbook, SystemClock().now())
        parts.shelf.put_in_force(playbook)
        result = run_drill(
            told,
            playbook,
            DrillServices(parts.database, parts.vault, parts.directory, parts.shelf, anchors),
            speed=rate,
            lang=lang_of(context),
            out=(lambda line: None) if as_json else click.echo,
        )
    if as_json:
        print_json(result.as_json())


def _rate(speed: str) -> float | None:
    if speed == "max":
        return None
    try:
        rate = float(speed)
    except ValueError:
        rate = 0.0
    if not 0 < rate <= FASTEST:
        raise Refused(
            "invalid",
            field="--speed",
            value=speed,
            allowed=phrase(N_("max, or a number above 0 and up to {most}"), most=int(FASTEST)),
        )
    return rate


@contextmanager
def _folder(settings: Settings, lasting: Path | None) -> Iterator[tuple[Parts, AnchorFile]]:
    """The given data folder, beside a running program if there is one; else one for this play;
    and the file in it that keeps the heads of logs."""
    with tempfile.TemporaryDirectory(prefix="tailings-drill-") as passing:
        path = lasting or Path(passing)
        folder = _open(path, settings.database_url if lasting else None)
        parts = prepare(settings.model_copy(update={"data": path}), folder, SystemClock())
        try:
            yield parts, AnchorFile(folder.anchors)
        finally:
            parts.database.close()
            folder.close()


def _open(path: Path, database_url: str | None) -> DataFolder:
    try:
        return DataFolder.open(path, database_url=database_url)
    except Refused as refused:
        if refused.code != "folder_locked":
            raise
        return DataFolder.beside(path, database_url=database_url)

"""``tailings log``: verify and export the log of an incident."""

from __future__ import annotations

from pathlib import Path

import click

from app.anchor_given import anchor_given
from app.console import lang_of, print_lines
from app.private_file import write_private
from app.show_log import (
    beyond_heads,
    beyond_lines,
    damaged_lines,
    exit_code,
    unconfirmed_lines,
    verdict_lines,
)
from app.storage import open_to_read
from app.text_file import read_text
from app.verdicts import every_incident, verdicts
from incident.export import export as export_log
from incident.export import named, verify_file
from runtime.answering import runs
from runtime.clock import SystemClock
from runtime.language import N_, Phrase, phrase
from runtime.refusal import Refused


@click.group()
def log() -> None:
    """核验与导出日志 Verify and export logs."""


@log.command()
@click.argument("incident", required=False)
@click.option("--anchor", help="纸面锚点 A head kept on paper, SEQ:HASH.")
@click.option(
    "--file", "file", type=click.Path(path_type=Path), help="导出文件 An exported file instead."
)
@click.pass_context
def verify(
    context: click.Context, incident: str | None, anchor: str | None, file: Path | None
) -> None:
    """日志是否被改动 Whether anything was changed.

    \b
    退出码 Exit codes:
      0  未发现改动，且有库外锚点为证 nothing, and a head kept outside confirms every log
      1  发现改动 something was changed, is missing, or cannot be read
      2  输入有误 the input was refused
      3  未发现改动，但无库外锚点可比对 nothing, but no head kept outside confirms a log:
         a chain that was rebuilt whole looks the same; or the newest kept head is older
         than the end of a log 或最新锚点早于日志末尾
    """
    lang = lang_of(context)
    damaged: list[Phrase] = []
    running = False
    if file is not None:
        lines = written(read_text(file))
        found = [verify_file(lines, anchor_given(named(lines), anchor))]
    elif anchor is not None and incident is None:
        allowed = phrase(N_("the incident that the head belongs to, before --anchor"))
        raise Refused("missing", field="INCIDENT", value=None, allowed=allowed)
    else:
        with open_to_read(context) as storage, storage.database.read() as connection:
            kept = storage.anchors.kept()
            damaged = damaged_lines(kept)
            running = runs(storage.anchors.path.parent)
            names = [incident] if incident else every_incident(connection, kept)
            given = anchor_given(incident, anchor) if incident else ()
            found = list(verdicts(connection, names, [*kept.anchors, *given], storage.vault))
    for verdict in found:
        print_lines(line.say(lang) for line in verdict_lines(verdict))
    # a head from paper is older than the log by nature
    beyond = beyond_heads(found) if file is None and anchor is None else []
    print_lines(line.say(lang) for line in damaged)
    print_lines(line.say(lang) for line in beyond_lines(beyond, running=running))
    print_lines(line.say(lang) for line in unconfirmed_lines(found, of_file=file is not None))
    if not found and not damaged:
        print_lines([phrase(N_("There is no log yet, so there is nothing to verify.")).say(lang)])
    context.exit(1 if damaged else exit_code(found, () if running else beyond))


@log.command()
@click.argument("incident")
@click.option(
    "--to",
    type=click.Path(path_type=Path),
    help="写入新文件，仅本人可读 A new file, readable for you alone; without it, standard output.",
)
@click.pass_context
def export(context: click.Context, incident: str, to: Path | None) -> None:
    """导出为 JSON 行文件 Export as JSON lines that verify without the database."""
    with open_to_read(context) as storage, storage.database.read() as connection:
        lines = export_log(connection, incident, SystemClock().now())
        if to is not None:
            write_private(to, lines, option="--to")
            return
        for line in lines:
            click.echo(line, nl=False)


def written(text: str) -> list[str]:
    """The entries of an exported file. Only a newline ends one: words in it may hold what Python
    takes for the end of a line too, such as U+2028 or U+0085."""
    return [line.removesuffix("\r") for line in text.removesuffix("\n").split("\n")] if text else []

"""docs/reference/cli.md: every command with its own help."""

from __future__ import annotations

from collections.abc import Iterator

import click

WIDTH = 96


def render() -> str:
    """The help of the program and of each command below it, in the order of ``--help``."""
    from app.cli import main

    return "\n\n".join(_pages(main, _context(main, None, "tailings")))


def _context(command: click.Command, parent: click.Context | None, name: str) -> click.Context:
    return click.Context(
        command, parent, name, terminal_width=WIDTH, max_content_width=WIDTH, color=False
    )


def _pages(command: click.Command, context: click.Context) -> Iterator[str]:
    yield f"## {context.command_path}\n\n```text\n{command.get_help(context)}\n```"
    if isinstance(command, click.Group):
        for name in command.list_commands(context):
            inner = command.get_command(context, name)
            if inner is not None:
                yield from _pages(inner, _context(inner, context, name))

"""How the command line speaks: refusals in both languages, no traceback for a user's mistake."""

from __future__ import annotations

import json
import os
from collections.abc import Iterable
from typing import Any

import click

from app.usage import said
from runtime.language import Lang
from runtime.refusal import Refused

USAGE = 2
"""Exit code of a refused input, as of a wrong option."""


class RefusingGroup(click.Group):
    """A group whose commands may raise ``Refused``: both languages on stderr, exit code 2."""

    def make_context(self, *args: Any, **extra: Any) -> click.Context:
        try:
            return super().make_context(*args, **extra)
        except click.UsageError as error:
            raise said(error) from None

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except Refused as refused:
            show(refused)
            ctx.exit(USAGE)
        except click.UsageError as error:
            raise said(error) from None


def show(refused: Refused) -> None:
    """A refusal on stderr, Chinese first."""
    for lang in ("zh", "en"):
        click.echo(refused.say(lang), err=True)


def print_json(value: object) -> None:
    """JSON for programs: readable characters, sorted as made."""
    click.echo(json.dumps(value, ensure_ascii=False, indent=2))


def print_lines(lines: Iterable[str]) -> None:
    for line in lines:
        click.echo(line)


def lang_of(context: click.Context) -> Lang:
    """The language asked for with ``--lang`` or ``TAILINGS_LANG``, Chinese by default."""
    given: Lang | None = context.find_root().obj.get("lang")
    return given or ("en" if os.environ.get("TAILINGS_LANG") == "en" else "zh")

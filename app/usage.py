"""A wrong command line, said as every other refusal: both languages, field, value, what is allowed.

Click's own sentences are English; what it found is read from its error and said again.
"""

from __future__ import annotations

import re
from typing import IO, Any

import click
from click.exceptions import NoArgsIsHelpError

from runtime.language import LANGS, N_, Phrase, phrase
from runtime.refusal import Refused

_QUOTED = re.compile(r"'([^']*)'")
_EXTRA = re.compile(r"\(([^)]*)\)")


class Said(click.UsageError):
    """A wrong command line; click shows it and ends with exit code 2."""

    def __init__(self, refused: Refused) -> None:
        super().__init__(refused.say("en"))
        self.refused = refused

    def show(self, file: IO[Any] | None = None) -> None:
        for lang in LANGS:
            click.echo(self.refused.say(lang), file=file, err=file is None)


def said(error: click.UsageError) -> click.UsageError:
    """The same error in the house's words; a request for help stays what it is."""
    if isinstance(error, Said | NoArgsIsHelpError):
        return error
    return Said(_refusal(error))


def _refusal(error: click.UsageError) -> Refused:
    context = error.ctx
    command = context.command if context else None
    match error:
        case click.MissingParameter():
            return Refused("missing", field=_name(error), value=None, allowed=phrase(A_VALUE))
        case click.NoSuchOption():
            names = [o for p in (command.params if command else ()) for o in p.opts if o[0] == "-"]
            allowed = ", ".join([*names, "--help"])
            return Refused("unknown_field", field=error.option_name, value=None, allowed=allowed)
        case click.BadOptionUsage():
            return Refused("missing", field=error.option_name, value=None, allowed=phrase(A_VALUE))
        case click.BadParameter():
            given = _found(_QUOTED, error.message)
            return Refused("invalid", field=_name(error), value=given, allowed=_wanted(error.param))
    if context and isinstance(command, click.Group) and (given := _found(_QUOTED, error.message)):
        allowed = ", ".join(command.list_commands(context))
        return Refused("unknown_item", field="COMMAND", value=given, allowed=allowed)
    given = _found(_EXTRA, error.message)
    return Refused("invalid", field="COMMAND", value=given, allowed=phrase(SEE_HELP))


A_VALUE = N_("a value")
SEE_HELP = N_("what --help shows")


def _name(error: click.BadParameter) -> str:
    """An option as it is typed, an argument as the help writes it."""
    if error.param is None:
        return str(error.param_hint or "COMMAND")
    return (
        error.param.opts[-1] if error.param.opts[-1][0] == "-" else (error.param.name or "").upper()
    )


def _wanted(param: click.Parameter | None) -> Phrase | str:
    kind = param.type if param is not None else None
    if isinstance(kind, click.Choice):
        return ", ".join(map(str, kind.choices))
    if isinstance(kind, click.types.IntParamType):
        return phrase(N_("a whole number"))
    return phrase(SEE_HELP)


def _found(pattern: re.Pattern[str], message: str) -> str | None:
    found = pattern.search(message)
    return found[1] if found else None

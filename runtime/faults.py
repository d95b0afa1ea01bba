"""Where something failed, for the log: its kinds, codes and lines, and none of its words.

Libraries say what they were given: a number, an address, the text of a message. So do refusals of
our own, which are words for whoever asked, not for the log.
"""

from __future__ import annotations

import errno
import logging
import traceback
from collections.abc import Iterator
from contextlib import contextmanager

from runtime.refusal import Refused


def traced(error: BaseException) -> str:
    """The kind of the error and of each that led to it, the last first, each with its lines of
    code."""
    told = []
    for one in _led_to(error):
        lines = "".join(traceback.format_tb(one.__traceback__)).rstrip()
        told.append(f"{kind(one)}\n{lines}".rstrip())
    return "\nafter ".join(told)


def kind(error: BaseException) -> str:
    """What kind of error it is; with the code of a refusal, of the system or of a database, which
    is one of a fixed set."""
    named = f"{type(error).__module__}.{type(error).__qualname__}"
    code = _code(error)
    return f"{named} [{code}]" if code else named


@contextmanager
def outlived(log: logging.Logger, what: str) -> Iterator[None]:
    """Whatever fails within is logged as ``what``, and what comes after goes on."""
    try:
        yield
    except Exception as error:  # noqa: BLE001 - the caller says so
        log.error("%s: %s", what, traced(error))


class Wordless(logging.Filter):
    """Errors that others log with their words, such as a web server, are logged as ``traced``. Of
    the message the first line is kept: asyncio writes the error itself into those below it."""

    def filter(self, record: logging.LogRecord) -> bool:
        error = record.exc_info[1] if record.exc_info else None
        if error is not None:
            record.msg, record.args = record.getMessage().partition("\n")[0], ()
            record.exc_info, record.exc_text = None, traced(error)
        return True


def _code(error: BaseException) -> str | None:
    if isinstance(error, Refused):
        return error.code
    if isinstance(error, OSError) and error.errno is not None:
        return errno.errorcode.get(error.errno)
    found = getattr(error, "sqlite_errorname", None) or getattr(error, "sqlstate", None)
    return found if isinstance(found, str) else None


def _led_to(error: BaseException) -> Iterator[BaseException]:
    """It, what it came of, and what a group of errors holds."""
    seen, left = set[int](), [error]
    while left:
        found = left.pop(0)
        if id(found) in seen:
            continue
        seen.add(id(found))
        yield found
        cause = found.__cause__ or found.__context__
        left += [cause] if cause is not None else []
        left += found.exceptions if isinstance(found, BaseExceptionGroup) else ()

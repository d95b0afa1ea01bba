"""Where the program begins: ``tailings`` on the command line."""

from __future__ import annotations

import gc


def main() -> None:
    """Load the program and give it the command line.

    Nothing that is loaded becomes rubbish, so that nobody looks for any meanwhile: a tenth of the
    time of a start.
    """
    gc.disable()
    try:
        from app.cli import main as command_line
    finally:
        gc.enable()
    command_line()

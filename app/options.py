"""Settings as a command gets them: from the environment, overridden by options."""

from __future__ import annotations

import os

import click

from runtime.settings import Settings, read_settings


def settings(context: click.Context, **more: object) -> Settings:
    """Options of the whole program and of one command count before the environment."""
    given = {**context.find_root().obj, **more}
    return read_settings(os.environ, **{k: v for k, v in given.items() if v is not None})

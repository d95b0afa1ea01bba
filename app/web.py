"""The program as the pages see it."""

from __future__ import annotations

from app.compose import Program
from web.services import Services


def services_of(program: Program) -> Services:
    """Services for ``web.app.create_app``."""
    return Services(
        desk=program.desk,
        database=program.database,
        vault=program.vault,
        directory=program.directory,
        shelf=program.shelf,
        clock=program.clock,
        ids=program.ids,
        settings=program.settings,
    )

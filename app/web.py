"""The program as the pages see it."""

from __future__ import annotations

from app.compose import Program
from notify.channels.twilio.callback import StatusCallback
from notify.phones import phones
from notify.reach import world_reached
from runtime.turned_away import FILE, TRIES_FILE, TurnedAway
from web.services import Services
from web.tries import Tries


def services_of(program: Program) -> Services:
    """Services for ``web.app.create_app``."""
    folder = program.settings.data.expanduser()
    token = program.settings.twilio_auth_token
    receipts = None
    if token is not None:
        receipts = StatusCallback(
            program.database, program.alerts.settler, program.clock, token.get_secret_value()
        ).receive
    return Services(
        desk=program.desk,
        database=program.database,
        vault=program.vault,
        directory=program.directory,
        shelf=program.shelf,
        clock=program.clock,
        ids=program.ids,
        settings=program.settings,
        receipts=receipts,
        incoming=program.alerts.inbox.keep,
        phones=lambda: phones(program.database, program.vault, program.directory),
        reaches_world=world_reached(program.channels),
        channels=program.channels,
        ways=program.routes,
        groups=program.groups,
        turned_away=TurnedAway(program.clock.now(), folder / FILE),
        tries=Tries(TurnedAway(program.clock.now(), folder / TRIES_FILE)),
        heart=program.alerts.heart,
    )

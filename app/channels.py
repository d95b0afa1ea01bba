"""The channels of this installation, in the order in which they are preferred."""

from __future__ import annotations

import sys
from collections.abc import Mapping

from notify.channel import Channel
from notify.channels.calls.channel import TelephoneList
from notify.channels.console.channel import Console
from notify.channels.simulated.channel import SimulatedPhones
from notify.channels.twilio.channel import Twilio
from notify.routes import Routes
from runtime.clock import Clock
from runtime.database import Database
from runtime.settings import Settings


def routes_of(settings: Settings, database: Database, clock: Clock) -> Routes:
    """The channels with the order in which they are used."""
    return Routes(channels(settings, database, clock))


def channels(settings: Settings, database: Database, clock: Clock) -> Mapping[str, Channel]:
    """Simulated phones and the telephone list always; Twilio only where it is configured."""
    made: list[Channel] = [
        SimulatedPhones(database, clock),
        TelephoneList(database, clock),
        Console(sys.stdout),
    ]
    if settings.twilio_account_sid and settings.twilio_auth_token and settings.twilio_from_number:
        made.append(
            Twilio(
                settings.twilio_account_sid,
                settings.twilio_auth_token.get_secret_value(),
                settings.twilio_from_number,
                base_url=settings.twilio_base_url,
                public_url=settings.base_url,
            )
        )
    return {channel.name: channel for channel in made}

"""The channels of this installation: read from its file, made, asked how they are, closed."""

from __future__ import annotations

from collections.abc import Mapping

from app.channels.build import Builder
from app.channels.load import configured
from notify.channel import Channel
from runtime.clock import Clock
from runtime.database import Database
from runtime.settings import Settings


def builder_of(settings: Settings, database: Database, clock: Clock) -> Builder:
    """What makes the channels. Raises ``Refused`` for a file that cannot be used."""
    return Builder(settings, configured(settings), database, clock)


def channels(settings: Settings, database: Database, clock: Clock) -> Mapping[str, Channel]:
    """Every channel to people, by name: simulated phones and the telephone list always, others
    where they are configured. Raises ``Refused``."""
    return builder_of(settings, database, clock).people()

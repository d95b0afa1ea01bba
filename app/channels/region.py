"""Where the telephone numbers of this installation belong that name no country."""

from __future__ import annotations

from app.channels.load import Configured, configured
from runtime.refusal import Refused
from runtime.settings import Settings
from runtime.vault import HOME


def named(found: Configured) -> str | None:
    """What the file of channels says, else its profile; None where neither does."""
    return found.file.region or found.profile.region


def region(settings: Settings) -> str:
    """The same, and ``HOME`` where nothing is said. Raises ``Refused`` as ``configured`` does."""
    found = configured(settings)
    return (named(found) if found is not None else None) or HOME


def region_to_read(settings: Settings) -> str:
    """The same for looking only: a file that cannot be used is told of where channels are
    examined, and must not keep the log or the rest of the machine from being looked at."""
    try:
        return region(settings)
    except Refused:
        return HOME

"""How much room is left where the data lies."""

from __future__ import annotations

import shutil

from runtime.settings import Settings


def free_bytes(settings: Settings) -> int:
    """Free bytes where the data folder is, or will be."""
    place = settings.data.expanduser().absolute()
    while not place.exists():
        place = place.parent
    return shutil.disk_usage(place).free

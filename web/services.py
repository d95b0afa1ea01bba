"""What the pages need from the program around them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from incident.desk import Desk
from incident.plans import PlanShelf
from notify.channel import Channel, Incoming
from notify.groups import GroupChannel
from notify.heartbeat import Heart
from notify.routes import Routes
from registry.directory import Directory
from runtime.clock import Clock
from runtime.database import Database
from runtime.free import free_bytes
from runtime.ids import Ids
from runtime.settings import Settings
from runtime.turned_away import TurnedAway
from runtime.vault import Vault
from web.tries import Tries


def no_phones() -> Sequence[Mapping[str, Any]]:
    """Where no simulated provider runs there is no phone to show."""
    return ()


@dataclass(frozen=True)
class Services:
    """The running program as the web layer sees it; ``clock`` is operating time.

    ``phones`` gives the simulated phones, each ``{"address", "jurisdiction", "name", "mode",
    "messages"}`` with messages ``{"text", "at", "status"}``, newest first.
    """

    desk: Desk
    database: Database
    vault: Vault
    directory: Directory
    shelf: PlanShelf
    clock: Clock
    ids: Ids
    settings: Settings
    receipts: Callable[[str, Mapping[str, Any], str | None], bool] | None = None
    """Takes a provider's delivery report: public address, fields, signature."""
    incoming: Callable[[str, Sequence[Incoming]], object] | None = None
    """Takes what came back through a channel, by its name; the same may come again."""
    phones: Callable[[], Sequence[Mapping[str, Any]]] = no_phones
    free: Callable[[Settings], int] = free_bytes
    """Bytes that are left where the data lies."""
    reaches_world: bool = False
    """Whether any message leaves this machine; if not, people have to be called."""
    channels: Mapping[str, Channel] = field(default_factory=dict)
    """To see whom they would reach; pages send nothing by them."""
    ways: Routes | None = None
    """The order in which they are used, and how each fares."""
    groups: Mapping[str, GroupChannel] = field(default_factory=dict)
    """Robots of groups, by name."""
    turned_away: TurnedAway | None = None
    """Counts requests of providers that were not taken."""
    tries: Tries = field(default_factory=Tries)
    """Counts links and tokens that were tried in vain, and says when it is too many."""
    heart: Heart | None = None
    """The pulse of the engine that runs beside the pages; None where none does."""

    @property
    def routes(self) -> Routes:
        """By which channels people are reached: as set up, else every channel in its order."""
        return self.ways or Routes(self.channels)

"""Who tries links and tokens that lead nowhere: counted by where they come from, and after a number
that no person reaches answered with "later".

Only what failed is counted, and only what fails is answered so: a colleague behind the same address
comes in as before. In memory and bounded, so that a flood of tries costs nothing that lasts.
"""

from __future__ import annotations

import logging
import threading
from collections import OrderedDict
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from ipaddress import IPv6Address, ip_address

from starlette.requests import HTTPConnection

from runtime.language import N_, phrase
from runtime.refusal import Refused
from runtime.turned_away import Kind, TurnedAway

WINDOW = timedelta(minutes=10)
PER_SOURCE = 30
IN_ALL = 1000
"""Failed tries within ``WINDOW``, from one address and from all of them together."""
SOURCES = 4096
"""Addresses that are remembered; the one that has failed longest ago is forgotten first."""

LATER = N_("the next try in {minutes} min; {allowed}")

_log = logging.getLogger(__name__)


class TooMany(Refused):
    """A failed try after too many others; ``seconds`` until one is looked at again."""

    def __init__(self, refused: Refused, seconds: int) -> None:
        self.seconds = seconds
        allowed = phrase(LATER, minutes=-(-seconds // 60), allowed=refused.allowed)
        super().__init__("too_many", field=refused.field, value=None, allowed=allowed)


@dataclass(slots=True)
class _Window:
    since: datetime
    failed: int = 0

    def left(self, now: datetime) -> timedelta:
        return self.since + WINDOW - now


@dataclass
class Tries:
    """One for a program; safe from any thread. ``told`` counts for the people of the duty desk."""

    told: TurnedAway | None = None
    _sources: OrderedDict[str, _Window] = field(default_factory=OrderedDict)
    _all: _Window | None = None
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def weighed(self, asked: HTTPConnection, refused: Refused, now: datetime) -> Refused:
        """What a refused request is told: the refusal as it is, or ``TooMany`` in its place."""
        kind = _kind(refused)
        if kind is None:
            return refused
        source = _source(asked)
        with self._lock:
            left = self._failed(source, now)
        if self.told is not None:
            self.told.note(kind, now)
        if left is None:
            return refused
        if self.told is not None:
            self.told.note("too_many", now)
        return TooMany(refused, max(1, round(left.total_seconds())))

    def _failed(self, source: str, now: datetime) -> timedelta | None:
        """One more; how long the source is told to wait, if it is."""
        if self._all is None or self._all.left(now) <= timedelta(0):
            self._all = _Window(now)
        theirs = self._sources.pop(source, None)
        if theirs is None or theirs.left(now) <= timedelta(0):
            theirs = _Window(now)
        self._sources[source] = theirs
        if len(self._sources) > SOURCES:
            self._sources.popitem(last=False)
        theirs.failed += 1
        self._all.failed += 1
        if theirs.failed == PER_SOURCE + 1:
            _log.warning("failed tries of links and tokens from %s: told to wait", source)
        if theirs.failed > PER_SOURCE:
            return theirs.left(now)
        return self._all.left(now) if self._all.failed > IN_ALL else None


def _kind(refused: Refused) -> Kind | None:
    """Which secret was tried; None for any other refusal, and for a request that tried none."""
    match refused.code:
        case "link":
            return "link"
        case "link_used":
            return "sign_in_link"
        case "sign_in" if refused.field == "Authorization" and refused.value != "—":
            return "token"
    return None


def _source(asked: HTTPConnection) -> str:
    """The address, as far as one household or office has it: of IPv6 its first half."""
    host = asked.client.host if asked.client is not None else ""
    try:
        address = ip_address(host.partition("%")[0])
    except ValueError:
        return host[:64]
    if not isinstance(address, IPv6Address):
        return str(address)
    if address.ipv4_mapped is not None:
        return str(address.ipv4_mapped)
    return f"{IPv6Address(int(address) >> 64 << 64)}/64"

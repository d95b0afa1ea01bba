"""Until when an address of ours is taken: a time in it, which the vendor signs with the rest.

The vendor's signature holds no time. So every address that we give it for one message or call
carries one; nobody can change it without the token. The address for messages that people send is
entered at the vendor by hand and carries none: there the message's own name keeps a second copy
from counting. An address without a time is of a message that an older release sent.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from urllib.parse import parse_qs, urlsplit

from runtime.language import N_, phrase
from runtime.refusal import Refused

NAME = "until"
"""The parameter, in whole seconds since 1970."""

REPORTS = timedelta(hours=72)
"""A telephone may be off for long; an answer later than this is for a person as well."""

CALLS = timedelta(hours=6)
"""Calls wait at the vendor where many are ordered at once; each lasts a few minutes."""


def until(now: datetime, lasts: timedelta) -> int:
    """What an address made ``now`` carries."""
    return int((now + lasts).timestamp())


def check_time(url: str, now: datetime) -> None:
    """Raises Refused ``not_allowed`` for ``until`` where an address is too old. Ask for the
    signature first: without it the time says nothing."""
    given = parse_qs(urlsplit(url).query).get(NAME)
    if given is None:
        return
    written = given[-1]
    limit = int(written) if written.isascii() and written.isdigit() and len(written) < 12 else 0
    if now.timestamp() > limit:
        shown = datetime.fromtimestamp(limit, UTC).isoformat(timespec="seconds")
        allowed = phrase(N_("a request before the time in its address"))
        raise Refused("not_allowed", field=NAME, value=shown, allowed=allowed)

"""Who can reach the board: only this computer, or the whole network; and whether that is safe."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from ipaddress import ip_address
from typing import Literal

from app.checks.line import Line, Patient
from runtime.answering import answering_on, spelled
from runtime.language import N_, phrase

TLS = "https://"


def check_network(patient: Patient) -> Iterable[Line]:
    """As the program that serves the folder wrote it down, else by the settings, as one would read
    them at its start; no port is tried."""
    settings = patient.settings
    running = answering_on(settings.data.expanduser().absolute())
    planned = _Place(settings.host, settings.port, settings.base_url)
    if running is None:
        yield _line(planned, STOPPED)
        return
    now = _Place(running.host, running.port, running.base_url)
    if now == planned:
        yield _line(now, RUNNING)
    else:
        yield _line(now, OTHERWISE, settings=planned.say())


@dataclass(frozen=True, slots=True)
class _Place:
    host: str
    port: int
    base_url: str | None

    def say(self) -> str:
        listens = spelled(self.host, self.port)
        return f"{listens}, {self.base_url}" if self.base_url else listens


RUNNING = N_("{what}; so the program runs now")
OTHERWISE = N_(
    "{what}; so the program runs now, and a start with the settings read here would give {settings}"
)
STOPPED = N_("{what}; so the settings say, for no program serves this folder now")


def _line(place: _Place, when: str, **more: str) -> Line:
    where = {"host": place.host, "port": place.port, "address": place.base_url}
    level: Literal["ok", "warning"] = "warning"
    if _own(place.host):
        level = "ok"
        what = N_("only this computer reaches the program ({host}, port {port})")
    elif place.base_url is None:
        what = N_(
            "the board is open to the whole network ({host}, port {port}): every machine that "
            "reaches this one gets its sign-in page; without TLS names, numbers and sign-in links "
            "can be read on the way; and messages carry no link, as no address for others is set"
        )
    elif not place.base_url.startswith(TLS):
        what = N_(
            "the board is open to the whole network ({host}, port {port}), and {address} is "
            "without TLS: names, numbers and sign-in links can be read on the way"
        )
    else:
        level = "ok"
        what = N_(
            "the program listens to the whole network ({host}, port {port}); people come by "
            "{address}, and only the proxy there should reach the port"
        )
    told = phrase(when, what=phrase(what, **where), **more)
    return Line("network", level, told, phrase(REMEDY) if level == "warning" else None)


REMEDY = N_(
    "If nobody else needs it, set TAILINGS_HOST to 127.0.0.1. Otherwise let a reverse proxy with "
    "TLS stand in front, shut the port to everybody else, and set TAILINGS_BASE_URL to the "
    "proxy's https:// address: links in messages carry it. See docs/howto/containers.md."
)


def _own(host: str) -> bool:
    """Whether an address to listen on is of this computer alone. A name may be anybody's."""
    if host == "localhost":
        return True
    try:
        return ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return False

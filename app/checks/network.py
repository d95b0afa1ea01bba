"""Who can reach the board: only this computer, or the whole network; and whether that is safe."""

from __future__ import annotations

from collections.abc import Iterable
from ipaddress import ip_address

from app.checks.line import Line, Patient
from runtime.language import N_, phrase

TLS = "https://"


def check_network(patient: Patient) -> Iterable[Line]:
    """By the settings alone, as the program reads them at its start; no port is tried."""
    settings = patient.settings
    where = {"host": settings.host, "port": settings.port}
    if _own(settings.host):
        what = N_("only this computer reaches the program ({host}, port {port})")
        yield Line("network", "ok", phrase(what, **where))
    elif settings.base_url is None:
        what = N_(
            "the board is open to the whole network ({host}, port {port}): every machine that "
            "reaches this one gets its sign-in page; without TLS names, numbers and sign-in links "
            "can be read on the way; and messages carry no link, as no address for others is set"
        )
        yield Line("network", "warning", phrase(what, **where), phrase(REMEDY))
    elif not settings.base_url.startswith(TLS):
        what = N_(
            "the board is open to the whole network ({host}, port {port}), and {address} is "
            "without TLS: names, numbers and sign-in links can be read on the way"
        )
        told = phrase(what, **where, address=settings.base_url)
        yield Line("network", "warning", told, phrase(REMEDY))
    else:
        what = N_(
            "the program listens to the whole network ({host}, port {port}); people come by "
            "{address}, and only the proxy there should reach the port"
        )
        yield Line("network", "ok", phrase(what, **where, address=settings.base_url))


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

"""Whether a program runs on a data folder, and at which address it answers.

What a killed program leaves behind is not believed: the folder's lock is the operating system's,
and a file that nobody holds the lock for is of the past.
"""

from __future__ import annotations

import fcntl
import os
import socket
from dataclasses import dataclass
from pathlib import Path

LOCK = "lock"
ADDRESS = "address"
"""A file made by the program when it is ready and removed at its end: the address that people
open, and below it host and port that the program listens on."""


def runs(folder: Path) -> bool:
    """Whether a program holds the lock of the data folder."""
    try:
        lock = os.open(folder / LOCK, os.O_RDONLY | os.O_CLOEXEC)
    except OSError:
        return False
    try:
        fcntl.flock(lock, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except OSError:
        return True
    finally:
        os.close(lock)
    return False


def address_of(folder: Path) -> str | None:
    """Where the program that runs on the data folder answers, such as ``http://127.0.0.1:8001``.

    None where none runs, or one that serves no pages, such as one that is only starting.
    """
    answering = answering_on(folder)
    return answering.address if answering else None


@dataclass(frozen=True, slots=True)
class Answering:
    """Where a program answers: what people open, and what it listens on."""

    address: str
    host: str
    port: int

    @property
    def base_url(self) -> str | None:
        """The address that was set for it; None where it is only that of its host and port."""
        plain = spelled(openable(self.host), self.port)
        return None if self.address == plain else self.address

    def written(self) -> str:
        """As it stands in the file."""
        return f"{self.address}\n{self.host} {self.port}\n"


def answering_on(folder: Path) -> Answering | None:
    """Where the program that runs on the data folder answers now, whatever the settings say."""
    try:
        address, listens = (folder / ADDRESS).read_text(encoding="utf-8").splitlines()
        host, port = listens.split(" ")
        answering = Answering(address, host, int(port))
    except (OSError, ValueError):
        return None
    return answering if runs(folder) else None


def openable(host: str) -> str:
    """The host by which a browser on this computer reaches a program that listens on ``host``."""
    return {"0.0.0.0": "127.0.0.1", "": "127.0.0.1", "::": "::1"}.get(host, host)  # noqa: S104


def in_the_network() -> str | None:
    """This computer's own address in the network, IPv4; None where it is in none. Nothing is sent:
    the system is only asked which address it would send from (to RFC 5737's documentation net).
    """
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as asked:
        try:
            asked.connect(("192.0.2.1", 9))
        except OSError:
            return None
        return str(asked.getsockname()[0])


def spelled(host: str, port: int) -> str:
    """The address of a host and a port; an IPv6 one stands in brackets (RFC 3986, 3.2.2)."""
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"

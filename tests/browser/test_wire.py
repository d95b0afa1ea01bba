"""The wire itself, between a plain client and a plain server."""

from __future__ import annotations

import socket
import socketserver
import threading
from collections.abc import Iterator
from urllib.parse import urlsplit

import pytest

from tests.browser.wire import LOCAL, Wire, wired


class _Echo(socketserver.BaseRequestHandler):
    def handle(self) -> None:
        while said := self.request.recv(1024):
            self.request.sendall(said)


class _Server(socketserver.ThreadingTCPServer):
    daemon_threads = True

    def handle_error(self, request: object, client_address: object) -> None:
        """A connection that broke is what these tests are about."""


@pytest.fixture
def wire() -> Iterator[Wire]:
    with _Server((LOCAL, 0), _Echo) as server:
        threading.Thread(target=server.serve_forever, args=(0.05,)).start()
        with wired(server.server_address[1]) as made:
            yield made
        server.shutdown()


def call(wire: Wire) -> socket.socket:
    parts = urlsplit(wire.address)
    return socket.create_connection((parts.hostname or "", parts.port or 0), timeout=5)


def echo(line: socket.socket, said: bytes = b"hello") -> bytes:
    line.sendall(said)
    return line.recv(1024)


def test_it_carries_both_ways(wire: Wire) -> None:
    with call(wire) as line:
        assert echo(line) == b"hello"


def test_the_end_of_one_side_is_the_end_of_the_other(wire: Wire) -> None:
    with call(wire) as line:
        assert echo(line) == b"hello"
        line.shutdown(socket.SHUT_WR)
        assert line.recv(1024) == b""


def test_a_cut_breaks_open_connections_and_refuses_new_ones(wire: Wire) -> None:
    with call(wire) as line:
        assert echo(line) == b"hello"
        wire.cut()
        with pytest.raises(ConnectionResetError):
            line.recv(1024)
        with pytest.raises(ConnectionRefusedError):
            call(wire)


def test_restored_it_is_whole_at_the_same_address(wire: Wire) -> None:
    before = wire.address
    wire.cut()
    wire.restore()
    assert wire.address == before
    with call(wire) as line:
        assert echo(line) == b"hello"


def test_held_it_is_silent_and_nothing_is_lost(wire: Wire) -> None:
    with call(wire) as line:
        wire.hold()
        line.settimeout(0.2)
        with pytest.raises(TimeoutError):
            echo(line)
        wire.restore()
        line.settimeout(5)
        assert line.recv(1024) == b"hello"


def test_delayed_it_takes_longer_each_way(wire: Wire) -> None:
    pauses: list[float] = []
    wire.sleep = pauses.append
    with call(wire) as line:
        assert echo(line) == b"hello"
        wire.delay_s = 0.1
        assert echo(line) == b"hello"
        assert pauses == [0.1, 0.1]

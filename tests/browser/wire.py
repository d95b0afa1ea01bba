"""A small TCP proxy: the wire between a page and the program, which can be cut, held and slowed.

``context.set_offline`` leaves an open WebSocket open. Here the connections themselves break, or
fall silent without breaking as they do when a radio link is lost.
"""

from __future__ import annotations

import socket
import struct
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field

LOCAL = "127.0.0.1"
CHUNK = 65_536
_RESET = struct.pack("ii", 1, 0)  # SO_LINGER with no time: closing sends a reset


@dataclass
class Wire:
    """``address`` leads to the program on ``target`` as long as the wire is whole."""

    target: int
    delay_s: float = 0.0
    """Seconds that everything sent takes longer, each way; counts from the next piece."""
    sleep: Callable[[float], object] = time.sleep
    _listener: socket.socket | None = None
    _port: int = 0
    _open: set[socket.socket] = field(default_factory=set)
    _forgotten: set[socket.socket] = field(default_factory=set)
    _lock: threading.Lock = field(default_factory=threading.Lock)
    _flowing: threading.Event = field(default_factory=threading.Event)

    @property
    def address(self) -> str:
        return f"http://{LOCAL}:{self._port}"

    def cut(self) -> None:
        """Every connection is reset, and new ones are refused, until it is restored."""
        with self._lock:
            listener, self._listener = self._listener, None
            broken, self._open = self._open, set()
        if listener is not None:
            _end(listener)
        for end in broken:
            _break(end)
        self._flowing.set()

    def hold(self) -> None:
        """Connections stay open and nothing comes through; what was sent arrives afterwards."""
        self._flowing.clear()

    def forget(self) -> None:
        """What is open stays open and carries nothing ever again; new connections are whole."""
        with self._lock:
            self._forgotten |= self._open

    def restore(self) -> None:
        """Whole again, at the same address."""
        with self._lock:
            listening = self._listener is not None
        if not listening:
            self._listen()
        self._flowing.set()

    def _listen(self) -> None:
        listener = socket.socket()
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind((LOCAL, self._port))
        listener.listen(64)
        self._port = listener.getsockname()[1]
        with self._lock:
            self._listener = listener
        threading.Thread(target=self._accept, args=(listener,), daemon=True).start()

    def _accept(self, listener: socket.socket) -> None:
        while True:
            try:
                near, _ = listener.accept()
            except OSError:
                return
            try:
                far = socket.create_connection((LOCAL, self.target), timeout=5)
            except OSError:
                _break(near)
                continue
            far.settimeout(None)
            with self._lock:
                whole = self._listener is listener
                if whole:
                    self._open |= {near, far}
            if not whole:
                _break(near)
                _break(far)
                return
            for one, other in ((near, far), (far, near)):
                threading.Thread(target=self._carry, args=(one, other), daemon=True).start()

    def _carry(self, one: socket.socket, other: socket.socket) -> None:
        with suppress(OSError):
            while piece := one.recv(CHUNK):
                if self.delay_s:
                    self.sleep(self.delay_s)
                self._flowing.wait()
                if one not in self._forgotten:
                    other.sendall(piece)
        with self._lock:
            whole = one in self._open and one not in self._forgotten
            if whole:
                self._open -= {one, other}
        if whole:
            _end(one)
            _end(other)


def _end(end: socket.socket, how: int = socket.SHUT_RDWR) -> None:
    # A thread that waits in recv() or accept() is woken by the first, not by the second.
    with suppress(OSError):
        end.shutdown(how)
    end.close()


def _break(end: socket.socket) -> None:
    with suppress(OSError):
        end.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _RESET)
    _end(end, socket.SHUT_RD)


@contextmanager
def wired(target: int) -> Iterator[Wire]:
    """A whole wire to a port of this machine; cut at the end."""
    wire = Wire(target)
    wire.restore()
    try:
        yield wire
    finally:
        wire.cut()

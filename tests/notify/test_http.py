"""One request: what is known when it fails before the connection, and after."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from threading import Thread

import pytest

from notify.channel import Temporary, Unknown
from notify.channels.http import MAX_ANSWER, MAX_WAIT_S, Answer, Poster, wait_s
from notify.channels.pace import Pace

NOW = datetime(2024, 6, 1, 4, tzinfo=UTC)


def post(url: str, call_s: float = 2.0) -> Answer | Temporary | Unknown:
    async def once() -> Answer | Temporary | Unknown:
        poster = Poster(call_s)
        try:
            return await poster.post(url, b"{}", {})
        finally:
            await poster.close()

    return asyncio.run(once())


@contextmanager
def listening(answer: bytes | None) -> Iterator[str]:
    """A socket that takes one connection, reads, gives ``answer`` and closes; None: no answer."""
    with socket.create_server(("127.0.0.1", 0)) as server:

        def serve() -> None:
            line, _ = server.accept()
            with line:
                line.recv(65536)
                if answer is None:
                    line.recv(1)  # until the client gives up
                else:
                    line.sendall(answer)

        thread = Thread(target=serve)
        thread.start()
        yield f"http://127.0.0.1:{server.getsockname()[1]}/"
        thread.join(timeout=10)
        assert not thread.is_alive()


def test_an_answer_comes_as_it_is() -> None:
    said = b'HTTP/1.1 429 Slow\r\nRetry-After: 7\r\nContent-Length: 8\r\n\r\n{"a": 1}'
    with listening(said) as url:
        answer = post(url)
    assert isinstance(answer, Answer)
    assert (answer.status, answer.json(), answer.retry_after) == (429, {"a": 1}, "7")


def test_a_redirect_is_not_followed() -> None:
    said = b"HTTP/1.1 307 Go\r\nLocation: http://127.0.0.1:1/\r\nContent-Length: 0\r\n\r\n"
    with listening(said) as url:
        assert post(url) == Answer(307, b"")


def test_an_endless_answer_is_read_so_far() -> None:
    body = b"x" * (MAX_ANSWER + 1000)
    said = b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n%b" % (len(body), body)
    with listening(said) as url:
        assert post(url) == Answer(200, b"x" * MAX_ANSWER)


@pytest.mark.parametrize("url", ["http://127.0.0.1:1/", "http://", "nothing", "http://[::bad/"])
def test_without_a_connection_nothing_was_sent(url: str) -> None:
    assert post(url) == Temporary("no_connection")


def test_a_line_that_nobody_picks_up_is_no_connection() -> None:
    """The listener's queue is full: the connection hangs until the time is over."""
    with socket.socket() as server:
        server.bind(("127.0.0.1", 0))
        server.listen(0)
        waiting = [socket.socket() for _ in range(3)]
        for line in waiting:
            line.setblocking(False)
            line.connect_ex(server.getsockname())
        assert post(f"http://127.0.0.1:{server.getsockname()[1]}/", 0.3) == Temporary(
            "no_connection"
        )
        for line in waiting:
            line.close()


@pytest.mark.parametrize(
    ("answer", "reason"),
    [
        (None, "TimeoutError"),
        (b"", "ServerDisconnectedError"),
        (b"not http\r\n\r\n", "ClientResponseError"),
        (b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n{}", "ClientPayloadError"),
    ],
)
def test_after_the_connection_nobody_knows(answer: bytes | None, reason: str) -> None:
    with listening(answer) as url:
        assert post(url, 0.5) == Unknown(reason)


OK = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}"


@contextmanager
def counting(closes: bool) -> Iterator[tuple[str, list[int]]]:
    """A server that answers all requests of a connection, or the first and closes it unsaid; the
    list has for each connection how many requests came."""
    counts: list[int] = []
    with socket.create_server(("127.0.0.1", 0)) as server:

        def talk(line: socket.socket, number: int) -> None:
            with line:
                while line.recv(65536):
                    counts[number] += 1
                    line.sendall(OK)
                    if closes:
                        return

        def serve() -> None:
            while True:
                try:
                    line, _ = server.accept()
                except OSError:
                    return
                counts.append(0)
                Thread(target=talk, args=(line, len(counts) - 1), daemon=True).start()

        thread = Thread(target=serve)
        thread.start()
        yield f"http://127.0.0.1:{server.getsockname()[1]}/", counts
        server.shutdown(socket.SHUT_RDWR)
        thread.join(timeout=10)


def in_a_row(url: str, pauses: tuple[float, ...]) -> list[Answer | Temporary | Unknown]:
    """One request, and another after each pause."""

    async def all_of_them() -> list[Answer | Temporary | Unknown]:
        poster = Poster(2.0)
        try:
            said = [await poster.post(url, b"{}", {})]
            for pause in pauses:
                await asyncio.sleep(pause)
                said.append(await poster.post(url, b"{}", {}))
            return said
        finally:
            await poster.close()

    return asyncio.run(all_of_them())


def test_messages_in_a_row_share_a_connection_and_one_long_after_has_its_own(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("notify.channels.http.KEPT_S", 0.2)
    with counting(closes=False) as (url, counts):
        said = in_a_row(url, (0.0, 0.0, 0.6))
    assert said == [Answer(200, b"{}")] * 4
    assert counts == [3, 1]


def test_a_connection_that_was_closed_unsaid_is_not_used_again() -> None:
    with counting(closes=True) as (url, counts):
        said = in_a_row(url, (0.1, 0.1))
    assert said == [Answer(200, b"{}")] * 3
    assert counts == [1, 1, 1]


def test_what_breaks_on_a_shared_connection_is_unknown() -> None:
    """The second request was sent: nobody knows what became of it."""
    with socket.create_server(("127.0.0.1", 0)) as server:

        def serve() -> None:
            line, _ = server.accept()
            with line:
                line.recv(65536)
                line.sendall(OK)
                line.recv(65536)

        thread = Thread(target=serve)
        thread.start()
        said = in_a_row(f"http://127.0.0.1:{server.getsockname()[1]}/", (0.0,))
        thread.join(timeout=10)
    assert said == [Answer(200, b"{}"), Unknown("ServerDisconnectedError")]


def test_one_that_was_never_used_closes_too() -> None:
    asyncio.run(Poster().close())


@pytest.mark.parametrize(
    ("header", "seconds"),
    [
        ("7", 7.0),
        (" 0 ", 0.0),
        ("999999999", MAX_WAIT_S),
        ("Sat, 01 Jun 2024 04:01:30 GMT", 90.0),
        ("Sat, 01 Jun 2024 04:01:30 -0000", 90.0),
        ("Sat, 01 Jun 2024 03:00:00 GMT", 0.0),
        ("soon", None),
        ("-3", None),
        ("", None),
        (None, None),
    ],
)
def test_retry_after(header: str | None, seconds: float | None) -> None:
    assert wait_s(header, NOW) == seconds


def test_a_pace_counts_any_minute_and_keeps_a_pause() -> None:
    pace = Pace(2)
    assert pace.take(NOW) == 0
    assert pace.take(NOW + timedelta(seconds=30)) == 0
    assert pace.take(NOW + timedelta(seconds=59)) == 1
    assert pace.take(NOW + timedelta(seconds=60)) == 0
    assert pace.take(NOW + timedelta(seconds=61)) == 29
    pace.pause(NOW, 600)
    assert pace.take(NOW + timedelta(seconds=590)) == 10
    assert pace.take(NOW + timedelta(seconds=600)) == 0

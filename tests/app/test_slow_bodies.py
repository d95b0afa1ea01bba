"""Bodies that come slowly: a photograph over one bar of signal arrives, a flood of beginnings ends,
and half a sentence is never taken for a whole one."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlmodel import SQLModel
from starlette.testclient import TestClient

import web.bodies
from app.prompt import PromptProtocol, make_room
from runtime.database import Database
from tests.incident.materials import samples
from tests.served import served
from tests.web.conftest import House, make_house
from web.app import create_app

FLOOD = 300


@pytest.fixture
def house(database: Database, tmp_path: Path) -> House:
    SQLModel.metadata.create_all(database.engine, checkfirst=True)
    return make_house(database, tmp_path)


@pytest.fixture
def browser(house: House) -> Iterator[TestClient]:
    with house.signed_in() as client:
        yield client


def opened(browser: TestClient) -> str:
    report = {"place": "青石沟", "what": "尾矿库溃坝", "occurred_at": "2026-05-17T02:19:00"}
    answer = browser.post("/report", data=report, follow_redirects=False)
    return str(answer.headers["location"])


def head(port: int, path: str, kind: str, length: int, browser: TestClient | None) -> bytes:
    """The head of a request of this browser, or of a stranger."""
    cookies = {} if browser is None else dict(browser.cookies)
    lines = [
        f"POST {path} HTTP/1.1",
        f"Host: 127.0.0.1:{port}",
        f"Origin: http://127.0.0.1:{port}",
        f"Content-Type: {kind}",
        f"Content-Length: {length}",
        "Accept: application/json",
        "Cookie: " + "; ".join(f"{name}={value}" for name, value in cookies.items()),
    ]
    return ("\r\n".join(lines) + "\r\n\r\n").encode("ascii")


FORM = "application/x-www-form-urlencoded"


def test_bodies_that_begin_and_do_not_go_on_are_hung_up_on(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(web.bodies, "IDLE_S", 1.0)
    make_room()

    async def night() -> list[bytes]:
        async with served(create_app(house.services), http=PromptProtocol) as port:
            all_of_them = [await asyncio.open_connection("127.0.0.1", port) for _ in range(FLOOD)]
            for _, writer in all_of_them:
                writer.write(head(port, "/report", FORM, 1000, None) + b"place=x")
            told = [await asyncio.wait_for(reader.read(), 60) for reader, _ in all_of_them]
            for _, writer in all_of_them:
                writer.close()
            return told

    told = asyncio.run(night())
    assert len(told) == FLOOD
    assert all(answer.startswith(b"HTTP/1.1 408") for answer in told)
    assert all(b"too_slow" in answer for answer in told)


def test_a_stranger_who_says_a_letter_now_and_then_does_not_stay(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each letter comes in time, the end does not. Whoever goes on speaking while they are hung up
    on may lose the answer with the connection."""
    monkeypatch.setattr(web.bodies, "STRANGER_S", 1.0)

    async def drip(writer: asyncio.StreamWriter) -> None:
        while True:
            writer.write(b"x")
            await asyncio.sleep(0.1)

    async def night() -> bytes | None:
        async with served(create_app(house.services), http=PromptProtocol) as port:
            reader, writer = await asyncio.open_connection("127.0.0.1", port)
            writer.write(head(port, "/report", FORM, 250_000, None))
            dripping = asyncio.create_task(drip(writer))
            try:
                return await asyncio.wait_for(reader.read(), 60)
            except ConnectionResetError:
                return None
            finally:
                dripping.cancel()
                writer.close()

    told = asyncio.run(night())
    assert told is None or told.startswith(b"HTTP/1.1 408")


@pytest.mark.parametrize("photo", [True, False])
def test_who_is_signed_in_does_not_stay_for_ever_either(
    house: House, browser: TestClient, monkeypatch: pytest.MonkeyPatch, photo: bool
) -> None:
    """A telephone that hangs half-way, or a page that somebody made say a letter now and then."""
    monkeypatch.setattr(web.bodies, "STRANGER_S", 0.1)
    monkeypatch.setattr(web.bodies, "GRACE_S", 2.0)
    path = opened(browser)
    place, kind = ("materials", "image/jpeg") if photo else ("do/AddNote", FORM)
    begun = samples.jpeg()[:500] if photo else b"note=" + b"x" * 495

    async def night() -> bytes:
        async with served(create_app(house.services), http=PromptProtocol) as port:
            reader, writer = await asyncio.open_connection("127.0.0.1", port)
            writer.write(head(port, f"{path}/{place}", kind, 100_000, browser))
            try:
                for start in range(0, 500, 50):
                    writer.write(begun[start : start + 50])
                    await asyncio.sleep(0.1)
                return await asyncio.wait_for(reader.read(), 25)
            finally:
                writer.close()

    told = asyncio.run(night())
    assert told.startswith(b"HTTP/1.1 408"), told
    assert "平均每秒至少收到 500 字节" in told.decode()


def test_a_photograph_and_a_form_over_one_bar_of_signal_arrive(
    house: House, browser: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Longer on their way than a stranger has, than any pause may be, and than whoever brings
    next to nothing, but never silent."""
    monkeypatch.setattr(web.bodies, "IDLE_S", 2.0)
    monkeypatch.setattr(web.bodies, "STRANGER_S", 0.3)
    monkeypatch.setattr(web.bodies, "GRACE_S", 1.5)
    monkeypatch.setattr(web.bodies, "LEAST_BYTES_S", 2)
    path = opened(browser)
    photo = samples.jpeg()
    note = b"note=" + b"x" * 100

    async def sent(port: int, place: str, kind: str, body: bytes) -> bytes:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        writer.write(head(port, place, kind, len(body), browser))
        step = len(body) // 12 + 1
        for start in range(0, len(body), step):
            await asyncio.sleep(0.2)
            writer.write(body[start : start + step])
        told = await asyncio.wait_for(reader.readline(), 60)
        writer.close()
        return told

    async def night() -> tuple[bytes, bytes]:
        async with served(create_app(house.services), http=PromptProtocol) as port:
            kept = await sent(port, f"{path}/materials", "image/jpeg", photo)
            said = await sent(port, f"{path}/do/AddNote", FORM, note)
            return kept, said

    kept, said = asyncio.run(night())
    assert kept.startswith(b"HTTP/1.1 201"), kept
    assert said.startswith(b"HTTP/1.1 303"), said


def test_a_file_of_a_stranger_is_not_read_at_all(house: House, browser: TestClient) -> None:
    path = opened(browser)

    async def night() -> bytes:
        async with served(create_app(house.services), http=PromptProtocol) as port:
            reader, writer = await asyncio.open_connection("127.0.0.1", port)
            writer.write(head(port, f"{path}/materials", "image/jpeg", 5_000_000, None))
            told = await asyncio.wait_for(reader.readline(), 60)
            writer.close()
            return told

    assert asyncio.run(night()).startswith(b"HTTP/1.1 401")


def test_half_a_sentence_is_not_what_somebody_said(house: House, browser: TestClient) -> None:
    """The telephone loses its signal in the middle of a word."""
    path = opened(browser)
    incident = path.rsplit("/", 1)[1]
    before = house.services.desk.state(incident).seq

    async def night() -> None:
        async with served(create_app(house.services), http=PromptProtocol) as port:
            _, writer = await asyncio.open_connection("127.0.0.1", port)
            begun = "note=下游全部撤离，青石沟除".encode()
            writer.write(head(port, f"{path}/do/AddNote", FORM, 500, browser) + begun)
            await writer.drain()
            await asyncio.sleep(0.3)
            writer.close()
            await writer.wait_closed()
            await asyncio.sleep(0.5)

    asyncio.run(night())
    assert house.services.desk.state(incident).seq == before

"""Reading requests: forms in UTF-8, and idempotency keys."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Mapping
from urllib.parse import parse_qsl

from fastapi import Request

from runtime.language import N_, phrase
from runtime.refusal import Refused

Form = Mapping[str, list[str]]


async def raw_body(request: Request) -> bytes:
    """The bytes that were sent; their size was checked at the door."""
    return await request.body()


async def form_body(request: Request) -> Form:
    """A sent form, by field. Raises Refused ``encoding``."""
    body = (await request.body()).decode("utf-8")
    return form_of(body)


def form_of(text: str) -> Form:
    """Fields and their answers in order. Raises Refused ``encoding``, also for a NUL."""
    form: dict[str, list[str]] = {}
    try:
        pairs = parse_qsl(text, keep_blank_values=True, encoding="utf-8", errors="strict")
    except UnicodeDecodeError:
        pairs = [("body", "\0")]
    for name, value in pairs:
        no_nul(name, value)
        form.setdefault(name, []).append(value.replace("\r\n", "\n"))
    return form


def no_nul(name: str, text: str) -> None:
    """Raises Refused ``encoding`` for a text that a database cannot keep."""
    if "\0" in text:
        allowed = phrase(N_("text in UTF-8"))
        raise Refused("encoding", field=name, value="\\0", allowed=allowed)


def fresh_key() -> str:
    """A key for one filling-in of a form, so that pressing twice does it once."""
    return secrets.token_hex(16)


def command_id(person: str, scope: str, key: str | None) -> str | None:
    """The id of a command from a key that the sender chose. Keys of different people, incidents
    and commands never meet."""
    if not key:
        return None
    digest = hashlib.sha256(f"{person}\0{scope}\0{key}".encode()).hexdigest()
    return f"key-{digest[:40]}"

"""Reading requests: forms in UTF-8, and idempotency keys."""

from __future__ import annotations

import hashlib
import json
import re
import secrets
from collections.abc import Mapping, Sequence
from contextlib import suppress
from typing import Any
from urllib.parse import parse_qsl

from fastapi import Request

from runtime.language import N_, phrase
from runtime.refusal import Refused
from web.taken import NO_NUL, NOT_KEPT, WHOLE, halved

Form = Mapping[str, list[str]]

_NUL = re.compile(rb"\0|(?<!\\)(?:\\\\)*\\u0000")
"""The character or its escape, and not a backslash of its own before the same letters."""


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
        allowed = phrase(NOT_KEPT)
        raise Refused("encoding", field="body", value=None, allowed=allowed) from None
    for name, value in pairs:
        storable("body", name)
        storable(name, value)
        form.setdefault(name, []).append(value.replace("\r\n", "\n"))
    return form


def json_object(body: bytes) -> Mapping[str, Any]:
    """What was sent as JSON, its texts not checked yet. Raises Refused ``invalid`` for everything
    else, also for one that is nested too deeply to be read or that gives a field twice, and
    ``encoding`` for a plain NUL."""
    storable("body", "\0" if b"\0" in body else "")
    try:
        told = json.loads(body, object_pairs_hook=_once_each)
    except (ValueError, RecursionError):
        told = None
    if not isinstance(told, dict):
        raise Refused("invalid", field="body", value=None, allowed=phrase(N_("a JSON object")))
    return told


def storable(name: str, text: str) -> None:
    """Raises Refused ``encoding`` for a text that a database cannot keep: one with a NUL, or with
    half of a surrogate pair, which an escape of JSON can hold and UTF-8 cannot."""
    half = halved(text)
    if half or "\0" in text:
        shown = text.replace("\0", "\\0")
        allowed = phrase(WHOLE if half else NO_NUL)
        raise Refused("encoding", field=name, value=shown, allowed=allowed)


def sound(body: bytes) -> bytes:
    """A message of JSON as it came. Raises Refused ``encoding`` for one with a NUL in a text, as
    it is or as an escape, which not every database could keep, and ``invalid`` for one that gives
    a field twice: nobody knows which is meant."""
    storable("body", "\0" if _NUL.search(body) else "")
    with suppress(ValueError, RecursionError):
        json.loads(body, object_pairs_hook=_once_each)
    return body


def _once_each(pairs: Sequence[tuple[str, Any]]) -> dict[str, Any]:
    told: dict[str, Any] = {}
    for name, value in pairs:
        if name in told:
            storable("body", name)
            raise Refused("invalid", field=name, value=value, allowed=phrase(N_("each field once")))
        told[name] = value
    return told


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

"""The simulated phones: what arrived on them, and what their owners write back."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from fastapi import APIRouter, Depends, Query, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from starlette.concurrency import run_in_threadpool

from notify.answers.orders import without_secrets
from notify.channel import Reply
from runtime.language import N_, phrase
from runtime.refusal import Refused
from web.duty.entries import zone_of
from web.duty.rights import posts_at_desk
from web.paper import render
from web.reader import Reader, by_session
from web.requests import form_body, fresh_key
from web.rights import May, may_at_desk
from web.services import Services

REPLY_CHARS = 200


@dataclass(frozen=True, slots=True)
class Seen:
    """The phones that somebody sees, whether these are all, and those they may write from."""

    phones: tuple[Mapping[str, Any], ...]
    every: bool
    writable: frozenset[str]


def routes(services: Services) -> APIRouter:
    """``/phones``: their own phone; the desk and the command see everybody's in the county."""
    router = APIRouter(include_in_schema=False)

    def reader(request: Request) -> Reader:
        return by_session(services, request)

    @router.get("/phones")
    def phones(
        who: Reader = Depends(reader), q: str = Query(default="", max_length=100)
    ) -> HTMLResponse:
        """Their own phone; the desk and the command see the county's, or those that ``q`` names."""
        view = seen(who)
        page = render(
            "phones.html",
            who.lang,
            zone_of(services, who),
            services.clock.now(),
            reader=who,
            phones=[phone for phone in view.phones if _named(phone, q)],
            all=len(view.phones),
            q=q.strip(),
            every=view.every,
            writes=view.writable if services.incoming is not None else frozenset(),
            key=fresh_key(),
        )
        return HTMLResponse(page)

    def seen(who: Reader) -> Seen:
        with services.database.read() as connection:
            posts = posts_at_desk(connection, who, services.clock.now())
            contacts = services.directory.contacts(connection, who.person)
        every = May.ASSESSED in may_at_desk(services.shelf.current(who.jurisdiction), posts)
        own = {contact.address for contact in contacts}
        theirs = [
            phone
            for phone in services.phones()
            if phone.get("mode", "exercise") == who.mode
            and _of_county(phone, who, own)
            and (every or phone["address"] in own)
        ]
        writable = frozenset(p["address"] for p in theirs if _open_to(p, own))
        shown = tuple(p if p["address"] in writable else _masked(p) for p in theirs)
        return Seen(shown, every, writable)

    @router.post("/phones/{address}/reply")
    async def reply(request: Request, address: str, who: Reader = Depends(reader)) -> Response:
        """Somebody writes back from a simulated phone, as from a real one; the owner, or those who
        see every phone."""
        form = await form_body(request)
        text, key = form.get("text", [""])[-1].strip(), form.get("_key", [""])[-1]
        if not text or len(text) > REPLY_CHARS:
            allowed = phrase(N_("a text of 1 to {most} characters"), most=REPLY_CHARS)
            raise Refused("invalid", field="text", value=text, allowed=allowed)
        await run_in_threadpool(take, who, address, text, key)
        return RedirectResponse("/phones", 303)

    def take(who: Reader, address: str, text: str, key: str) -> None:
        if address not in seen(who).writable or services.incoming is None:
            allowed = phrase(N_("your own simulated phone; in an exercise any that you see"))
            raise Refused("unknown_item", field="address", value=address, allowed=allowed)
        services.incoming("simulated", (Reply(f"{address}:{key or fresh_key()}", address, text),))

    return router


def _named(phone: Mapping[str, Any], asked: str) -> bool:
    """Whether all that is asked for stands in the name of its owner or in its number."""
    held = f"{phone['name'] or ''} {phone['address']}".casefold()
    return all(part in held for part in asked.casefold().split())


def _of_county(phone: Mapping[str, Any], who: Reader, own: Collection[str]) -> bool:
    """What the plan of one county lets somebody see is of that county; what came for another in
    which they hold a post too they see on their own phone."""
    county = phone.get("jurisdiction", who.jurisdiction)
    return county in (who.counties if phone["address"] in own else (who.jurisdiction,))


def _open_to(phone: Mapping[str, Any], own: Collection[str]) -> bool:
    """An answer is a person's own word: in real life nobody reads an order's figures on another's
    phone, or writes from it."""
    return phone["address"] in own or phone.get("mode", "exercise") == "exercise"


def _masked(phone: Mapping[str, Any]) -> Mapping[str, Any]:
    messages = [{**m, "text": without_secrets(m["text"])} for m in phone["messages"]]
    return {**phone, "messages": messages}

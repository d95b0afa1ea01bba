"""The simulated phones: what arrived on them, and what their owners write back."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any
from zoneinfo import ZoneInfo

from fastapi import APIRouter, Depends, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from starlette.concurrency import run_in_threadpool

from notify.answers.orders import without_secrets
from notify.channel import Reply
from runtime.language import N_, phrase
from runtime.refusal import Refused
from web.duty.rights import posts_at_desk
from web.paper import render
from web.reader import Reader, by_session
from web.requests import form_body, fresh_key
from web.rights import May, may_at_desk
from web.services import Services

REPLY_CHARS = 200


def routes(services: Services) -> APIRouter:
    """``/phones``: their own phone; the desk and the command see everybody's."""
    router = APIRouter(include_in_schema=False)

    def reader(request: Request) -> Reader:
        return by_session(services, request)

    @router.get("/phones")
    def phones(who: Reader = Depends(reader)) -> HTMLResponse:
        """Their own phone; the desk and the command see everybody's."""
        shown, every = seen(who)
        page = render(
            "phones.html",
            who.lang,
            _zone(services, who),
            reader=who,
            phones=shown,
            every=every,
            writes=[]
            if services.incoming is None
            else [p["address"] for p in shown if writes(p, _own(services, who))],
            key=fresh_key(),
        )
        return HTMLResponse(page)

    def seen(who: Reader) -> tuple[list[Mapping[str, Any]], bool]:
        """The phones that somebody sees, and whether these are all."""
        with services.database.read() as connection:
            posts = posts_at_desk(connection, who, services.clock.now())
            playbook = services.shelf.current(who.jurisdiction)
            every = May.ASSESSED in may_at_desk(playbook, posts)
        own = _own(services, who)
        shown = [
            _masked(phone, own)
            for phone in services.phones()
            if phone.get("mode", "exercise") == who.mode and (every or phone["address"] in own)
        ]
        return shown, every

    def writes(shown: Mapping[str, Any], own: Collection[str]) -> bool:
        """An answer is a person's own word: in real life nobody gives it for another here."""
        return shown["address"] in own or shown.get("mode", "exercise") == "exercise"

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
        own = _own(services, who)
        theirs = {p["address"] for p in seen(who)[0] if writes(p, own)}
        if address not in theirs or services.incoming is None:
            allowed = phrase(N_("your own simulated phone; in an exercise any that you see"))
            raise Refused("unknown_item", field="address", value=address, allowed=allowed)
        services.incoming("simulated", (Reply(f"{address}:{key or fresh_key()}", address, text),))

    return router


def _own(services: Services, who: Reader) -> frozenset[str]:
    with services.database.read() as connection:
        return frozenset(
            contact.address for contact in services.directory.contacts(connection, who.person)
        )


def _masked(shown: Mapping[str, Any], own: Collection[str]) -> Mapping[str, Any]:
    """Another's phone without the figures of an order: they are that person's authority."""
    if shown["address"] in own or shown.get("mode", "exercise") == "exercise":
        return shown
    messages = [{**m, "text": without_secrets(m["text"])} for m in shown["messages"]]
    return {**shown, "messages": messages}


def _zone(services: Services, who: Reader) -> ZoneInfo:
    return ZoneInfo(services.shelf.current(who.jurisdiction).plan.document.zone)

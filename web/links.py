"""The page behind the link of a message: who has it answers the alert, without signing in.

A program that only looks at the link (a preview in a messenger) answers nothing: that takes a
press. An order is read back before it is given.
"""

from __future__ import annotations

from typing import cast, get_args
from zoneinfo import ZoneInfo

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, Response
from sqlalchemy import RowMapping
from starlette.concurrency import run_in_threadpool

from notify.answers.links import PATH, Links
from notify.answers.orders import Orders
from notify.answers.press import Answer, press
from playbooks.lookup import Playbook
from runtime.language import N_, Lang, phrase
from runtime.refusal import Refused
from web.paper import render
from web.requests import command_id, form_body, fresh_key
from web.services import Services


def routes(services: Services) -> APIRouter:
    """``/r/<token>``: the message, its answers, and the order that it asks for."""
    router = APIRouter(include_in_schema=False)
    links = Links(services.vault, services.settings.base_url)
    orders = Orders(services.database, services.desk.put, services.shelf.get)

    def found(token: str) -> RowMapping:
        with services.database.read() as connection:
            return links.attempt(connection, token, services.clock.now())

    def page(row: RowMapping, token: str, done: str = "", why: str = "") -> HTMLResponse:
        lang = cast("Lang", row["lang"])
        state = services.desk.state(row["incident"])
        playbook = services.shelf.get(state.plan)
        with services.database.read() as connection:
            text = services.vault.unseal(connection, [row["text_ref"]])[row["text_ref"]]
        given = state.answers.get((row["key"], row["person"]))
        level = _level(playbook, orders.offered(row["id"]), lang)
        body = render(
            "link.html",
            lang,
            ZoneInfo(playbook.plan.document.zone),
            token=token,
            mode=row["mode"],
            text=_without_link(text or ""),
            given=given,
            key=fresh_key(),
            level=level,
            ready=done == "ready",
            done=done,
            why=why,
        )
        return HTMLResponse(body, headers={"cache-control": "no-store"})

    @router.get(f"{PATH}{{token}}")
    def look(token: str) -> HTMLResponse:
        return page(found(token), token)

    @router.post(f"{PATH}{{token}}")
    async def answer(request: Request, token: str) -> Response:
        form = await form_body(request)
        said, key = form.get("answer", [""])[-1], form.get("_key", [""])[-1]
        return await run_in_threadpool(give, token, said, key)

    def give(token: str, said: str, key: str) -> HTMLResponse:
        row = found(token)
        if said == "start":
            return page(row, token, "ready")
        if said == "start-now":
            came, why = orders.by_link(row, services.clock.now())
            if came == "opened":
                _put(services, row, "acknowledged", key)
            told = "" if why is None else why.say(cast("Lang", row["lang"]))
            return page(row, token, "started" if came == "opened" else "refused", told)
        if said not in get_args(Answer):
            allowed = phrase(N_("one of the buttons of this page"))
            raise Refused("invalid", field="answer", value=said, allowed=allowed)
        _put(services, row, cast("Answer", said), key)
        return page(row, token, "answered")

    return router


def _put(services: Services, row: RowMapping, said: Answer, key: str) -> None:
    """One press is one answer, however often it is sent. "Received" after more than that is
    no news."""
    answers = services.desk.state(row["incident"]).answers
    if said == "acknowledged" and (row["key"], row["person"]) in answers:
        return
    message, incident = (row["id"], row["key"]), row["incident"]
    name = str(command_id(f"link:{row['id']}", f"{incident}\0{said}", key or fresh_key()))
    press(services.database, services.desk.put, incident, message, row["person"], said, name)


def _level(playbook: Playbook, order: RowMapping | None, lang: Lang) -> str | None:
    """The level that can still be started by the link."""
    if order is None or order["used_at"] is not None:
        return None
    rank = playbook.level_rank(order["level"])
    return playbook.plan.criteria.levels[rank].name.say(lang)


def _without_link(text: str) -> str:
    """The message without its own link, which is where the reader is."""
    return "\n".join(line for line in text.splitlines() if PATH not in line)

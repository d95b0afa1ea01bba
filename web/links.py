"""The page behind the link of a message: who has it answers the alert, without signing in.

A program that only looks at the link (a preview in a messenger) answers nothing: that takes a
press. An order is read back before it is given.
"""

from __future__ import annotations

from datetime import datetime
from typing import cast, get_args
from zoneinfo import ZoneInfo

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, Response
from sqlalchemy import RowMapping
from starlette.concurrency import run_in_threadpool

from notify.answers.duty import duty_number
from notify.answers.links import PATH, Links
from notify.answers.offered import goes
from notify.answers.orders import Came, Orders
from notify.answers.press import Answer, press
from notify.answers.refused import note_press
from notify.answers.words import offered
from notify.text import EXERCISE
from playbooks.lookup import Playbook
from runtime.language import N_, Lang, Phrase, phrase, plain
from runtime.refusal import Refused
from runtime.wallclock import minute
from web.paper import render
from web.requests import command_id, form_body, fresh_key
from web.services import Services
from web.told.words import ORDERS

OVER = N_("no order can be given here any more: {why}")


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
        now = services.clock.now()
        with services.database.read() as connection:
            text = services.vault.unseal(connection, [row["text_ref"]])[row["text_ref"]]
            desk = duty_number(connection, services.directory, playbook, row, now)
            sent = goes(connection, playbook, row)
        given = state.answers.get((row["key"], row["person"]))
        asked = orders.offered(row["id"])
        shut = None if asked is None else orders.shut(asked, now)
        over = None if asked is None or shut is None else _over(orders, asked, shut, playbook, now)
        drill = EXERCISE[lang] if row["mode"] == "exercise" else ""
        body = render(
            "link.html",
            lang,
            ZoneInfo(playbook.plan.document.zone),
            services.desk.clock(state.id).now(),
            token=token,
            mode=row["mode"],
            text=_without_link(text or "", drill),
            given=given,
            offers=offered(goes=sent),
            key=fresh_key(),
            level=None if asked is None or shut else _level(playbook, asked, lang),
            ready=done == "ready",
            done=done,
            why=why or (over.say(lang) if over else ""),
            over=over,
            desk=desk,
        )
        status = 409 if done == "refused" else 200
        return HTMLResponse(body, status, headers={"cache-control": "no-store"})

    @router.get(f"{PATH}{{token}}")
    def look(token: str) -> HTMLResponse:
        return page(found(token), token)

    @router.post(f"{PATH}{{token}}")
    async def answer(request: Request, token: str) -> Response:
        form = await form_body(request)
        said, key = form.get("answer", [""])[-1], form.get("_key", [""])[-1]
        words = form.get("words", [""])[-1].strip() or None
        return await run_in_threadpool(give, token, said, key, words)

    def give(token: str, said: str, key: str, words: str | None) -> HTMLResponse:
        row = found(token)
        if said == "start":
            return page(row, token, "ready" if _open(services, orders, row) else "refused")
        if said == "start-now":
            came, why = orders.by_link(row, services.clock.now())
            if came == "opened":
                _put(services, row, "acknowledged", key)
            else:
                _note(services, row, came, why)
            told = "" if why is None else why.say(cast("Lang", row["lang"]))
            return page(row, token, "started" if came == "opened" else "refused", told)
        if said not in get_args(Answer):
            allowed = phrase(N_("one of the buttons of this page"))
            raise Refused("invalid", field="answer", value=said, allowed=allowed)
        _put(services, row, cast("Answer", said), key, words if said == "declined" else None)
        return page(row, token, "answered")

    return router


def _put(
    services: Services, row: RowMapping, said: Answer, key: str, words: str | None = None
) -> None:
    """One press is one answer, however often it is sent. "Received" after more than that is
    no news."""
    answers = services.desk.state(row["incident"]).answers
    if said == "acknowledged" and (row["key"], row["person"]) in answers:
        return
    message, incident = (row["id"], row["key"]), row["incident"]
    name = str(command_id(f"link:{row['id']}", f"{incident}\0{said}", key or fresh_key()))
    try:
        put = services.desk.put
        press(services.database, put, incident, message, row["person"], said, name, words)
    except Refused as refused:
        _note(services, row, "refused", refused.sentence)
        raise


def _open(services: Services, orders: Orders, row: RowMapping) -> bool:
    """Whether the order of a message can still be given by its link; that it cannot is noted."""
    asked = orders.offered(row["id"])
    shut: Came | None = "none"
    if asked is not None:
        shut = orders.shut(asked, services.clock.now())
    if shut is not None:
        _note(services, row, shut, orders.why(shut, asked))
    return shut is None


def _note(services: Services, row: RowMapping, came: Came, why: Phrase | None) -> None:
    note_press(services.database, row, came, why, services.clock.now())


def _level(playbook: Playbook, order: RowMapping, lang: Lang) -> str:
    """The level that can still be started by the link."""
    rank = playbook.level_rank(order["level"])
    return playbook.plan.criteria.levels[rank].name.say(lang)


def _over(
    orders: Orders, order: RowMapping, shut: Came, playbook: Playbook, now: datetime
) -> Phrase:
    """Why the link starts nothing any more: given, declined or asked anew by whom and when, locked,
    or its time over."""
    if shut in ("expired", "locked"):
        zone = ZoneInfo(playbook.plan.document.zone)
        return phrase(ORDERS[shut], time=minute(order["until_at"], zone, now))
    why = orders.why(shut, order)
    return phrase(OVER, why=why or plain(""))


def _without_link(text: str, drill: str) -> str:
    """The message without its own link, which is where the reader is; the mark of a ``drill``
    closes it as before."""
    said = "\n".join(line for line in text.splitlines() if PATH not in line)
    return said if said.endswith(drill) else f"{said}{drill}"

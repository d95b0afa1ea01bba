"""``/duty/reach``: who could not be reached, and how the ways to people were tested."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any
from zoneinfo import ZoneInfo

from fastapi import APIRouter, Depends, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from sqlalchemy import Connection

from notify import channelwords
from notify.selftest import order
from notify.selftest_daily import SYSTEM
from notify.selftest_record import STATES, Tested
from notify.selftest_runs import Run
from notify.selftest_send import note
from runtime.language import N_, Lang, phrase
from runtime.refusal import Refused
from web.duty.gaplist import SHOWN, sections
from web.duty.looking import Looking, ways_tested
from web.duty.rights import keeper
from web.paper import render
from web.reader import Reader, by_session
from web.requests import Form, form_body
from web.services import Services

BY_ITSELF = N_("the program by itself")


def routes(services: Services, looking: Looking) -> APIRouter:
    """``/duty/reach``, its test of the ways, and an answer that came by another way."""
    router = APIRouter(prefix="/duty/reach", include_in_schema=False)

    def reader(request: Request) -> Reader:
        return by_session(services, request)

    @router.get("")
    def page(who: Reader = Depends(reader)) -> HTMLResponse:
        with services.database.read() as connection:
            playbook = keeper(services, connection, who)
        looked = looking.now(playbook)
        with services.database.read() as connection:
            rows = _named(services, connection, looked.tested)
            askers = services.directory.names(connection, [run.asked_by for run in looked.runs])
        return HTMLResponse(
            render(
                "duty_reach.html",
                who.lang,
                ZoneInfo(playbook.plan.document.zone),
                reader=who,
                looked=looked,
                sections=sections(looked.gaps),
                tally=Counter(one.state for _, one in rows),
                shown=SHOWN,
                channel=lambda name: channelwords.title(name).say(who.lang),
                tests=rows,
                runs=[(_asker(askers, run, who.lang), run) for run in looked.runs],
                late=looked.tests,
                days=services.settings.selftest_days,
                states=STATES,
            )
        )

    @router.post("/test")
    def test(who: Reader = Depends(reader), form: Form = Depends(form_body)) -> Response:
        with services.database.read() as connection:
            playbook = keeper(services, connection, who)
        force = form.get("force", [""])[-1] == "1"
        now = services.clock.now()
        order(services.database, playbook, who.person, now, services.ids, force=force)
        return RedirectResponse("/duty/reach", 303)

    @router.post("/tests/{name}/answered")
    def answered(name: str, who: Reader = Depends(reader)) -> Response:
        """Somebody says on the telephone that they got it."""
        now = services.clock.now()
        with services.database.write() as connection:
            playbook = keeper(services, connection, who)
            if name not in {t.test for t in ways_tested(services, connection, playbook, now)}:
                allowed = phrase(N_("a test that stands on the page"))
                raise Refused("unknown_item", field="test", value=name, allowed=allowed)
            note(connection, name, "answered", now, by=who.person)
        return RedirectResponse("/duty/reach", 303)

    return router


def _asker(names: Mapping[str, str | None], run: Run, lang: Lang) -> str:
    if run.asked_by == SYSTEM:
        return phrase(BY_ITSELF).say(lang)
    return names.get(run.asked_by) or run.asked_by


def _named(
    services: Services, connection: Connection, found: Sequence[Tested]
) -> list[tuple[str, Tested]]:
    """Each way that can be tested with the name of its person, what needs a look first."""
    names: dict[str, Any] = services.directory.names(connection, [t.person for t in found])
    order_ = {state: n for n, state in enumerate(("failed", "unknown", "sending", "never"))}
    rows = [(names[t.person] or t.person, t) for t in found]
    return sorted(rows, key=lambda row: order_.get(row[1].state, len(order_)))

"""Text to pass on in a messenger group: no figures, no persons, and the log says that it left.

Unpublished matters may not be passed there; what may is where, since when, and whom to telephone.
"""

from __future__ import annotations

from fastapi import APIRouter, Depends, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from incident.commands import AddNote
from incident.names import Names
from incident.state import Incident
from incident.words import word
from playbooks.lookup import Playbook
from runtime.language import N_, Lang, phrase, plain
from runtime.refusal import Refused
from web.board.heading import heading
from web.board.watching import audience_of
from web.paper import render
from web.reader import Reader, by_session
from web.requests import Form, command_id, form_body, fresh_key
from web.services import Services

PASSED_ON = N_("Copied out for a messenger group: {text}")
EXERCISE = N_("EXERCISE")
TEXT = N_("{title}: {standing}. For anything else telephone the duty desk; pass nothing else on.")


def routes(services: Services) -> APIRouter:
    """``/incidents/<incident>/copy``, for who may pass something on."""
    router = APIRouter(prefix="/incidents/{incident}/copy", include_in_schema=False)

    def reader(request: Request) -> Reader:
        return by_session(services, request)

    def seen(who: Reader, incident: str) -> tuple[Incident, str]:
        with services.database.read() as connection:
            if not audience_of(services, connection, who, incident).passes_on:
                allowed = phrase(N_("the duty desk and those who command"))
                raise Refused("not_allowed", field="copy", value=None, allowed=allowed)
            state = services.desk.state_in(connection, incident)
            playbook = services.shelf.get(state.plan)
            at = services.directory
            title = heading(at, connection, state, playbook, who.lang, typed=False)
        return state, passed_on(title, state, playbook, who.lang)

    @router.get("")
    def show(request: Request, incident: str, who: Reader = Depends(reader)) -> HTMLResponse:
        state, text = seen(who, incident)
        page = render(
            "copy.html",
            who.lang,
            reader=who,
            bare="x-dialogue" in request.headers,
            state=state,
            text=text,
            key=fresh_key(),
        )
        return HTMLResponse(page)

    @router.post("")
    def copy(
        request: Request,
        incident: str,
        who: Reader = Depends(reader),
        form: Form = Depends(form_body),
    ) -> Response:
        _, text = seen(who, incident)
        note = AddNote(note=phrase(PASSED_ON, text=text).say(who.lang))
        key = command_id(who.person, f"{incident}\0copy", form.get("_key", [""])[-1])
        services.desk.put(incident, note, who.person, command_id=key)
        if "x-dialogue" in request.headers:
            return Response(status_code=204)
        return RedirectResponse(f"/incidents/{incident}", 303)

    return router


def passed_on(title: str, state: Incident, playbook: Playbook, lang: Lang) -> str:
    """The text: what it is called for everybody, how it stands, whom to ask."""
    names = Names(playbook)
    running = state.stage == "responding" and state.level is not None
    standing = names.level(state.level) if running else word(state.stage)
    text = phrase(TEXT, title=plain(title), standing=standing).say(lang)
    if state.mode == "real":
        return text
    mark = f"【{phrase(EXERCISE).say(lang)}】"
    return f"{mark}{text}{mark}"

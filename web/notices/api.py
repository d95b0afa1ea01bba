"""A message in own words for other programs, before it goes out: the same look as on its page."""

from __future__ import annotations

from fastapi import APIRouter, Depends, Request
from fastapi.responses import JSONResponse

from incident.commands import SendNotice
from notify.cautions import cautions
from notify.preview.shown import Told
from notify.price import Price
from web.answers import checked
from web.api import body_of
from web.board.watching import audience_of
from web.contract import PREFIX
from web.notices.answered import Amount, NoticePreview, VillageMissed, WayUsed, WouldBeTold
from web.notices.looked import Looked, looked
from web.reader import Reader, by_token
from web.requests import raw_body, sound
from web.services import Services


def routes(services: Services) -> APIRouter:
    """The path of a message that is only looked at."""
    router = APIRouter(prefix=f"{PREFIX}/incidents/{{incident}}/notices")

    def reader(request: Request) -> Reader:
        return by_token(services, request)

    @router.post(
        "/preview",
        summary="Who would get a message, by which way, as what text, for which price",
        openapi_extra=body_of("SendNotice"),
    )
    def preview(
        incident: str, who: Reader = Depends(reader), body: bytes = Depends(raw_body)
    ) -> JSONResponse:
        with services.database.read() as connection:
            audience_of(services, connection, who, incident)
        command = checked(SendNotice, sound(body))
        now = services.desk.clock(incident).now()
        with services.database.read() as connection:
            state = services.desk.state_in(connection, incident)
            playbook = services.shelf.get(state.plan)
            found = looked(services, connection, who, state, playbook, command, now)
        return JSONResponse(_told(incident, command.words, found).model_dump(mode="json"))

    return router


def _told(incident: str, words: str, looked: Looked) -> NoticePreview:
    found = looked.found
    outside = {told.person for told in found.outside}
    return NoticePreview(
        incident=incident,
        audience=looked.audience,
        people=[_person(t, looked.names.get(t.person), outside) for t in looked.people],
        vacant=list(found.vacant),
        villages=[VillageMissed(post=post, village=village) for post, village in found.villages],
        ways=[
            WayUsed(
                channel=c.channel, messages=c.messages, parts=c.parts, left=c.left, over=c.over,
                price=c.price and _amount(c.price),
            )
            for c in found.costs
        ],
        price=[_amount(price) for price in found.known],
        unpriced=list(found.unpriced),
        cautions=list(cautions(words)),
    )  # fmt: skip


def _person(told: Told, name: str | None, outside: set[str]) -> WouldBeTold:
    return WouldBeTold(
        person=told.person, name=name, posts=list(told.posts), lang=told.lang,
        channel=told.channel, text=told.text, parts=told.parts, encoding=told.encoding,
        whole=told.whole, left=told.left, joined=told.joined, outside=told.person in outside,
    )  # fmt: skip


def _amount(price: Price) -> Amount:
    return Amount(amount=f"{price.amount.normalize():f}", currency=price.currency)

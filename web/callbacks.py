"""What providers tell us: reports, keys and replies, proved by their signature, not a session.

Everything here only verifies and hands on. The address that is verified is the public one of the
settings: behind a proxy no other is what the vendor signed, and headers can be set by anybody.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from fastapi import APIRouter, Request
from starlette.concurrency import run_in_threadpool
from starlette.responses import Response

from notify.answers.voice import Calls
from notify.answers.words import KEYS, offered
from notify.channel import Incoming
from notify.channels.twilio import incoming, spoken, voice
from notify.channels.twilio.bound import NAME, check_time
from notify.channels.twilio.channel import SMS_PATH, STATUS_PATH, Twilio
from notify.channels.twilio.signed import check
from notify.channels.twilio.voice import (
    KEY_PATH,
    ORDER_PATH,
    STAYS,
    TwilioVoice,
    keys_url,
    order_url,
)
from runtime.language import N_, Lang, phrase
from runtime.refusal import Refused
from web.bodies import CALLBACKS
from web.refused import counting, repeated
from web.services import Services

WRONG_KEYS = 3
"""After so many keys that mean nothing the call ends: nobody is there who can answer."""


def routes(services: Services) -> APIRouter:
    """The addresses that Twilio calls; unknown where that channel, or what it brings, is off."""
    router = APIRouter(include_in_schema=False, route_class=counting(services))
    calls = Calls(services.database, services.vault, services.shelf.get)

    @router.post(STATUS_PATH)
    async def twilio_status(request: Request) -> Response:
        if (receive := services.receipts) is None:
            raise _off(request)
        url, fields = _public(services, request), await _fields(request)
        await run_in_threadpool(repeated(services, receive), url, fields, _signature(request))
        return Response(status_code=204)

    @router.post(SMS_PATH)
    async def twilio_message(request: Request) -> Response:
        fields, hand_on = await _proved(services, request)
        await run_in_threadpool(hand_on, Twilio.name, (incoming.message(fields),))
        return _markup(spoken.nothing())

    @router.post(voice.STATUS_PATH)
    async def twilio_call(request: Request) -> Response:
        fields, hand_on = await _proved(services, request)
        await run_in_threadpool(hand_on, TwilioVoice.name, (incoming.call_report(fields),))
        return Response(status_code=204)

    @router.post(KEY_PATH)
    async def twilio_key(request: Request) -> Response:
        return _markup(await _key(services, calls, request))

    @router.post(ORDER_PATH)
    async def twilio_order(request: Request) -> Response:
        return _markup(await _figures(services, calls, request))

    @router.post(CALLBACKS + "{rest:path}")
    async def no_such(request: Request) -> Response:
        raise _off(request)

    return router


async def _key(services: Services, calls: Calls, request: Request) -> str:
    """What a call says after a key."""
    fields, hand_on = await _proved(services, request)
    lang, wrong = _asked(request)
    goes = STAYS not in request.query_params
    reply = incoming.pressed(fields)
    if reply is not None and KEYS[reply.text] in offered(goes=goes):
        # First kept, then said: nobody hears that an answer was noted which was not.
        await run_in_threadpool(hand_on, TwilioVoice.name, (reply,))
        return spoken.taken(reply.text, lang)
    base = services.settings.base_url or ""
    if fields.get("Digits") == spoken.ORDER_KEY:
        order = await run_in_threadpool(calls.order, fields["CallSid"], lang, services.clock.now())
        if order is not None:
            return spoken.order(
                order.level, order.reason, lang, order_url(base, lang, 0, _until(request))
            )
    if wrong >= WRONG_KEYS:
        return spoken.goodbye()
    url = keys_url(base, lang, wrong, _until(request), goes=goes)
    return spoken.asked_again(lang, url, goes=goes)


async def _figures(services: Services, calls: Calls, request: Request) -> str:
    """What a call says after the figures of an order: not whether they are right, which is found
    where every other is tried, in its turn. So two wrong ones are two in all."""
    fields, hand_on = await _proved(services, request)
    lang, wrong = _asked(request)
    if (reply := incoming.ordered(fields)) is not None:
        await run_in_threadpool(hand_on, TwilioVoice.name, (reply,))
        return spoken.order_kept(lang)
    order = await run_in_threadpool(calls.order, fields["CallSid"], lang, services.clock.now())
    if order is None or wrong >= WRONG_KEYS:
        return spoken.goodbye()
    url = order_url(services.settings.base_url or "", lang, wrong, _until(request))
    return spoken.order(order.level, order.reason, lang, url, again=True)


async def _proved(
    services: Services, request: Request
) -> tuple[Mapping[str, str], Callable[[str, Sequence[Incoming]], object]]:
    """The fields of a request that the vendor signed, and who takes what they say."""
    token, hand_on = services.settings.twilio_auth_token, services.incoming
    if token is None or hand_on is None:
        raise _off(request)
    url, fields = _public(services, request), await _fields(request)
    check(token.get_secret_value(), url, fields, _signature(request))
    check_time(url, services.clock.now())
    return fields, repeated(services, hand_on)


def _asked(request: Request) -> tuple[Lang, int]:
    """The language of a call, and how many keys in it meant nothing, with this one. Both are from
    an address of ours: it is signed, query and all."""
    lang: Lang = "en" if request.query_params.get("speaks") == "en" else "zh"
    return lang, _count(request.query_params.get("wrong", "0")) + 1


def _until(request: Request) -> int | None:
    """The call's own end, which the address before it had; it was found in order."""
    written = request.query_params.get(NAME)
    return None if written is None else int(written)


def _count(written: str) -> int:
    """A small number of our own address; what is none counts as enough."""
    return int(written) if written.isascii() and written.isdigit() else WRONG_KEYS


def _off(request: Request) -> Refused:
    allowed = phrase(N_("configure Twilio and TAILINGS_BASE_URL first"))
    return Refused("unknown_item", field="path", value=request.url.path, allowed=allowed)


def _public(services: Services, request: Request) -> str:
    """The address as the vendor knows it. Raises Refused ``unknown_item`` where none is set."""
    if (base := services.settings.base_url) is None:
        raise _off(request)
    query = request.url.query
    return f"{base.rstrip('/')}{request.url.path}" + (f"?{query}" if query else "")


async def _fields(request: Request) -> dict[str, str]:
    async with request.form() as form:
        # An uploaded file is no field that the vendor signs: without it the signature fails.
        return {name: value for name, value in form.items() if isinstance(value, str)}


def _signature(request: Request) -> str | None:
    return request.headers.get("x-twilio-signature")


def _markup(said: str) -> Response:
    return Response(said, media_type="text/xml")

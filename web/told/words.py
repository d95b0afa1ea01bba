"""What the page of one person calls what became of a message, and its times."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from types import MappingProxyType

from notify.failurewords import reason
from runtime.language import N_, Lang, translate
from runtime.refusal import REASONS
from web.labels import LABELS
from web.told.record import Next, Order, Sent, State, Unsettled, UnsettledMeans

STATES: Mapping[State, str] = MappingProxyType(
    {
        "ready": N_("not sent yet"),
        "sending": N_("being sent"),
        "accepted": N_("message sent"),
        "delivered": N_("delivered"),
        "read": N_("read"),
        "failed_temporary": N_("failed for now, will be tried again"),
        "failed_permanent": N_("failed for good"),
        "passed_over": N_("failed; it went another way"),
        "kept_inside": N_(
            "never sent: the exercise was not armed for this telephone, or no longer"
        ),
        "joined": N_("went as part of another message"),
        "unknown": N_("unknown whether it went out"),
        "stopped": N_("not sent any more"),
    }
)

_TIMES: Mapping[str, str] = MappingProxyType(
    {
        "queued_at": N_("written"),
        "handed_at": N_("given to the way"),
        "accepted_at": N_("taken by the provider"),
        "delivered_at": N_("delivered"),
        "read_at": N_("read"),
        "failed_at": N_("failed"),
        "unknown_at": N_("outcome in doubt"),
        "next_try_at": N_("next try"),
    }
)

FIRST_TRY = N_("will be sent")
"""The time of a message that waits for its turn."""


def times(sent: Sent) -> list[tuple[str, datetime]]:
    """What happened to a message with its time, in the order in which it happened."""
    said = {**_TIMES, "next_try_at": FIRST_TRY} if sent.state == "ready" else _TIMES
    known = [(words, at) for name, words in said.items() if (at := getattr(sent, name))]
    return sorted(known, key=lambda pair: pair[1])


def why(sent: Sent, lang: Lang) -> str | None:
    """The reason of the last failure or doubt; None where there was none."""
    return None if sent.code is None else reason(sent.channel, sent.code).say(lang)


ORDERS: Mapping[str, str] = MappingProxyType(
    {
        "open": N_("an order can be given with it until {time}"),
        "link": N_("order given by its link at {time}"),
        "message": N_("order given by text message at {time}"),
        "key": N_("order given by keys in a call at {time}"),
        "settled": N_(
            "nothing waits for the order any more since {time}: it was settled otherwise"
        ),
        "expired": N_("the order can no longer be given with it: its time was over at {time}"),
        "locked": N_("the order can no longer be given with it: locked after wrong figures"),
    }
)

UNSETTLED: Mapping[str, str] = MappingProxyType(
    {
        "wrong": N_("the figures of the order were wrong"),
        "locked": N_("wrong figures twice: the order is locked"),
        "expired": N_("the time of the order was over"),
        "used": N_("the order had been given with it already"),
        "settled": N_("the order was settled otherwise before"),
        "none": N_("no order waited for it"),
    }
)
"""Why an order started nothing, by the lock's code."""

MEANS: Mapping[UnsettledMeans, str] = MappingProxyType(
    {
        "link": N_("by the link of a message"),
        "message": N_("by written message"),
        "key": N_("by keys in a call"),
    }
)

NEXT: Mapping[Next, str] = MappingProxyType(
    {
        "try_again": N_("they have one more try; the desk reads it too"),
        "call": N_("a person calls them: they are on the telephone list"),
        "told": N_("the page of the link told them why and whom to call"),
        "waits": N_("waits at the duty desk to be read"),
        "read": N_("read at the duty desk at {time}"),
    }
)


def why_unsettled(one: Unsettled, lang: Lang) -> str:
    """Why it changed nothing, as exactly as that is known."""
    return why_came(one.became, one.code, lang)


def why_came(became: str, given: str | None, lang: Lang) -> str:
    """The same, by what something became and the code that is known for it."""
    code = given or ""
    if code in UNSETTLED:
        return translate(UNSETTLED[code], lang)
    if code in REASONS:
        return translate(REASONS[code].sentence, lang)
    return translate(LABELS[f"reply.{became}"], lang)


def order_key(order: Order) -> str:
    """Which of ``ORDERS`` says what became of it."""
    return order.means or order.state

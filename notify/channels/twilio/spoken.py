"""What a call says, in the vendor's markup (TwiML), and which keys answer it.

The words about the keys are fixed in the code beside the keys that are understood, not in the
catalogues: no translation may ask for a key that means something else.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from notify.answers.words import KEYS, Kind
from notify.segments import normalised
from runtime.language import Lang

VOICE: Mapping[Lang, str] = MappingProxyType({"zh": "cmn-CN", "en": "en-US"})
"""The vendor's names of the languages that it speaks."""

TIMES = 2
"""How often everything is said: who picks up at night has missed the beginning."""

WAIT_S = 8
"""How long a call waits for a key after the words, before it says them again or ends."""

ASKS: Mapping[Lang, str] = MappingProxyType(
    {
        "zh": "收到请按1。已经出发请按2。已经到场请按3。有困难请按4。",
        "en": "Press 1 if you received this, 2 if you are on the way, 3 if you are on scene, "
        "4 if you cannot come.",
    }
)
ASKS_HERE: Mapping[Lang, str] = MappingProxyType(
    {
        "zh": "收到请按1。有困难请按4。",
        "en": "Press 1 if you received this, 4 if you cannot do it.",
    }
)
"""Where nobody has to go anywhere."""
NOT_A_KEY: Mapping[Lang, str] = MappingProxyType(
    {"zh": "没有这个选项。", "en": "That key means nothing here."}
)
TAKEN: Mapping[Kind, Mapping[Lang, str]] = MappingProxyType(
    {
        "acknowledged": {"zh": "已记录：收到。", "en": "Noted: you received it."},
        "on_the_way": {"zh": "已记录：已出发。", "en": "Noted: you are on the way."},
        "on_scene": {"zh": "已记录：已到场。", "en": "Noted: you are on scene."},
        "declined": {"zh": "已记录：有困难。", "en": "Noted: you cannot."},
    }
)
ORDER_KEY = "5"
"""Asks for the order that a message offered; not one of ``KEYS``, as it answers nothing."""

ORDER: Mapping[Lang, str] = MappingProxyType(
    {
        "zh": "您将下达指令：启动{level}。{reason}确认启动，请输入短信中的六位数字，再按井号键。"
        "不启动请挂机。",
        "en": "You are about to order: start {level}. {reason}To confirm, enter the six figures of "
        "the message, then press the hash key. To start nothing, hang up.",
    }
)
ORDER_REASON: Mapping[Lang, str] = MappingProxyType(
    {"zh": "提请理由：{reason}。", "en": "The reason given: {reason}. "}
)
NO_ORDER: Mapping[Lang, str] = MappingProxyType(
    {
        "zh": "没有收到六位数字和井号，尚未执行。",
        "en": "There were no six figures with the hash key after them. Nothing was done.",
    }
)
ORDER_KEPT: Mapping[Lang, str] = MappingProxyType(
    {
        "zh": "指令已收到，正在核对数字。是否执行，将发短信告知您。",
        "en": "Your order is here and its figures are being checked. A message will tell you "
        "whether it was carried out.",
    }
)
_FIGURES = re.compile(r"(?:启动|start)\W*\d{6}(?!\d)", re.IGNORECASE)
_HAN = re.compile(r"[\u4e00-\u9fff]")


def language(text: str) -> Lang:
    """The language to read a text in: Chinese where it holds any."""
    return "zh" if _HAN.search(text) else "en"


def message(text: str, keys_url: str, *, goes: bool = True) -> str:
    """The whole call: the text and the keys, said ``TIMES``; silence ends it unanswered. ``goes``:
    who is called is sent somewhere."""
    lang = language(text)
    return _asking((normalised(without_figures(text)), asks(lang, goes=goes)), lang, keys_url)


def asks(lang: Lang, *, goes: bool) -> str:
    """The words about the keys: those of ``words.offered``."""
    return (ASKS if goes else ASKS_HERE)[lang]


def without_figures(text: str) -> str:
    """A message that was written for another way: its line with the figures of an order is not
    read out, since a voicemail or somebody else may have picked up."""
    return "\n".join(line for line in text.splitlines() if not _FIGURES.search(line))


def order(
    level: str, reason: str | None, lang: Lang, order_url: str, *, again: bool = False
) -> str:
    """Reads an order back and waits for its figures and the key that confirms them; silence ends
    the call and nothing is done. ``again``: after keys that were no figures."""
    why = "" if reason is None else ORDER_REASON[lang].format(reason=reason.rstrip("。. "))
    asked = ORDER[lang].format(level=level, reason=why)
    call = _response()
    # The hash key is counted as the seventh: six figures before a pause come without it.
    keys = call.gather(
        input="dtmf", num_digits=7, timeout=WAIT_S, finish_on_key="",
        action=order_url, method="POST",
    )  # fmt: skip
    for words in (*((NO_ORDER[lang],) if again else ()), asked):
        keys.say(normalised(words), language=VOICE[lang])
    call.hangup()
    return str(call)


def order_kept(lang: Lang) -> str:
    """What follows figures that were confirmed, right or wrong: they are tried in their turn."""
    call = _response()
    call.say(ORDER_KEPT[lang], language=VOICE[lang])
    call.hangup()
    return str(call)


def asked_again(lang: Lang, keys_url: str, *, goes: bool = True) -> str:
    """What follows a key that means nothing."""
    return _asking((NOT_A_KEY[lang], asks(lang, goes=goes)), lang, keys_url)


def taken(key: str, lang: Lang) -> str:
    """What follows a key of ``KEYS``: what was noted, and the end of the call."""
    call = _response()
    call.say(TAKEN[KEYS[key]][lang], language=VOICE[lang])
    call.hangup()
    return str(call)


def goodbye() -> str:
    """The end of a call in which only wrong keys were pressed."""
    call = _response()
    call.hangup()
    return str(call)


def nothing() -> str:
    """The answer to an incoming message: no message goes back by itself."""
    return str(_response())


def _asking(says: tuple[str, ...], lang: Lang, keys_url: str) -> str:
    call = _response()
    for _ in range(TIMES):
        # Without "#" as the end, it too is a key, and a wrong one.
        keys = call.gather(
            input="dtmf", num_digits=1, timeout=WAIT_S, finish_on_key="",
            action=keys_url, method="POST",
        )  # fmt: skip
        for words in says:
            keys.say(words, language=VOICE[lang])
    call.hangup()
    return str(call)


def _response() -> Any:
    from twilio.twiml.voice_response import VoiceResponse  # type: ignore[import-untyped]

    return VoiceResponse()

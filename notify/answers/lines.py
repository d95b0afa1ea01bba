"""The line below a message that tells how to answer it.

The words to write back are fixed in the code beside those that are understood, not in the
catalogues: no translation may ask for an answer that is not read.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from notify.segments import count
from runtime.language import Lang

FULL: Mapping[Lang, str] = MappingProxyType(
    {
        "zh": "回复“收到{code}”；已出发回“出发{code}”；到场回“到场{code}”；有困难回“有困难{code}”",
        "en": 'Reply "received{code}"; later "on my way{code}", "arrived{code}"; '
        'if you are not able to: "cannot{code}"',
    }
)
SHORT: Mapping[Lang, str] = MappingProxyType(
    {
        "zh": "回“收到{code}”“出发{code}”“到场{code}”“有困难{code}”",
        "en": 'Reply "ok{code}", "omw{code}", "arrived{code}" or "cannot{code}"',
    }
)
BY_LINK: Mapping[Lang, str] = MappingProxyType(
    {"zh": "请打开确认：{link}", "en": "Confirm here: {link}"}
)
BY_CALL: Mapping[Lang, str] = MappingProxyType(
    {"zh": "请致电值班室 {number}", "en": "Please call the duty desk: {number}"}
)
BY_KEY: Mapping[Lang, str] = MappingProxyType(
    {
        "zh": "要下达启动指令，请按5，再输入短信中的六位数字",
        "en": "To give the order to start press 5, then the six figures of the message",
    }
)
"""In a call, which says the other keys itself (``channels.twilio.spoken``)."""


def answered_by_reply(text: str, code: str | None, lang: Lang) -> str:
    """The line below ``text`` on a channel that takes replies.

    The full one where it costs no further part of a short message, else the short one. A message
    of one part so stays one: what to do, where, and how to answer, on one screen.
    """
    written = f" {code}" if code is not None else ""
    full, short = (form[lang].format(code=written) for form in (FULL, SHORT))
    return full if count(f"{text}\n{full}") <= count(f"{text}\n{short}") else short


def answered_elsewhere(lang: Lang, *, link: str | None = None, number: str | None = None) -> str:
    """The line where no reply arrives: no code, but a link, or else whom to call.

    Empty where the installation has neither: nobody is told to do what cannot be done.
    """
    if link is not None:
        return BY_LINK[lang].format(link=link)
    return "" if number is None else BY_CALL[lang].format(number=number)

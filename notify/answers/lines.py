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
        "zh": "{by}回复“收到{code}”；已出发回“出发{code}”；到场回“到场{code}”；"
        "有困难回“有困难{code}”",
        "en": 'Reply{by} "received{code}"; later "on my way{code}", "arrived{code}"; '
        'if you are not able to: "cannot{code}"',
    }
)
SHORT: Mapping[Lang, str] = MappingProxyType(
    {
        "zh": "{by}回“收到{code}”“出发{code}”“到场{code}”“有困难{code}”",
        "en": 'Reply{by} "ok{code}", "leaving{code}", "arrived{code}" or "cannot{code}"',
    }
)
READ_FULL: Mapping[Lang, str] = MappingProxyType(
    {
        "zh": "{by}回复“收到{code}”；有困难回“有困难{code}”",
        "en": 'Reply{by} "received{code}"; if you are not able to act: "cannot{code}"',
    }
)
"""Where nobody has to go anywhere."""
READ_SHORT: Mapping[Lang, str] = MappingProxyType(
    {"zh": "{by}回“收到{code}”“有困难{code}”", "en": 'Reply{by} "ok{code}" or "cannot{code}"'}
)
BY_LINK: Mapping[Lang, str] = MappingProxyType(
    {"zh": "请{by}打开确认：{link}", "en": "Confirm here{by}: {link}"}
)
BY_CALL: Mapping[Lang, str] = MappingProxyType(
    {"zh": "请{by}致电值班室 {number}", "en": "Please call the duty desk{by}: {number}"}
)
BY_KEY: Mapping[Lang, str] = MappingProxyType(
    {
        "zh": "要下达启动指令，请按5，再输入短信中的六位数字",
        "en": "To give the order to start press 5, then the six figures of the message",
    }
)
"""In a call, which says the other keys itself (``channels.twilio.spoken``)."""


BY_TIME: Mapping[Lang, str] = MappingProxyType({"zh": "{time}前", "en": " by {time}"})
CONFIRM: Mapping[Lang, str] = MappingProxyType({"zh": "请{by}确认", "en": "Confirm{by}"})


def by_time(lang: Lang, time: str | None) -> str:
    """The words for until when, as each line takes them; empty where that is not known."""
    return "" if time is None else BY_TIME[lang].format(time=time)


def answered_by_reply(
    text: str, code: str | None, lang: Lang, by: str | None = None, *, sets_out: bool = True
) -> str:
    """The line below ``text`` on a channel that takes replies; ``by`` is until when, as people read
    it. ``sets_out``: its reader goes somewhere.

    The full one where it costs no further part of a short message, else the short one. A message
    of one part so stays one: what to do, where, and how to answer, on one screen.
    """
    full = _said((FULL if sets_out else READ_FULL)[lang], code, lang, by)
    short = answered_shortly(code, lang, by, sets_out=sets_out)
    return full if count(f"{text}\n{full}") <= count(f"{text}\n{short}") else short


def answered_shortly(
    code: str | None, lang: Lang, by: str | None = None, *, sets_out: bool = True
) -> str:
    """The same in the fewest words."""
    return _said((SHORT if sets_out else READ_SHORT)[lang], code, lang, by)


def _said(form: str, code: str | None, lang: Lang, by: str | None) -> str:
    return form.format(code="" if code is None else f" {code}", by=by_time(lang, by))


def answered_elsewhere(
    lang: Lang, *, link: str | None = None, number: str | None = None, by: str | None = None
) -> str:
    """The line where no reply arrives: no code, but a link, or else whom to call.

    Empty where the installation has neither: nobody is told to do what cannot be done.
    """
    until = by_time(lang, by)
    if link is not None:
        return BY_LINK[lang].format(link=link, by=until)
    return "" if number is None else BY_CALL[lang].format(number=number, by=until)


def answered_in_the_call(lang: Lang, by: str | None) -> str:
    """The line where the way itself says how to answer: until when, or nothing."""
    return "" if by is None else CONFIRM[lang].format(by=by_time(lang, by))

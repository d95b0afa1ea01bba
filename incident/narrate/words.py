"""What wire values are called inside a sentence of the log, and lists in either language."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from runtime.language import N_, Lang, Phrase, phrase, translate

_BETWEEN = N_(", ")


@dataclass(frozen=True)
class Listed(Phrase):
    """Several phrases in one sentence, with the comma of the reader's language."""

    parts: tuple[Phrase, ...] = ()

    def say(self, lang: Lang) -> str:
        return translate(_BETWEEN, lang).join(part.say(lang) for part in self.parts)


def listed(parts: Iterable[Phrase]) -> Phrase:
    """A list of phrases as one phrase; empty where there is nothing to list."""
    return Listed(message=_BETWEEN, parts=tuple(parts))


def plain(text: object) -> Phrase:
    """Words that are the same in every language, such as a number or a person's own words."""
    return phrase("{text}", text=text)


WORDS: Mapping[str, str] = MappingProxyType(
    {
        "accident": N_("accident"),
        "dangerous_sign": N_("dangerous sign"),
        "real": N_("real"),
        "exercise": N_("exercise"),
        "none": N_("unverified"),
        "part": N_("partly verified"),
        "full": N_("verified"),
        "confirmed": N_("confirmed"),
        "credible": N_("credible"),
        "doubtful": N_("doubtful"),
        "on_scene": N_("seen on scene"),
        "relayed": N_("relayed"),
        "roster": N_("compared with a roster"),
        "estimate": N_("estimated"),
        "start": N_("start"),
        "raise": N_("raise"),
        "lower": N_("lower"),
        "end": N_("end"),
        "in_person": N_("in person"),
        "telephone": N_("telephone"),
        "radio": N_("radio"),
        "voice_message": N_("voice message"),
        "video": N_("video"),
        "paper": N_("paper"),
        "message": N_("message"),
        "started": N_("started"),
        "raised": N_("raised"),
        "lowered": N_("lowered"),
        "ended": N_("response ended"),
        "met": N_("met"),
        "not_met": N_("not met"),
        "unattainable": N_("cannot be attained"),
        "drafted": N_("drafted"),
        "edited": N_("edited"),
        "checked": N_("checked"),
        "signed": N_("signed"),
        "sent": N_("sent"),
        "received": N_("received"),
        "left": N_("left"),
        "arrived": N_("arrived"),
        "gone": N_("gone"),
        "acknowledged": N_("received the alert"),
        "on_the_way": N_("on the way"),
        "declined": N_("cannot come"),
        "note": N_("written note"),
        "photo": N_("photograph"),
        "count": N_("counted figure"),
        "document": N_("document"),
        "call_record": N_("record of a call"),
        "names_list": N_("list of names"),
        "measurement": N_("measurement"),
        "signed_sheet": N_("signed sheet"),
        "media": N_("media"),
        "public": N_("the public"),
    }
)
"""Wire value → msgid. A value that means two things has its own word where it is used."""


def word(value: str) -> Phrase:
    """The word for a wire value; one that is not in the table stays as it is."""
    return phrase(WORDS[value]) if value in WORDS else plain(value)

"""What wire values are called: the one table from which logs, forms, pages and refusals speak.

A value that means two things has its second word under ``kind.value``, such as ``task.started``;
``word(value, kind)`` finds that one first.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from types import MappingProxyType

from runtime.language import N_, Term, phrase, plain, term

WORDS: Mapping[str, str] = MappingProxyType(
    {
        # kinds, modes, verification
        "accident": N_("accident"), "dangerous_sign": N_("dangerous sign"),
        "real": N_("real"), "exercise": N_("exercise"),
        "none": N_("unverified"), "part": N_("partly verified"), "full": N_("verified"),
        # stages
        "stage.none": N_("not reported yet"), "reported": N_("reported"),
        "assessed": N_("verify and assess"), "proposed": N_("start requested"),
        "responding": N_("responding"), "ended": N_("response ended"),
        "aftermath": N_("recovery and inquiry"), "closed": N_("archived"),
        "dismissed": N_("dismissed"),
        # figures
        "confirmed": N_("confirmed"), "credible": N_("credible"), "doubtful": N_("doubtful"),
        "on_scene": N_("seen on scene"), "relayed": N_("relayed"),
        "roster": N_("compared with a roster"), "estimate": N_("estimated"),
        "media": N_("media"), "public": N_("the public"),
        "messenger": N_("messenger group"),
        # pasted material: whether it is of this incident, and what the check came to
        "new": N_("new"), "old": N_("old material"), "unclear": N_("age unclear"),
        "finding.confirmed": N_("found to be so"), "refuted": N_("found not to be so"),
        "outdated": N_("found to be old material"),
        "true": N_("yes"), "false": N_("no"),
        # steps of the response, other governments' responses
        "start": N_("start"), "raise": N_("raise"), "lower": N_("lower"), "end": N_("end"),
        "started": N_("started"), "raised": N_("raised"), "lowered": N_("lowered"),
        "county_government": N_("another county government"),
        "city_government": N_("city government"),
        "province_government": N_("provincial government"),
        "nation_government": N_("national government"),
        "another_government": N_("another government"),
        "met": N_("met"), "not_met": N_("not met"), "unattainable": N_("cannot be attained"),
        # who commands, who works beside the groups
        "county": N_("county"), "onsite": N_("on-site headquarters"),
        "superior": N_("superior headquarters"), "office": N_("headquarters' office"),
        "operator": N_("mine operator"), "engine": N_("the system"),
        # means
        "in_person": N_("in person"), "telephone": N_("telephone"), "radio": N_("radio"),
        "voice_message": N_("voice message"), "video": N_("video"), "paper": N_("paper"),
        "message": N_("message"),
        # reports upward
        "drafted": N_("drafted"), "edited": N_("edited"), "checked": N_("checked"),
        "signed": N_("signed"), "sent": N_("sent"), "received": N_("received"),
        "instruction": N_("instruction"), "inquiry": N_("inquiry"),
        # movements and answers
        "left": N_("left for the scene"), "arrived": N_("arrived"), "gone": N_("gone"),
        "acknowledged": N_("received the alert"), "on_the_way": N_("on the way"),
        "answer.on_scene": N_("on scene"), "declined": N_("cannot come"),
        # how far a village has come
        "called": N_("called"), "answered": N_("answered"), "moving": N_("moving out"),
        "moved": N_("moved out"),
        # warnings to the public
        "red": N_("red"), "orange": N_("orange"), "yellow": N_("yellow"), "blue": N_("blue"),
        "weather_platform": N_("publishing platform of the weather bureau"),
        "emergency_broadcast": N_("emergency broadcast"), "loudspeaker": N_("loudspeaker"),
        "siren": N_("siren"), "gong": N_("gong"), "door_to_door": N_("from door to door"),
        "handed_over": N_("handed over"), "outcome.received": N_("received by who publishes it"),
        "playing": N_("being broadcast"), "played": N_("broadcast"),
        "partly_played": N_("partly broadcast"), "failed": N_("failed"),
        "false_alarm": N_("it was a false alarm"), "corrected": N_("correction of the text"),
        "all_clear": N_("all-clear"),
        "warning.draft": N_("draft, not approved"), "warning.approved": N_("approved"),
        "warning.overtaken": N_("overtaken by a correction"),
        # messages in people's own words
        "flash": N_("flash"), "urgent": N_("urgent"), "normal": N_("normal"),
        "all": N_("everybody confirms"), "one": N_("one of them confirms"),
        "confirm.none": N_("nobody has to confirm"),
        # why an arming of an exercise ended
        "time": N_("its time was over"), "over": N_("the exercise ended"),
        "real_incident": N_("a real incident was reported"),
        # answers to an order to withdraw
        "out": N_("out of the danger area"), "leaving": N_("on the way out"),
        "trapped": N_("cannot get out, asks for rescue"),
        # tasks and their proof
        "assigned": N_("to accept"), "task.received": N_("accepted"),
        "task.started": N_("in hand"), "task.blocked": N_("✕ difficulty"), "done": N_("done"),
        "task.verified": N_("verified"),
        "note": N_("written note"), "photo": N_("photograph"), "count": N_("counted figure"),
        "document": N_("document"), "call_record": N_("record of a call"),
        "names_list": N_("list of names"), "measurement": N_("measurement"),
        "signed_sheet": N_("signed sheet"),
        # spoken orders
        "to_sign": N_("to sign"), "order.signed": N_("signed afterwards"),
        "refused": N_("refused to sign"),
    }
)  # fmt: skip
"""Wire value → msgid."""

NUMBERED: Mapping[str, str] = MappingProxyType(
    {
        "claim": N_("figure no. {number}"),
        "order": N_("spoken order no. {number}"),
        "override": N_("override no. {number}"),
        "instruction": N_("instruction no. {number}"),
        "inquiry": N_("inquiry no. {number}"),
        "ordered": N_("ordered task {number}"),
        "warning": N_("warning no. {number}"),
        "notice": N_("message no. {number}"),
        "pasted": N_("pasted material no. {number}"),
        "arming": N_("arming no. {number}"),
    }
)
"""What an incident counts, by the first part of its id."""

_NUMBERED = re.compile(f"({'|'.join(NUMBERED)})-([0-9]+)")


def word(value: str, kind: str = "") -> Term:
    """The word for a wire value; one that is not in the table stays as it is."""
    message = WORDS.get(f"{kind}.{value}") or WORDS.get(value)
    return term(value, plain(value) if message is None else phrase(message))


def numbered(key: str) -> Term:
    """``order-3`` as ``spoken order no. 3``; a name of another shape stays as it is."""
    found = _NUMBERED.fullmatch(key)
    if found is None:
        return term(key, plain(key))
    return term(key, phrase(NUMBERED[found[1]], number=found[2]))


def number(key: str) -> str:
    """The number at the end of an id such as ``order-3``."""
    return key.rpartition("-")[2]

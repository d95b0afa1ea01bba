"""How long the texts of a plan become: every alert in every language by every way that sends short
messages, with the longest words that are likely in its gaps.

Likely is what the plan itself holds (its longest task, group, level and post), and for what people
type the samples below. Nothing here is a real place.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from types import MappingProxyType
from typing import Any, get_args

from incident.names import Names
from notify.answers.lines import answered_by_reply, answered_elsewhere, answered_shortly
from notify.answers.links import PATH
from notify.answers.orders import BY_REPLY
from notify.channel import Capabilities
from notify.cited import longest_cited
from notify.compose import compose
from notify.endings import clock
from notify.escalation import first_until
from notify.says import Meant, Part, has_due, parts_of
from notify.segments import Encoding, encoding, parts
from notify.signed import sender
from notify.subject import Where
from notify.text import BRIEF, fill
from playbooks.lookup import Playbook
from playbooks.schema import Alert
from registry.places import Named
from registry.schema import Mode
from runtime.language import Lang, phrase

DAM = Named("某某某某某某尾矿库", "Moumoumoumou tailings dam")
PLACE = "某某乡某某村某某沟尾矿库下游"
"""As somebody types it into a report; it is not translated."""
VILLAGE = ("某某某某村", "Moumoumoumou village")
WHO = "某某市应急管理局总值班室"
"""Who gave an instruction, as somebody types it."""
WORDS: Mapping[Lang, str] = MappingProxyType(
    {
        "zh": "请立即派出一台挖掘机和两辆照明车到三号集合点，听现场指挥部调度",
        "en": "Send an excavator and two lighting trucks to assembly point 3 at once",
    }
)
"""Words of an order or a question."""
LINK = f"https://yingji.example.gov.cn{PATH}{'x' * 20}-{'x' * 16}"
SIX = "000000"
WHEN = datetime(2030, 11, 28, 14, 28, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Longest:
    """One text as it arrives."""

    alert: str
    lang: Lang
    channel: str
    text: str
    parts: int
    encoding: Encoding
    limit: int | None
    """Parts that the way takes for one message; None where only characters count."""
    whole: bool
    """False where some text is cut; left-out hats and shorter words are no cut."""
    shortened: bool
    """Some of it was said in fewer words, or hats were left out, as ``notify.compose`` does."""
    says: tuple[Part, ...]
    timed: bool
    """The plan knows until when: an answer is awaited, or something is to be done."""

    @property
    def fits(self) -> bool:
        """Whether it arrives whole and within the limit."""
        return self.whole and (self.limit is None or self.parts <= self.limit)

    @property
    def complete(self) -> bool:
        """Whether it says who sends it and, where the plan knows it, until when."""
        return "sender" in self.says and ("by" in self.says or not self.timed)


def longest(
    playbook: Playbook,
    ways: Mapping[str, Capabilities],
    mode: Mode = "real",
    mark: str = "",
    langs: Collection[Lang] = get_args(Lang),
) -> Iterator[Longest]:
    """Every text of the plan, in its order; ``ways`` are those that send short messages, and
    ``mark`` is what stands before a text that goes out once more."""
    for alert in playbook.plan.alerts:
        for lang in langs:
            for channel, able in ways.items():
                yield _longest(playbook, alert, lang, channel, able, mode, mark)


def _longest(
    playbook: Playbook,
    alert: Alert,
    lang: Lang,
    channel: str,
    able: Capabilities,
    mode: Mode,
    mark: str,
) -> Longest:
    words = {"place": PLACE, "words": WORDS[lang], "who": WHO, "site": PLACE}

    def said(facts: Mapping[str, Any], brief: int = 0) -> str:
        return fill(playbook, alert.id, facts, words, lang, Where(DAM), brief)

    facts = max(_facts(playbook, alert, lang), key=lambda given: len(said(given)))
    filled, *shorter = (said(facts, brief) for brief in BRIEF)
    until = first_until(playbook, alert.id, WHEN)
    by = None if until is None else clock(until, WHEN, playbook)
    tail, short = _tail(alert, filled, lang, able, by)
    signed = sender(playbook, alert.id, lang)

    def text(post: str, most: int, parts: int | None = None) -> str:
        return compose(
            [filled], [post], playbook, lang, mode, most, max_parts=parts, mark=mark, tail=tail,
            short_tail=short, senders=[signed], shorter=[[one] for one in shorter],
        )  # fmt: skip

    post = max(_posts(playbook, alert), key=lambda post: len(text(post, 1_000_000)))
    arrives = text(post, able.max_chars, able.max_segments)
    meant = Meant(post, shorter[-1], (DAM.say(lang), PLACE), by, signed)
    return Longest(
        alert.id, lang, channel, arrives, len(parts(arrives)), encoding(arrives), able.max_segments,
        whole=any(one in arrives for one in (filled, *shorter)),
        shortened=arrives != text(post, 1_000_000),
        says=parts_of(playbook, alert, arrives, meant, lang),
        timed=by is not None or has_due(alert),
    )  # fmt: skip


def _tail(
    alert: Alert, filled: str, lang: Lang, able: Capabilities, by: str | None
) -> tuple[str, str]:
    """The lines that tell how to answer, whole and in the fewest words."""
    if alert.confirm == "none":
        return "", ""
    if not able.two_way:
        elsewhere = "" if able.needs_template else answered_elsewhere(lang, link=LINK, by=by)
        return elsewhere, elsewhere
    order = ""
    if alert.asks is not None:
        order = phrase(BY_REPLY, secret=SIX, time="22:58").say(lang)
    goes = alert.sets_out
    tails = (
        answered_by_reply(filled, "00", lang, by, sets_out=goes),
        answered_shortly("00", lang, by, sets_out=goes),
    )
    return f"{tails[0]}{order}", f"{tails[1]}{order}"


def _posts(playbook: Playbook, alert: Alert) -> tuple[str, ...]:
    """Who may be told: the posts of the alert, and the leaders of its groups or of any."""
    named = alert.groups or (() if alert.posts else tuple(playbook.groups))
    groups = (playbook.groups[name] for name in named if name in playbook.groups)
    leaders = (post for g in groups for post in (g.leader, g.acting_leader, g.liaison) if post)
    return tuple(dict.fromkeys((*alert.posts, *leaders))) or tuple(playbook.posts)


def _facts(playbook: Playbook, alert: Alert, lang: Lang) -> Iterator[dict[str, Any]]:
    """What the gaps may be filled from; the longest text of these is the one that counts."""
    levels = playbook.plan.criteria.levels
    name = max(levels, key=lambda level: len(level.name.say(lang)))
    base = {
        "title": "", "kind": "dangerous_sign", "alike": True, "place_ref": "place",
        "learned_at": WHEN.isoformat(),
        "level": name.level if alert.level is None else alert.level,
        "clause": longest_cited(playbook, alert, lang), "due_at": WHEN.isoformat(),
        **_mentions(playbook, alert, lang),
    }  # fmt: skip
    by_group: dict[str, list[str]] = {}
    for task in playbook.tasks.values():
        by_group.setdefault(task.group, []).append(task.id)
    for group, tasks in by_group.items():
        several = tasks if alert.on == "TasksAssigned" else []
        for chosen in (several, *([task] for task in tasks)):
            if chosen:
                dues = {"dues": [WHEN.isoformat()] * len(chosen), "now": WHEN.isoformat()}
                yield {**base, "group": group, "tasks": chosen, **(dues if several else {})}
        yield {**base, "group": group, "task_refs": ["words"]}
        if alert.unsent is not None:
            yield {**base, "group": group, "unsent": True}


def _mentions(playbook: Playbook, alert: Alert, lang: Lang) -> dict[str, Any]:
    """What the event may name besides, at its longest."""
    post = max(playbook.posts, key=lambda post: len(playbook.post(post).title.say(lang)))
    level = max(playbook.plan.criteria.levels, key=lambda level: len(level.name.say(lang)))
    conditions = playbook.plan.ending.conditions
    return {
        **({"who_ref": "who"} if alert.on == "InstructionRecorded" else {"who": post}),
        **({"village": VILLAGE} if alert.on == "PersonUnreachable" else {}),
        "site_ref": "site",
        "since": WHEN.isoformat(),
        "number": 99,
        "condition": max((x.id for x in conditions), key=lambda x: len(_told(playbook, x, lang))),
        "changes": [["acting_leader", post], ["liaison", post], ["duties", None]],
        "step": ["raise", level.level],
    }


def _told(playbook: Playbook, condition: str, lang: Lang) -> str:
    return Names(playbook).condition(condition).say(lang)

"""What a message says: the plan's template filled in, the hats it is for, and the marks.

The marks of an exercise and of a repeated message are fixed words in the code, not catalogue
entries: no missing translation may make a drill look real.
"""

from __future__ import annotations

import json
from bisect import bisect
from collections.abc import Mapping, Sequence
from datetime import datetime
from types import MappingProxyType
from typing import Any, cast
from zoneinfo import ZoneInfo

from incident.names import Names
from notify.notices import say
from notify.segments import encoding, fits
from notify.subject import NOT_SAID, NOWHERE, Where, cut, subject, when
from playbooks.lookup import Playbook
from playbooks.words import spoken
from runtime.language import N_, Lang, Phrase, phrase
from runtime.wallclock import local

EXERCISE: Mapping[str, str] = MappingProxyType({"zh": "【演练】", "en": "[EXERCISE]"})
RESENT: Mapping[str, str] = MappingProxyType({"zh": "【重发】", "en": "[SENT AGAIN]"})

LISTED_TASKS = 3
"""More tasks than this are counted, not listed: the message must fit on a phone."""

MORE_TASKS = N_("{tasks} and {count} more")
ERASED = N_("(erased)")
NO_DUE = N_("as soon as possible")
TO = N_("To you as: {posts}.")
DUTIES: Mapping[str, str] = MappingProxyType(
    {
        "report": N_("{kind}, {line}"),
        "signature": N_("signature of a spoken order"),
        "second": N_("second person for an override"),
        "instruction": N_("answer to an instruction"),
        "inquiry": N_("answer to an inquiry"),
        "correction": N_("correction of what people were told"),
    }
)
JOINS: Mapping[str, str] = MappingProxyType({"zh": "；", "en": "; "})


def fill(
    playbook: Playbook,
    alert: str,
    facts: Mapping[str, Any],
    words: Mapping[str, str | None],
    lang: Lang,
    where: Where = NOWHERE,
) -> str:
    """The text of one alert of the plan. ``words`` holds what the references stand for.

    Every text says what kind of case it is and where.
    """
    if own := facts.get("notice"):
        shown = subject(playbook, facts, words.get(facts["place_ref"]), lang, where)
        said = words.get(facts["task_refs"][0]) or phrase(ERASED).say(lang)
        at = _time(own["of_at"], playbook) if own.get("of_at") else None
        return say(own, playbook, said, shown, lang, at)
    template = playbook.alert[alert].text.say(lang)
    return template.format(**values(playbook, template, facts, words, lang, where))


def values(
    playbook: Playbook,
    template: str,
    facts: Mapping[str, Any],
    words: Mapping[str, str | None],
    lang: Lang,
    where: Where = NOWHERE,
) -> dict[str, str]:
    """The words for each gap of a template, by its name; as ``fill`` takes them."""
    erased = phrase(ERASED).say(lang)
    level, group, due = facts.get("level"), facts.get("group"), facts.get("due_at")
    place = words.get(facts["place_ref"])
    says_place = place is not None and "{place}" in template
    return {
        "incident": subject(
            playbook,
            facts,
            None if says_place else place,
            lang,
            where,
            timed="{when}" in template,
        ),
        "place": place or erased,
        "when": when(playbook, facts, lang),
        "sender": _group(playbook, "office", lang),
        "level": _level(playbook, level, lang),
        "group": _group(playbook, group, lang),
        "task": _tasks(playbook, facts, words, lang),
        "clause": Names(playbook).clause(facts["clause"]).say(lang) if facts.get("clause") else "",
        "due": _time(due, playbook) if due else phrase(NO_DUE).say(lang),
    }


def compose(
    texts: Sequence[str],
    posts: Sequence[str],
    playbook: Playbook,
    lang: Lang,
    mode: str,
    max_chars: int,
    *,
    max_parts: int | None = None,
    mark: str = "",
    tail: str = "",
) -> str:
    """One message: every different text once, all hats of its reader, and the drill's marks.

    ``mark`` stands before the text, ``tail`` (how to answer) behind it. Cut to ``max_chars``,
    and to ``max_parts`` of a short message, if it must be; neither marks nor tail are what is cut.
    """
    hats = JOINS[lang].join(dict.fromkeys(h for p in posts for h in _hats(playbook, p, lang)))
    body = "\n".join([*dict.fromkeys(texts), phrase(TO, posts=hats).say(lang)])
    drill = EXERCISE[lang] if mode == "exercise" else ""
    ending = f"\n{tail}" if tail else ""
    return _whole(f"{drill}{mark}", body, f"{ending}{drill}", max_chars, max_parts)


def resent(text: str, lang: Lang, mode: str, max_chars: int, max_parts: int | None = None) -> str:
    """The same message, marked as sent again; in an exercise inside its marks."""
    if text.startswith((RESENT[lang], EXERCISE[lang] + RESENT[lang])):
        return text
    mark = EXERCISE[lang] if mode == "exercise" else ""
    inner = text.removeprefix(mark).removesuffix(mark)
    return _whole(f"{mark}{RESENT[lang]}", inner, mark, max_chars, max_parts)


def marked_again(fields: str, lang: Lang) -> str:
    """The words for a provider's own template (JSON) of a message that is sent again. ``mark``
    differs each time: the same words twice are refused there."""
    gaps = json.loads(fields)
    before, again = str(gaps.get("mark", "")), RESENT[lang]
    head, found, count = before.rpartition(again)
    times = int(count) if count.isdecimal() else 1
    return json.dumps(
        {**gaps, "mark": f"{head}{again}{times + 1}" if found else f"{before}{again}"},
        ensure_ascii=False,
    )


def _whole(head: str, body: str, end: str, max_chars: int, max_parts: int | None) -> str:
    """All three, of the body as much as can be taken and a sign that there was more.

    Parts are counted and not guessed from characters: an emoji takes two places, and one Chinese
    character makes every other take more than twice its place.
    """
    if max_parts is None:
        return f"{head}{cut(body, max_chars - len(head) - len(end))}{end}"
    if fits(whole := f"{head}{body}{end}", max_chars, max_parts):
        return whole
    sign = "..." if encoding(whole) == "gsm7" else "…"
    lengths = range(len(body))
    too_long = bisect(
        lengths, x=False,
        key=lambda n: not fits(f"{head}{body[:n]}{sign}{end}", max_chars, max_parts),
    )  # fmt: skip
    return f"{head}{body[: max(too_long - 1, 0)]}{sign}{end}"


def _hats(playbook: Playbook, post: str, lang: Lang) -> list[str]:
    """The post's title, then the roles that the plan gives to it."""
    return [playbook.post(post).title.say(lang), *(hat.say(lang) for hat in playbook.hats(post))]


def _level(playbook: Playbook, level: int | None, lang: Lang) -> str:
    if level is None:
        return NOT_SAID[lang]
    return playbook.plan.criteria.levels[playbook.level_rank(level)].name.say(lang)


def _group(playbook: Playbook, group: str | None, lang: Lang) -> str:
    if group in playbook.groups:
        return playbook.group(cast("str", group)).name.say(lang)
    if group == "office":
        unit = playbook.plan.organisation.headquarters.office.unit
        return next(u.name for u in playbook.plan.organisation.units if u.id == unit).say(lang)
    return phrase(N_("the operator")).say(lang) if group == "operator" else NOT_SAID[lang]


def _tasks(
    playbook: Playbook, facts: Mapping[str, Any], words: Mapping[str, str | None], lang: Lang
) -> str:
    if duty := facts.get("duty"):
        return _duty(playbook, duty, lang).say(lang)
    erased = phrase(ERASED).say(lang)
    said = [playbook.task(task).text.say(lang) for task in facts.get("tasks", ())]
    said += [words.get(ref) or erased for ref in facts.get("task_refs", ())]
    if len(said) <= LISTED_TASKS:
        return JOINS[lang].join(said) or NOT_SAID[lang]
    listed = JOINS[lang].join(said[:LISTED_TASKS])
    return phrase(MORE_TASKS, tasks=listed, count=len(said) - LISTED_TASKS).say(lang)


def _duty(playbook: Playbook, duty: Sequence[str], lang: Lang) -> Phrase:
    if duty[0] != "report":
        return phrase(DUTIES[duty[0]])
    reporting = playbook.plan.reporting
    line = next(x.name for x in reporting.lines if x.id == duty[1])
    kind = next(x.name for x in reporting.kinds if x.id == duty[2])
    return phrase(DUTIES["report"], kind=spoken(kind), line=spoken(line))


def _time(due_at: str, playbook: Playbook) -> str:
    """Local time in the plan's zone, e.g. ``06-01 14:30``."""
    zone = ZoneInfo(playbook.plan.document.zone)
    return local(datetime.fromisoformat(due_at), zone).strftime("%m-%d %H:%M")

"""What a message says: the plan's template filled in, the hats it is for, and the marks.

The marks of an exercise and of a repeated message are fixed words in the code, not catalogue
entries: no missing translation may make a drill look real.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from types import MappingProxyType
from typing import Any, cast
from zoneinfo import ZoneInfo

from incident.names import Names
from notify.mentions import clock_of, mentioned
from notify.notices import say
from notify.segments import encoding
from notify.signed import sender
from notify.subject import NOT_SAID, NOWHERE, Where, briefly, subject, when
from playbooks.lookup import Playbook
from playbooks.schema import Alert
from playbooks.words import spoken
from runtime.language import N_, Lang, Phrase, phrase
from runtime.wallclock import minute

EXERCISE: Mapping[str, str] = MappingProxyType({"zh": "【演练】", "en": "[EXERCISE]"})
RESENT: Mapping[str, str] = MappingProxyType({"zh": "【重发】", "en": "[SENT AGAIN]"})

LISTED_TASKS = 3
"""More tasks than this are counted, not listed: the message must fit on a phone."""

BRIEF = (0, 1, 2)
"""From the whole text to the shortest, as ``fill`` takes them."""

MORE_TASKS = N_("{tasks} and {count} more")
WITH_DUE = N_("{task} (by {time})")
"""Each task by its own limit: the limit of one is not that of the next."""
ERASED = N_("(erased)")
NO_DUE = N_("as soon as possible")
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
    brief: int = 0,
) -> str:
    """The text of one alert of the plan. ``words`` holds what the references stand for, each on
    one line.

    Every text says what kind of case it is and where. ``brief``: 1 with a place of a few words in
    the reader's alphabet, 2 with one task by name and the others as a number, and the beginning of
    a long name of the registry; what is to be done stays.
    """
    if own := facts.get("notice"):
        shown = subject(playbook, facts, words.get(facts["place_ref"]), lang, where)
        said = words.get(facts["task_refs"][0]) or phrase(ERASED).say(lang)
        at = clock_of(own["of_at"], playbook) if own.get("of_at") else None
        return say(own, playbook, said, shown, lang, at)
    template = _template(playbook.alert[alert], facts, lang)
    return template.format(**values(playbook, alert, facts, words, lang, where, brief))


def values(
    playbook: Playbook,
    alert: str,
    facts: Mapping[str, Any],
    words: Mapping[str, str | None],
    lang: Lang,
    where: Where = NOWHERE,
    brief: int = 0,
) -> dict[str, str]:
    """The words for each gap of an alert's template, by its name; as ``fill`` takes them."""
    planned = playbook.alert.get(alert)
    template = _template(planned, facts, lang) if planned else ""
    erased = phrase(ERASED).say(lang)
    level, group, due = facts.get("level"), facts.get("group"), facts.get("due_at")
    place = words.get(facts["place_ref"])
    if brief > 1:
        where = where.shortly()
    if brief and place is not None:
        place = _brief(place, lang, where)
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
        "sender": sender(playbook, alert, lang),
        "level": _level(playbook, level, lang),
        "group": _group(playbook, group, lang),
        "task": _tasks(playbook, facts, words, lang, 1 if brief > 1 else LISTED_TASKS),
        "clause": Names(playbook).clause(facts["clause"]).say(lang) if facts.get("clause") else "",
        "due": clock_of(due, playbook) if due else phrase(NO_DUE).say(lang),
        **mentioned(playbook, facts, words, lang, brief=brief > 0),
    }


def _template(alert: Alert, facts: Mapping[str, Any], lang: Lang) -> str:
    """Of whom nothing could be sent it is not said that they did not answer."""
    unsent = alert.unsent if facts.get("unsent") else None
    return (unsent or alert.text).say(lang)


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
    return Names(playbook).group(group).say(lang) if group == "operator" else NOT_SAID[lang]


def _brief(place: str, lang: Lang, where: Where) -> str:
    """The place in a few words. One character outside the alphabet of short messages makes an
    English text take more than twice its room: then the registry's name, where it has one."""
    if lang == "en" and encoding(place) == "ucs2":
        for known in (where.township, where.dam):
            if known is not None and encoding(known.say(lang)) == "gsm7":
                return known.say(lang)
    return briefly(place)


def _tasks(
    playbook: Playbook,
    facts: Mapping[str, Any],
    words: Mapping[str, str | None],
    lang: Lang,
    most: int,
) -> str:
    if duty := facts.get("duty"):
        return _duty(playbook, duty, lang).say(lang)
    erased = phrase(ERASED).say(lang)
    said = [playbook.task(task).text.say(lang) for task in facts.get("tasks", ())]
    if dues := facts.get("dues"):
        said = [
            phrase(WITH_DUE, task=task, time=_near(due, facts["now"], playbook)).say(lang)
            if due
            else task
            for task, due in zip(said, dues, strict=True)
        ]
    said += [words.get(ref) or erased for ref in facts.get("task_refs", ())]
    if len(said) <= most:
        return JOINS[lang].join(said) or NOT_SAID[lang]
    listed = JOINS[lang].join(said[:most])
    return phrase(MORE_TASKS, tasks=listed, count=len(said) - most).say(lang)


def _duty(playbook: Playbook, duty: Sequence[str], lang: Lang) -> Phrase:
    if duty[0] != "report":
        return phrase(DUTIES[duty[0]])
    reporting = playbook.plan.reporting
    line = next(x.name for x in reporting.lines if x.id == duty[1])
    kind = next(x.name for x in reporting.kinds if x.id == duty[2])
    return phrase(DUTIES["report"], kind=spoken(kind), line=spoken(line))


def _near(at: str, now: str, playbook: Playbook) -> str:
    """The same without the day where that is the day of ``now``."""
    zone = ZoneInfo(playbook.plan.document.zone)
    return minute(datetime.fromisoformat(at), zone, datetime.fromisoformat(now))

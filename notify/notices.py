"""Messages in people's own words: who gets them, who had been told what they take back, and what
they say.

Nothing that anybody typed is used as a template: a text is put together from its parts, and braces
and percent signs in it stay what they are. The marks of a correction are fixed words in the code,
not catalogue entries.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType
from typing import Any

from sqlalchemy import Connection, RowMapping, select, update
from sqlmodel import col

from incident import events as e
from incident.audience import addressed
from incident.ports import Commit
from notify.keys import TOLD_AS
from notify.stop import stop
from notify.tables import AttemptRow, IntentRow
from notify.urgency import GRAVITY
from notify.watches import corrected
from playbooks.lookup import Playbook
from playbooks.own_words import OWN_WORDS, own_words
from playbooks.schema import Alert
from runtime.language import Lang

MARKS: Mapping[str, Mapping[Lang, str]] = MappingProxyType(
    {
        "corrected": MappingProxyType({"zh": "【更正】", "en": "[CORRECTION] "}),
        "false_alarm": MappingProxyType(
            {"zh": "【更正】误报。", "en": "[CORRECTION] False alarm. "}
        ),
        "all_clear": MappingProxyType({"zh": "【解除】", "en": "[ALL CLEAR] "}),
    }
)
"""What stands before a message that takes back or lifts another."""
ABOUT: Mapping[Lang, str] = MappingProxyType({"zh": "关于{time}的消息，", "en": "About {time}, "})
COLON: Mapping[Lang, str] = MappingProxyType({"zh": "：", "en": ": "})
BRACKETS: Mapping[Lang, tuple[str, str]] = MappingProxyType({"zh": ("（", "）"), "en": (" (", ")")})


@dataclass(frozen=True, slots=True)
class Addressed:
    """One post to be told: by which alert, and what its facts say more than the incident's."""

    alert: Alert
    group: str
    post: str
    more: Mapping[str, Any]


def told_of(connection: Connection, incident: str, entry: int) -> tuple[str, ...]:
    """The persons to whom a message about the entry was written, whatever became of it, those who
    were told in somebody's place too; in the order in which they were told."""
    rows = _attempts(connection, incident, f"entry-{entry}")
    return tuple(dict.fromkeys(row.person for row in rows))


def notice(commit: Commit, event: e.NoticeSent) -> Iterator[Addressed]:
    """The posts of a message, groups first."""
    alert = OWN_WORDS[own_words(event.urgency, event.confirm)]
    more = {"task_refs": [event.words], "notice": {"by": event.by}}
    for group, post in addressed(commit.after, commit.playbook, event.groups, event.posts):
        yield Addressed(alert, group, post, more)


def correction(
    connection: Connection, commit: Commit, event: e.NoticeCorrected
) -> Iterator[Addressed]:
    """The posts as which people were told, each with exactly those persons (``facts["persons"]``).

    What is taken back is sent, repeated and asked after no more, in the same transaction: nobody
    is told of it later who would not get the correction.
    """
    key = f"entry-{event.corrects}"
    _stop(connection, commit.incident, key, commit.now)
    first, gravest = _original(connection, commit.incident, key)
    about = {
        "by": event.by, "correction": event.correction,
        "of": key, "of_at": None if first is None else first.isoformat(),
    }  # fmt: skip
    by_post: dict[str, list[str]] = {}
    placed = set[str]()
    for row in _attempts(connection, commit.incident, key):
        if row.person not in placed:
            placed.add(row.person)
            for post in row.posts:
                by_post.setdefault(post, []).append(row.person)
    alert = OWN_WORDS[own_words("flash" if gravest == "flash" else "urgent", "all")]
    for post, persons in by_post.items():
        more = {"task_refs": [event.words], "notice": about, "persons": persons}
        yield Addressed(alert, "", post, more)


def own(
    facts: Sequence[Mapping[str, Any]], texts: Sequence[str], *, joined: bool = False
) -> dict[str, str]:
    """The words ``TOLD_AS`` and ``text`` of a message for templates, by its facts.

    A template takes one text: of several alerts of one entry it is the first, but nothing of
    several entries that are ``joined``, nobody's own words, and no correction, may be left out.
    """
    about = [one["notice"] for one in facts if one.get("notice")]
    if not about and not joined:
        return {TOLD_AS: "", "text": texts[0]}
    corrects = any(notice.get("correction") for notice in about)
    said = "\n".join(dict.fromkeys(texts))
    return {TOLD_AS: ("correction" if corrects else "notice") if about else "", "text": said}


def say(
    about: Mapping[str, Any],
    playbook: Playbook,
    words: str,
    place: str,
    lang: Lang,
    of_time: str | None,
) -> str:
    """The text: mark of a correction, who sends it, the words, which incident.

    ``of_time`` is when what it corrects was told, as people read it.
    """
    by = playbook.posts.get(about["by"])
    sender = about["by"] if by is None else by.title.say(lang)
    mark = MARKS[about["correction"]][lang] if about.get("correction") else ""
    when = ABOUT[lang].format(time=of_time) if of_time else ""
    before, behind = BRACKETS[lang]
    return "".join((mark, when, sender, COLON[lang], words, before, place, behind))


def _attempts(connection: Connection, incident: str, key: str) -> Sequence[Any]:
    query = (
        select(col(AttemptRow.person), col(AttemptRow.posts))
        .where(col(AttemptRow.incident) == incident, col(AttemptRow.key) == key)
        .order_by(
            col(AttemptRow.created_at), col(AttemptRow.position), col(AttemptRow.person),
            col(AttemptRow.step),
        )
    )  # fmt: skip
    return connection.execute(query).all()


def _original(
    connection: Connection, incident: str, key: str
) -> tuple[datetime | None, str | None]:
    """When what is corrected was told, and how urgently."""
    query = select(col(IntentRow.created_at), col(IntentRow.urgency)).where(
        col(IntentRow.incident) == incident, col(IntentRow.key) == key
    )
    rows: Sequence[RowMapping] = connection.execute(query).mappings().all()
    gravest = min((row["urgency"] for row in rows), key=GRAVITY.__getitem__, default=None)
    return min((row["created_at"] for row in rows), default=None), gravest


def _stop(connection: Connection, incident: str, key: str, now: datetime) -> None:
    """The wrong message goes no further, by any way."""
    untold = col(IntentRow.incident) == incident, col(IntentRow.key) == key
    connection.execute(
        update(IntentRow)
        .where(*untold, col(IntentRow.expanded_at).is_(None))
        .values(expanded_at=now)
    )
    corrected(connection, incident, key, now)
    stop(connection, lambda t: (col(t.incident) == incident, col(t.key) == key), now)

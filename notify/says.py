"""Which of the parts that a text must have it has as it arrives: for whom, what, where, what to do,
until when, and from whom."""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass
from typing import Literal, get_args

from notify.answers.lines import by_time
from playbooks.lookup import Playbook
from playbooks.schema import Alert
from runtime.language import Lang

Part = Literal["who", "what", "where", "do", "by", "sender"]
PARTS: tuple[Part, ...] = get_args(Part)

_ORDERS = re.compile("请|令|立即|不得|只用|待命|调整为|待您决定|报您决定")
"""Chinese words of an order or a request; the other language says the same."""
_END = 12
"""Characters at the end of a text: where they arrive, what stands before them does."""


@dataclass(frozen=True, slots=True)
class Meant:
    """What a text was put together from; ``by`` is until when it is answered, as people read it."""

    post: str
    shortest: str
    places: Collection[str]
    by: str | None
    sender: str


def parts_of(
    playbook: Playbook, alert: Alert, arrived: str, meant: Meant, lang: Lang
) -> tuple[Part, ...]:
    """The parts that ``arrived`` has, in the order of ``PARTS``."""
    ends = meant.shortest[-_END:] in arrived
    answered = meant.by is not None and by_time(lang, meant.by) in arrived
    has: dict[Part, bool] = {
        "who": playbook.post(meant.post).title.say(lang) in arrived,
        "what": meant.shortest[:_END] in arrived,
        "where": any(place in arrived for place in meant.places),
        "do": ends and _ORDERS.search(alert.text.zh) is not None,
        "by": answered or (has_due(alert) and ends),
        "sender": bool(meant.sender) and meant.sender in arrived,
    }
    return tuple(part for part in PARTS if has[part])


def has_due(alert: Alert) -> bool:
    """Whether the text itself says until when something is to be done."""
    return "{due}" in alert.text.zh

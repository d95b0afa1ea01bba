"""Alerts that no plan has to name: a message in somebody's own words, by urgency and answer asked.

Their ids are no identifiers of a plan, so none can be mistaken for one of its own.
"""

from __future__ import annotations

from collections.abc import Mapping
from itertools import product
from types import MappingProxyType
from typing import Literal, get_args

from playbooks.schema.alerts import Alert
from playbooks.schema.base import Words
from playbooks.schema.escalation import Urgency

Confirm = Literal["all", "one", "none"]


def own_words(urgency: Urgency, confirm: Confirm) -> str:
    """The id of the alert, e.g. ``notice:flash:all``."""
    return f"notice:{urgency}:{confirm}"


def _alert(urgency: Urgency, confirm: Confirm) -> Alert:
    # the text is never read: people's words are put together without a template
    return Alert.model_construct(
        id=own_words(urgency, confirm),
        on="NoticeSent",
        text=Words(zh="—", en="—"),
        urgency=urgency,
        confirm=confirm,
        on_unknown="resend",
        local=True,
    )


OWN_WORDS: Mapping[str, Alert] = MappingProxyType(
    {
        own_words(urgency, confirm): _alert(urgency, confirm)
        for urgency, confirm in product(get_args(Urgency), get_args(Confirm))
    }
)
"""By id. What follows where nobody answers is what the plan has for the urgency."""

"""Who a message says it is from: the office of the headquarters, or the headquarters itself, by the
name that the plan has for them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from types import MappingProxyType

from playbooks.lookup import Playbook
from playbooks.own_words import OWN_WORDS
from runtime.language import Lang

SIGNED: Mapping[Lang, str] = MappingProxyType({"zh": "【{sender}】", "en": " - {sender}"})


def sender(playbook: Playbook, alert: str, lang: Lang) -> str:
    """Who sends an alert of the plan. Empty for words of people, which begin with who says them."""
    planned = playbook.alert.get(alert)
    if planned is None or alert in OWN_WORDS:
        return ""
    headquarters = playbook.plan.organisation.headquarters
    if planned.sender == "headquarters":
        return (headquarters.signature or playbook.plan.document.issuer).say(lang)
    office = headquarters.office
    units = {unit.id: unit.name for unit in playbook.plan.organisation.units}
    return (office.signature or units[office.unit]).say(lang)


def signature(text: str, senders: Iterable[str], lang: Lang) -> str:
    """What stands behind the text: each sender once, and none that the text names already."""
    new = [name for name in dict.fromkeys(senders) if name and name not in text]
    return "".join(SIGNED[lang].format(sender=name) for name in new)

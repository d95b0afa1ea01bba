"""docs/reference/texts.md: how many parts each text of the shipped plans takes."""

from __future__ import annotations

from app.plan_folders import PLANS, folders_in
from app.reference.shapes import table
from app.text_lengths import WAYS, text_lengths
from playbooks.load import load_plan
from playbooks.lookup import Playbook
from runtime.language import Lang

LANGS: tuple[Lang, ...] = ("zh", "en")


def render() -> str:
    """One table for each plan; a text that is cut or has too many parts is bold."""
    return "\n\n".join(_plan(Playbook.of(load_plan(folder))) for folder in folders_in(PLANS))


def _plan(playbook: Playbook) -> str:
    found = {(one.alert, one.lang, one.channel): one for one in text_lengths(playbook)}
    columns = [(lang, way) for lang in LANGS for way in WAYS]
    head = ("alert", *(f"{lang}, {way}" for lang, way in columns))
    rows = []
    for alert in playbook.plan.alerts:
        cells = []
        for lang, way in columns:
            one = found[alert.id, lang, way]
            said = f"{one.parts} {one.encoding}"
            cells.append(said if one.fits else f"**{said}, {'over' if one.whole else 'cut'}**")
        rows.append((f"`{alert.id}`", *cells))
    return f"## {playbook.plan.document.id}\n\n{table(head, rows)}"

"""Templates to text: the one Jinja environment, in either language."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from incident.names import Names
from playbooks.schema import Words
from runtime import wallclock
from runtime.language import Lang, Phrase, translate
from web.approvals import approves
from web.assets import hashed
from web.compiled import Compiled
from web.labels import LABELS

HERE = Path(__file__).resolve()
TEMPLATES = HERE.parent / "templates"


@cache
def environment() -> Environment:
    """Escapes everything; an unknown name in a template is an error, not an empty space."""
    made = Environment(
        loader=FileSystemLoader(TEMPLATES),
        bytecode_cache=Compiled(HERE.parent / "__pycache__", HERE.read_bytes()),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.filters["iso"] = _iso
    made.filters["blocks"] = blocks
    return made


def render(
    template: str,
    lang: Lang,
    zone: ZoneInfo | None = None,
    now: datetime | None = None,
    **values: Any,
) -> str:
    """A page or fragment. Times are shown in ``zone``, the plan's, and with their date where that
    is not the day of ``now``; without one always."""
    given = words(lang, zone, now)
    return environment().get_template(template).render(**given, now=now, **values)


def told_at(now: datetime) -> dict[str, str]:
    """The header by which a page that asks again knows the server's time of its answer."""
    return {"x-now": now.isoformat()}


def words(lang: Lang, zone: ZoneInfo | None, now: datetime | None) -> dict[str, Any]:
    """What every template can say, at ``now``."""
    local = zone or ZoneInfo("Asia/Shanghai")
    return {
        "_": speaker(lang),
        "lang": lang,
        "zone_name": local.key,
        "approves": approves,
        "asset": lambda name: f"/static/{hashed()[name]}",
        "label": lambda code: translate(LABELS.get(code, code), lang),
        "cited": lambda playbook, clause: Names(playbook).clause(clause).say(lang),
        "say": lambda said: said.say(lang) if isinstance(said, Words | Phrase) else said,
        "hm": lambda at: "—" if at is None else wallclock.minute(at, local, now),
        "hms": lambda at: _in(at, local, "%H:%M:%S"),
        "moment": lambda at, now: _moment(at, now, local),
        "stated": lambda at, recorded, now: _stated(at, recorded, now, local),
        "day": lambda at: _in(at, local, "%Y-%m-%d %H:%M"),
    }


def speaker(lang: Lang) -> Callable[..., str]:
    """``_("… {name} …", name=value)`` in the reader's language."""

    def say(message: str, **values: object) -> str:
        said = translate(message, lang)
        return said.format_map(values) if values else said

    return say


def _in(at: datetime | None, zone: ZoneInfo, form: str) -> str:
    return "—" if at is None else wallclock.local(at, zone).strftime(form)


def _moment(at: datetime, now: datetime | None, zone: ZoneInfo) -> str:
    """The time; with its date where that is not the day of ``now``, or always without one."""
    there = wallclock.local(at, zone)
    if now is not None and there.date() == now.astimezone(zone).date():
        return there.strftime("%H:%M:%S")
    return there.strftime("%Y-%m-%d %H:%M:%S" if now is None else "%m-%d %H:%M:%S")


def _stated(at: datetime, recorded: datetime, now: datetime, zone: ZoneInfo) -> str:
    """When something happened, to the second only where that is known. Who states a time by a
    clock on the wall says a minute: with seconds of nought it would look earlier than what was
    recorded within that very minute before it."""
    whole = at.second == 0 and at.microsecond == 0 and at != recorded
    shown = _moment(at, now, zone)
    return shown.removesuffix(":00") if whole else shown


def _iso(at: datetime) -> str:
    return at.isoformat().replace("+00:00", "Z")


def blocks(digits: str) -> str:
    """A hash in blocks of four digits, so that an eye can follow it on paper."""
    return " ".join(digits[n : n + 4] for n in range(0, len(digits), 4))

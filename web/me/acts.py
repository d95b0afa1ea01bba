"""What somebody presses on the responders' page: from a form or a queued press to a command."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from incident.commands import COMMANDS, Command
from incident.decide.case import TOLERANCE
from runtime.language import N_, listed, phrase
from runtime.refusal import Refused
from web.answers import parse
from web.labels import LABELS
from web.reader import Reader, seen_row
from web.requests import Form, command_id, no_nul
from web.services import Services

ACTS = (
    "AnswerWithdrawal",
    "CheckIn",
    "AnswerAlert",
    "ReceiveTask",
    "ReceiveTasks",
    "StartTask",
    "BlockTask",
    "FinishTask",
    "VerifyTask",
    "ReturnTask",
    "RecordClaim",
    "ReportVillage",
    "AddNote",
)
"""Commands that the page gives. A decision has its own form, read back before it is given."""


@dataclass(frozen=True, slots=True)
class Press:
    """One press of a button. ``at`` is when it was pressed, in the incident's time."""

    command: str
    fields: Form
    key: str
    at: datetime | None


def press_of(body: bytes) -> Press:
    """A press from the phone's queue: ``{command, fields, key, at}``. Raises Refused."""
    try:
        told = json.loads(body)
    except ValueError:
        told = None
    if not isinstance(told, dict):
        raise Refused("invalid", field="body", value=None, allowed=phrase(N_("a JSON object")))
    fields = told.get("fields", {})
    if not isinstance(fields, dict) or not all(isinstance(v, str) for v in fields.values()):
        raise Refused("invalid", field="fields", value=None, allowed=phrase(N_("a JSON object")))
    for name, value in fields.items():
        no_nul(name, value)
    return Press(
        command=_text(told, "command"),
        fields={name: [value] for name, value in fields.items()},
        key=_text(told, "key"),
        at=_moment(told.get("at")),
    )


def press_of_form(form: Form) -> Press:
    """The same from a form of a browser that runs no scripts."""
    fields = {n: v for n, v in form.items() if n not in ("command", "_key")}
    command, key = form.get("command", [""])[-1], form.get("_key", [""])[-1]
    return Press(command, fields, key, None)


def act(services: Services, reader: Reader, incident: str, press: Press) -> Mapping[str, Any]:
    """Gives the command; ``{"seq", "repeated"}``. Raises Refused; then nothing was changed."""
    kind = _command(press.command)
    with services.database.read() as connection:
        seen_row(connection, reader, incident)
    state = services.desk.state(incident)
    plan = services.shelf.get(state.plan).plan
    form = dict(press.fields)
    if press.at is not None:
        form["happened_at"] = [_kept(press.at, services.desk.clock(incident).now()).isoformat()]
    measures = {m.id: m.kind for m in plan.criteria.measures}
    made = parse(kind, form, ZoneInfo(plan.document.zone), measures)
    key = command_id(reader.person, f"{incident}\0{press.command}", press.key)
    # What was pressed, and not what a phone's wrong clock makes of it at this moment.
    at = made.happened_at == press.at
    sent = made if at else made.model_copy(update={"happened_at": press.at})
    receipt = services.desk.put(incident, made, reader.person, command_id=key, sent=sent)
    return {"seq": receipt.state.seq, "repeated": receipt.repeated}


def _kept(at: datetime, now: datetime) -> datetime:
    """A phone whose clock runs far ahead is not refused: its press counts as now, and doubtful."""
    return min(at, now + TOLERANCE)


def _command(name: str) -> type[Command]:
    if name not in ACTS:
        allowed = listed(phrase(LABELS[n]) for n in ACTS)
        raise Refused("unknown_item", field="command", value=name, allowed=allowed)
    return COMMANDS[name]


def _text(told: Mapping[str, Any], name: str) -> str:
    found = told.get(name)
    if not isinstance(found, str) or not found:
        raise Refused("missing", field=name, value=None, allowed=phrase(N_("a text")))
    no_nul(name, found)
    return found


def _moment(given: object) -> datetime | None:
    if given is None:
        return None
    try:
        at = datetime.fromisoformat(str(given))
    except ValueError:
        at = None
    if at is None or at.utcoffset() is None:
        allowed = phrase(N_("a time with its zone, such as 2024-06-01T02:19:00+08:00"))
        raise Refused("invalid", field="at", value=given, allowed=allowed)
    return at

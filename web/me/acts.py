"""What somebody presses on the responders' page: from a form or a queued press to a command."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

from incident.commands import COMMANDS, AnswerAlert, Command
from incident.decide.case import TOLERANCE
from runtime.language import N_, listed, phrase, plain, term
from runtime.refusal import Refused
from runtime.wallclock import local
from web.answers import parse
from web.labels import LABELS
from web.me.part import takes_part
from web.me.view import open_alerts
from web.reader import Reader, must_be_theirs, seen_row
from web.requests import Form, command_id, json_object, storable
from web.services import Services
from web.taken import beyond, years

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
    "RecordWarningReceipt",
    "AddNote",
)
"""Commands that the page gives. A decision has its own form, read back before it is given."""


EARLIEST = N_(
    "no earlier than {time}, when the incident was opened; press again, or telephone the duty desk"
)


@dataclass(frozen=True, slots=True)
class Press:
    """One press of a button. ``person`` is for whom the page was made that it was pressed on,
    ``at`` when it was pressed, in the incident's time."""

    person: str
    command: str
    fields: Form
    key: str
    at: datetime | None


def press_of(body: bytes) -> Press:
    """A press from the phone's queue: ``{person, command, fields, key, at}``. Raises Refused."""
    told = json_object(body)
    fields = told.get("fields", {})
    if not isinstance(fields, dict) or not all(isinstance(v, str) for v in fields.values()):
        raise Refused("invalid", field="fields", value=None, allowed=phrase(N_("a JSON object")))
    for name, value in fields.items():
        storable("fields", name)
        storable(name, value)
    return Press(
        person=_text(told, "person"),
        command=_text(told, "command"),
        fields={name: [value] for name, value in fields.items()},
        key=_text(told, "key"),
        at=_moment(told.get("at")),
    )


def press_of_form(form: Form) -> Press:
    """The same from a form of a browser that runs no scripts."""
    person, command, key = (form.get(n, [""])[-1] for n in ("_person", "command", "_key"))
    fields = {n: v for n, v in form.items() if n not in ("_person", "command", "_key")}
    return Press(person, command, fields, key, None)


def act(services: Services, reader: Reader, incident: str, press: Press) -> Mapping[str, Any]:
    """Gives the command as the person who pressed; ``{"seq", "repeated"}``. Raises Refused; then
    nothing was changed."""
    must_be_theirs(press.person, reader.person)
    kind = _command(press.command)
    with services.database.read() as connection:
        opened_at = seen_row(connection, reader, incident).opened_at
    state = services.desk.state(incident)
    plan = services.shelf.get(state.plan).plan
    zone = ZoneInfo(plan.document.zone)
    # Of an exercise that somebody only watches the desk itself says why not.
    if reader.mode == state.mode and not takes_part(services, reader, state):
        allowed = phrase(N_("those who take part in this incident"))
        raise Refused("not_allowed", field=press.command, value=None, allowed=allowed)
    form = dict(press.fields)
    if "happened_at" in form:
        allowed = phrase(N_("only the fields of this command"))
        raise Refused("unknown_field", field="happened_at", value=None, allowed=allowed)
    if press.at is not None:
        now = services.desk.clock(incident).now()
        form["happened_at"] = [_kept(press.at, opened_at, now, zone).isoformat()]
    measures = {m.id: m.kind for m in plan.criteria.measures}
    given: Mapping[str, Any] = {"seq": state.seq, "repeated": True}
    if press.command == "AnswerAlert" and "alerts" in form:
        # Each is answered for itself; what was answered meanwhile stands as it is.
        for alert in form.pop("alerts")[-1].split():
            if (alert, reader.person) not in state.answers:
                made = parse(kind, {**form, "alert": [alert]}, zone, measures)
                given = _put(services, reader, incident, press, made, alert)
        return given
    given = _put(services, reader, incident, press, parse(kind, form, zone, measures))
    if press.command == "AnswerWithdrawal":
        with services.database.read() as connection:
            asked = open_alerts(connection, services.desk.state(incident), reader.person)
        for alert in (a.key for a in asked if a.withdraws):
            # Who says where they are has had the order; the answer itself stands in any case.
            with suppress(Refused):
                _put(services, reader, incident, press, AnswerAlert(alert=alert), alert)
    return given


def _put(
    services: Services, reader: Reader, incident: str, press: Press, made: Command, part: str = ""
) -> Mapping[str, Any]:
    """``part`` tells apart what one press says."""
    said = f"{press.key}\0{part}" if part else press.key
    key = command_id(reader.person, f"{incident}\0{press.command}", said)
    # What was pressed, and not what a phone's wrong clock makes of it at this moment.
    at = made.happened_at == press.at
    sent = made if at else made.model_copy(update={"happened_at": press.at})
    receipt = services.desk.put(incident, made, reader.person, command_id=key, sent=sent)
    return {"seq": receipt.state.seq, "repeated": receipt.repeated}


def _kept(at: datetime, opened_at: datetime, now: datetime, zone: ZoneInfo) -> datetime:
    """A phone whose clock runs far ahead is not refused: its press counts as now, and doubtful.

    Raises Refused ``invalid`` for one from before the incident was there: what happened earlier is
    told in words and figures, but nobody pressed a button of this page. No moment that is made up
    in place of it would be true.
    """
    if at < opened_at - TOLERANCE:
        given = term(at.isoformat(), plain(f"{local(at, zone):%Y-%m-%d %H:%M}"))
        allowed = phrase(EARLIEST, time=f"{local(opened_at, zone):%Y-%m-%d %H:%M}")
        raise Refused("invalid", field="happened_at", value=given, allowed=allowed)
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
    storable(name, found)
    return found


def _moment(given: object) -> datetime | None:
    if given is None:
        return None
    shown = given if isinstance(given, str) else None
    try:
        at = datetime.fromisoformat(shown or "")
        if at.utcoffset() is not None:
            return at.astimezone(UTC)
        outside = False
    except ValueError:
        outside = beyond(shown)
    except OverflowError:
        outside = True
    zoned = phrase(N_("a time with its zone, such as 2024-06-01T02:19:00+08:00"))
    allowed = years() if outside else zoned
    raise Refused("invalid", field="at", value=shown, allowed=allowed)

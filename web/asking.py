"""The form of one command, as somebody sees it: what is asked, what is filled in, what follows,
and, after a refusal, what to do instead."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from incident.actors import actor_of
from incident.codec import Envelope
from incident.commands import Command
from incident.lifecycle import ROWS
from incident.posts import recorders
from registry.places import villages
from runtime.language import N_, phrase, translate
from runtime.refusal import Refused
from web import persons
from web.advice import advise
from web.answers import parse, spoke
from web.board.view import Board
from web.choices import choices, decision_text
from web.corrected import with_entry
from web.effects import Effects, effects
from web.errors import sentence
from web.face import Face
from web.forms import Choices, Field, fields_of, spoken_fields
from web.inplace import small
from web.likely import grouped
from web.notices.correcting import with_audience
from web.numbers_rung import last_number
from web.paper import render
from web.presets import preset, speakers
from web.reader import Reader
from web.requests import fresh_key
from web.services import Services
from web.warnings.reading import read_back
from web.weighing import ACTIONS, alerts, weighed

Given = Mapping[str, list[str]]

ACCEPT = N_("Accept all {count}")
LOOK = N_("Look at it before it goes out")
NOT_NOW = N_("Not now")
STARTS = ("start:", "raise:")
"""Decisions by which a level begins; declining any other is not to say that nothing is started."""


def form_page(
    services: Services,
    who: Reader,
    seen: Board,
    kind: type[Command],
    typed: Given,
    refused: Refused | None = None,
    *,
    bare: bool = False,
    in_place: bool = False,
) -> str:
    """The page; ``bare`` is the form alone, ``in_place`` the small one where there is one.
    ``typed`` comes from a link or the form itself."""
    lang, face = seen.audience.lang, Face(seen.zone, seen.now)
    given = {**_number(services, seen, kind, typed), **preset(kind, typed, seen, face)}
    offered = _offered(services, seen, kind, given)
    unauthorised = refused is not None and refused.code == "not_authorised"
    keeps = unauthorised and _keeps_record(services, who, seen)
    told = refused and advise(
        refused, kind, given, seen.incident, seen.playbook, keeps_record=keeps
    )
    fields = fields_of(kind, offered, given, lang, face)
    if kind.wire() == "CorrectNotice" and seen.audience.assessed:
        fields = with_audience(services, seen, given, fields)
    if kind.wire() == "CorrectEntry":
        fields = with_entry(services, seen, given, fields)
    fields = grouped(services, seen, fields)
    asked = spoken_fields(offered, given, lang, face)
    spoken = grouped(
        services, seen, (_entitled_first(f, speakers(kind, given, seen)) for f in asked)
    )
    tried = _effects(seen, kind, given)
    form = small(kind, fields, refused) if in_place else None
    return render(
        "inplace.html" if form else "do.html",
        lang,
        seen.zone,
        reader=who,
        bare=bare,
        board=seen,
        command=kind.wire(),
        fields=fields,
        form=form,
        figures=_figures(seen, given),
        spoken=spoken,
        spoken_open=spoke(given) or keeps,
        spoken_link="_spoken" in given,
        said_at=given["_said_at"][-1],
        override=given.get("override.reason", [""])[-1],
        decided_on={k: v[-1] for k, v in given.items() if k.startswith("decided_on.")},
        happened_at=given.get("happened_at", [""])[-1],
        hint=face.hint(lang),
        key=given.get("_key", [fresh_key()])[-1],
        effects=tried,
        alerts=alerts(seen, kind, tried),
        weighed=weighed(seen, kind, given),
        read_back=read_back(seen, kind, given),
        signer=_signer(seen, kind, given),
        weighty=ROWS[kind.wire()].who == "authority",
        does=_does(seen, kind, given),
        refused=refused,
        said=refused and sentence(refused, lang, kind.wire()),
        advised=told,
    )


def _number(
    services: Services, seen: Board, kind: type[Command], given: Given
) -> dict[str, list[str]]:
    """The number on which the line of a telephone report was reached last."""
    line = given.get("line", [""])[-1]
    rung = last_number(services, seen, line) if kind.wire() == "TellReport" and line else None
    return {"number": [rung]} if rung else {}


def _signer(seen: Board, kind: type[Command], given: Given) -> str | None:
    """The post whose hand signs the order that a form is about, or the only one that waits."""
    if "order" not in kind.model_fields:
        return None
    named = seen.incident.orders.get(given.get("order", [""])[-1])
    about = [named] if named else seen.unsigned
    return about[0].on_behalf_of if len(about) == 1 else None


def _keeps_record(services: Services, who: Reader, seen: Board) -> bool:
    """Whether the reader may write down what a leader said."""
    opened = seen.incident.opened
    envelope = Envelope(seen.incident.id, opened.jurisdiction, seen.incident.mode)
    with services.database.read() as connection:
        where = opened.dam, opened.township
        actor = actor_of(connection, who.person, envelope, services.clock.now(), *where)
    return bool(actor.posts & {*recorders(seen.playbook)})


def _offered(services: Services, seen: Board, kind: type[Command], given: Given) -> Choices:
    """Everything that can be chosen, who may say it in front."""
    lang = seen.audience.lang
    found = choices(
        seen.incident, seen.playbook, _readable(seen), lang, assessed=seen.audience.assessed
    )
    first = speakers(kind, given, seen)
    posts = dict(found["on_behalf_of"] or ())
    ordered = [*first, *(p for p in posts if p not in first)]
    offered: dict[str, list[tuple[str, str]] | None] = {
        **found,
        "on_behalf_of": [(p, posts[p]) for p in ordered],
        "witness": persons.on_duty(services, seen),
    }
    if "person" in kind.model_fields:
        offered["person"] = persons.told(seen)
    for name in {"village", "villages"} & kind.model_fields.keys():
        offered[name] = _villages(services, seen)
    if kind.wire() == "ArmExercise":
        offered["persons"] = persons.on_duty(services, seen)
        offered["channels"] = [
            (name, name) for name, way in services.channels.items() if way.capabilities.drills
        ]
    if "alert" in kind.model_fields:
        offered["alert"] = persons.alerts(services, seen)
        offered["also"] = persons.unanswered(services, seen, given)
    return offered


def _entitled_first(field: Field, entitled: tuple[str, ...]) -> Field:
    """Who may give the order stands open, every other post apart."""
    if field.name != "spoken.on_behalf_of" or not entitled:
        return field
    first = tuple(o for o in field.options if o[0] in entitled)
    return replace(field, options=first, others=field.options[len(first) :])


def _villages(services: Services, seen: Board) -> list[tuple[str, str]]:
    """Those below the dam, the nearest first; where none is known, every one of the county."""
    if seen.below:
        return [(v.id, v.name) for v in seen.below]
    with services.database.read() as connection:
        known = villages(connection, seen.incident.opened.jurisdiction)
    return [(id_, village.say(seen.audience.lang)) for id_, village in known.items()]


def _readable(seen: Board) -> Mapping[str, str | None]:
    """The words that options may hold: none for those who do not read the log."""
    return seen.texts if seen.audience.assessed or seen.audience.reads_log else {}


def _figures(seen: Board, given: Given) -> dict[str, str]:
    """What stands in each box of a table of figures: as typed or linked, else as assessed."""
    asked = any(name.startswith("figures.") for name in given)
    assessed = {
        line.measure.id: line.figure.assessed.value
        for line in seen.figures
        if seen.audience.assessed and line.figure and line.figure.assessed
    }
    return {
        line.measure.id: given.get(f"figures.{line.measure.id}", [""])[-1]
        if asked
        else str(assessed.get(line.measure.id, ""))
        for line in seen.figures
    }


def _does(seen: Board, kind: type[Command], given: Given) -> str | None:
    """What pressing the button does, where the command's name alone does not say it."""
    if kind.wire() == "SendNotice":
        return phrase(LOOK).say(seen.audience.lang)
    if kind.wire() == "Decline" and not given.get("decision", [""])[-1].startswith(STARTS):
        return translate(NOT_NOW, seen.audience.lang)
    if waiting := given.get("tasks"):
        count = sum(len(names.split()) for names in waiting)
        return phrase(ACCEPT, count=count).say(seen.audience.lang)
    level = given.get("level", [""])[-1]
    action = ACTIONS.get(kind.wire())
    if action is None or not level.isdigit() or int(level) not in seen.playbook.levels:
        return None
    return decision_text(seen.playbook, action, int(level), seen.audience.lang)


def _effects(seen: Board, kind: type[Command], given: Given) -> Effects | None:
    """Only for what the plan gives to an authority, and where enough is known to try it."""
    if ROWS[kind.wire()].who != "authority":
        return None
    kinds = {m.id: m.kind for m in seen.playbook.plan.criteria.measures}
    needed = {n: ["—"] for n, f in kind.model_fields.items() if f.is_required()}
    asked = {k: v for k, v in given.items() if "." not in k and k != "happened_at"}
    try:
        return effects(seen, parse(kind, {**needed, **asked}, seen.zone, kinds))
    except Refused:
        return None

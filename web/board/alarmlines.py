"""What rings on the board of an incident, in a line of words each: for pages that show several."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from sqlalchemy import Connection

from incident.decisions import open_decisions
from incident.duties import duties
from incident.names import Names
from incident.silence import silent
from incident.state import Incident
from incident.words import numbered, word
from notify.unread import count, newest
from playbooks.lookup import Playbook
from runtime.language import N_, phrase
from runtime.wallclock import local
from web.board import cells
from web.board.alarms import seen_alarms, unreached_alarms, warning_alarm
from web.board.audience import Audience
from web.board.changing import next_change
from web.board.rows import figure_lines
from web.board.warnings import warnings
from web.choices import decision_text, post_name, source_name
from web.people import People
from web.services import Services
from web.stopped import stopped_since

NAMED = 3
"""People of one line; of more it says how many."""


@dataclass(frozen=True, slots=True)
class AlarmLine:
    """``alarms`` are names as the board marks them, ``words`` what is so, ``at`` since when (the
    incident's time; None where that is no moment)."""

    kind: str
    alarms: tuple[str, ...]
    words: str
    at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Ringing:
    """What rings in one incident, for a page that shows several."""

    incident: str
    title: str
    mode: str
    lines: tuple[AlarmLine, ...]
    quiets: bool
    """Whether the reader may say for everybody that it was seen."""
    sounds: bool = True
    """An exercise is no alarm for who has no part in it: it is said and makes no noise."""
    county: str | None = None
    """Its county's name, where the page shows incidents of several."""


@dataclass(frozen=True, slots=True)
class Sight:
    """One incident at one moment of its time, with the eyes of an audience."""

    services: Services
    connection: Connection
    audience: Audience
    state: Incident
    playbook: Playbook
    now: datetime

    @property
    def people(self) -> People:
        at = self.services.clock.now()
        return People(self.services.directory, self.connection, self.state, at)


def alarm_lines(sight: Sight) -> tuple[AlarmLine, ...]:
    """What nobody has seen yet, the gravest first; exactly what the board of the audience rings."""
    seen = seen_alarms(sight.connection, sight.state.id)
    found: list[AlarmLine] = []
    for line in _lines(sight):
        rest = tuple(alarm for alarm in line.alarms if alarm not in seen)
        if rest:
            found.append(AlarmLine(line.kind, rest, line.words, line.at))
    return tuple(found)


def changes_at(sight: Sight) -> datetime | None:
    """When time alone makes a line come or go next, in the incident's time."""
    standing = warnings(sight.state, {}).standing
    return next_change(duties(sight.state, sight.playbook), standing, sight.now)


def _lines(sight: Sight) -> Iterator[AlarmLine]:
    audience = sight.audience
    if audience.reads_log or audience.acts:
        yield from _withdrawal(sight)
    yield from _for_everybody(sight)
    if audience.reads_log:
        yield from _decisions(sight)
        yield from _reports(sight)
        yield from _unreached(sight)
    if audience.assessed:
        yield from _to_look_at(sight)
    if audience.reads_log and audience.acts:
        waiting = count(sight.connection, sight.state.id)
        if waiting:
            said = phrase(N_("{count} replies wait for a person"), count=waiting)
            last = newest(sight.connection, sight.state.id)
            yield AlarmLine("replies", (f"replies:{last}",), said.say(audience.lang))


def _withdrawal(sight: Sight) -> Iterator[AlarmLine]:
    order, lang = sight.state.withdrawal, sight.audience.lang
    if order is None or not order.in_force:
        return
    crew = cells.crew(sight.state) if sight.audience.reads_log else ()
    called = [a for a in crew if a.answer == "trapped"]
    names = sight.people.names(a.person for a in called)
    for answer in called:
        who = names.get(answer.person) or phrase(N_("(erased)")).say(lang)
        said = f"{who}: {word('trapped').say(lang)}"
        yield AlarmLine("trapped", (f"trapped:{answer.number}:{answer.person}",), said, answer.at)
    said = phrase(N_("Withdrawal order no. {number} in force"), number=order.number).say(lang)
    yield AlarmLine("withdrawal", (f"withdrawal:{order.number}",), said, order.since)


def _for_everybody(sight: Sight) -> Iterator[AlarmLine]:
    lang, since = sight.audience.lang, stopped_since(sight.services)
    if since is not None:
        named = f"sending-stopped:{since.isoformat().replace('+00:00', 'Z')}"
        said = phrase(N_("Sending of messages has stopped")).say(lang)
        yield AlarmLine("sending-stopped", (named,), said, since)
    shown = warnings(sight.state, {})
    standing = [w for w in shown.standing if w.valid_until > sight.now]
    drafts = shown.drafts if sight.audience.assessed else ()
    for warning in (*drafts, *standing):
        if warning.colour != "red":
            continue
        about = numbered(warning.id).say(lang)
        told = N_("Red warning to the public, {number}: until {time}")
        if warning.approved_at is None:
            told = N_("Red warning to the public, {number}: a draft waits for a second person")
        until = local(warning.valid_until, ZoneInfo(sight.playbook.plan.document.zone))
        said = phrase(told, number=about, time=f"{until:%m-%d %H:%M}").say(lang)
        at = warning.approved_at or warning.drafted_at
        yield AlarmLine("warning", (warning_alarm(warning),), said, at)


def _decisions(sight: Sight) -> Iterator[AlarmLine]:
    lang, playbook = sight.audience.lang, sight.playbook
    for d in open_decisions(sight.state, playbook):
        said = phrase(
            N_("For decision by {post}: {what}"),
            post=post_name(playbook, d.waiting_for, lang),
            what=decision_text(playbook, d.action, d.level, lang),
        )
        yield AlarmLine("decision", (f"decision:{d.id}:{d.version}",), said.say(lang), d.since)


def _reports(sight: Sight) -> Iterator[AlarmLine]:
    clocks = duties(sight.state, sight.playbook)
    reporting, lang = sight.playbook.plan.reporting, sight.audience.lang
    for line in reporting.lines:
        for kind in reporting.kinds:
            duty = cells.newest_report(clocks, line.id, kind.id)
            if duty is not None and duty.open_past_law(sight.now):
                what = f"{line.name.say(lang)} {kind.name.say(lang)}"
                said = phrase(N_("Report overdue by law: {what}"), what=what).say(lang)
                yield AlarmLine("statutory", (f"statutory:{duty.id}",), said, duty.statutory_at)


def _unreached(sight: Sight) -> Iterator[AlarmLine]:
    missed, lang = silent(sight.state), sight.audience.lang
    if not missed:
        return
    known = sight.people.unreached(lang)
    erased = phrase(N_("(erased)")).say(lang)
    names: dict[str, None] = {}
    for mark in missed.values():
        if mark.person:
            names[known.get(mark.who) or erased] = None
        else:
            names[known.get(mark.who) or post_name(sight.playbook, mark.post, lang)] = None
    shown = ("、" if lang == "zh" else ", ").join([*names][:NAMED])
    more = len(names) - NAMED
    said = phrase(N_("Not reached: {names}"), names=shown)
    if more > 0:
        said = phrase(N_("Not reached: {names} and {count} more"), names=shown, count=more)
    alarms = unreached_alarms(missed.values())
    yield AlarmLine("unreached", alarms, said.say(lang), min(m.at for m in missed.values()))


def _to_look_at(sight: Sight) -> Iterator[AlarmLine]:
    lang = sight.audience.lang
    for line in figure_lines(sight.state, sight.playbook):
        for claim in line.figure.to_verify if line.figure else ():
            said = phrase(
                N_("To verify, not in the assessed figure: {source} {measure} {value}"),
                source=source_name(sight.playbook, claim.source, lang),
                measure=Names(sight.playbook).measure(claim.measure).say(lang),
                value=word(str(claim.value).lower()) if claim.value is not None else "—",
            )
            yield AlarmLine("verify", (f"verify:{claim.id}:{claim.seq}",), said.say(lang))
    for mark in sight.state.overrides.values():
        if not mark.seconded_by:
            said = phrase(N_("Without the plan's authority: {what}"), what=word(mark.command))
            yield AlarmLine("override", (f"override:{mark.id}",), said.say(lang), mark.at)

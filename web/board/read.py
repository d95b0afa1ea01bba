"""Reads one incident for a board: once, in one snapshot, with the eyes of an audience."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from zoneinfo import ZoneInfo

from sqlalchemy import Connection

from incident.decisions import Decision, open_decisions
from incident.duties import duties
from incident.evolve import fold
from incident.log import read
from incident.row import read_row
from incident.state import Incident
from notify.unread import count, newest
from playbooks.lookup import Playbook
from runtime.language import Lang
from runtime.refusal import Refused
from web.board.alarms import Alarms, seen_alarms
from web.board.audience import Audience
from web.board.changing import rate_of
from web.board.commanding import commanding
from web.board.heading import heading
from web.board.loglines import readable
from web.board.minute import Minute
from web.board.offering import offering
from web.board.outsiders import Telling, tellings
from web.board.own import own_words
from web.board.ringing import ringing
from web.board.rows import figure_lines, group_line, groups_shown, log_lines
from web.board.told import ToldList, told_list
from web.board.valley import below
from web.board.view import Board
from web.board.withdrawn import counted, ordered_out
from web.heads import lost, lost_since
from web.notices.correcting import correctable
from web.people import People
from web.services import Services
from web.set_back import set_back, set_back_from
from web.stopped import stopped_since
from web.texts import open_texts

LOG_SHOWN = 60
"""Newest entries on the page; the whole log has its own."""


def board(
    services: Services,
    audience: Audience,
    incident: str,
    *,
    log_shown: int | None = LOG_SHOWN,
    at: datetime | None = None,
) -> Board:
    """The board of one incident; ``log_shown`` None is the whole log.

    ``at`` shows it as it was at that moment of the incident's time: the log folded up to there.
    Whether the reader may see the incident has been asked before.
    """
    services_now = services.desk.clock(incident).now()
    past = at is not None and at < services_now
    now = at if at is not None and past else services_now
    with services.database.read() as connection:
        row = read_row(connection, incident)
        until = Minute.of(now, row.clock) if past else None
        state = _state(services, connection, incident, now if past else None)
        playbook = services.shelf.get(state.plan)
        first = 0 if log_shown is None else max(0, state.seq - log_shown)
        entries = tuple(e for e in read(connection, incident, first) if e.seq <= state.seq)
        shown = readable(entries, assessed=audience.assessed) if audience.reads_log else ()
        assessed, also = audience.assessed, own_words(state, playbook, audience)
        texts = open_texts(services.vault, connection, state, shown, assessed=assessed, also=also)
        held_at = until.operating if until else services.clock.now()
        people = People(services.directory, connection, state, held_at)
        clocks = {d.id: d for d in duties(state, playbook)}
        decisions = open_decisions(state, playbook)
        told = told_list(connection, state, until, reaches_world=services.reaches_world)
        outside = tellings(connection, state) if audience.reads_log else {}
        lang = audience.lang
        acts = audience.acts and not past
        standing = correctable(connection, state, first) if acts else frozenset[int]()
        # The wall says that a village answered, not who and what.
        told_answers = audience.reads_log or audience.form == "wall"
        lost_at = lost_since(services) if acts and audience.assessed else None
        back = set_back_from(services) if acts else None
        zone = ZoneInfo(playbook.plan.document.zone)
        rings = None if past else ringing(services, connection, state, zone)
        seen = seen_alarms(connection, incident, now if past else None)
        named = _persons(state, told, outside) | {s.person for s in seen.values()}
        replies = count(connection, incident) if acts else 0
        return Board(
            incident=state,
            playbook=playbook,
            audience=audience,
            zone=zone,
            now=now,
            rate=rate_of(row.clock),
            past=past,
            texts=texts,
            heading=heading(
                services.directory, connection, state, playbook, lang, typed=audience.form != "wall"
            ),
            dam=_dam_name(services, connection, state, lang),
            commander=_commander(state, playbook, people, texts, lang),
            decisions=decisions,
            figures=tuple(figure_lines(state, playbook)),
            duties=clocks,
            groups=tuple(
                group_line(g, state, playbook, people, clocks, lang)
                for g in groups_shown(state, playbook)
            ),
            log=tuple(reversed(log_lines(shown, state, playbook, people, texts, lang, standing))),
            told=told,
            withdrawal=counted(
                state, ordered_out(connection, state, playbook, until.operating if until else None)
            ),
            tellings=outside,
            reaches_world=services.reaches_world,
            below=below(connection, state, lang, held_at if told_answers else None),
            offering=offering(state, playbook, now, frozenset() if past else audience.posts),
            holders={p: people.holder(p) for p in _named(state, decisions)},
            names={**people.names(named), **people.unreached(lang)},
            alarms=Alarms(audience, seen, replies, newest(connection, incident)),
            heads_lost=lost(lost_at, zone).say(lang) if lost_at else None,
            set_back=set_back(back, services.clock.now(), zone).say(lang) if back else None,
            sending_stopped_since=stopped_since(services),
            ringing=None if rings is None else rings.say(lang),
        )


def _state(
    services: Services, connection: Connection, incident: str, until: datetime | None
) -> Incident:
    """The state now, or as far as it was recorded at a moment; a moment before the report shows
    the report alone. Where the clock was set back, an entry brings all that came before it."""
    if until is None:
        return services.desk.state_in(connection, incident)
    entries = list(read(connection, incident))
    last = max((e.seq for e in entries if e.recorded_at <= until), default=1)
    return fold(incident, entries[:last])


def _dam_name(
    services: Services, connection: Connection, state: Incident, lang: Lang
) -> str | None:
    """The registry's name; a dam that it does not have is shown as it was given."""
    given = state.opened.dam
    if given is None:
        return None
    try:
        return services.directory.dam(connection, given).say(lang)
    except Refused:
        return given


def _persons(state: Incident, told: ToldList, outside: Mapping[str, Telling]) -> set[str]:
    return (
        {p.person for p in told.people}
        | set(told.knows)
        | {a.person for a in state.withdrawn.values()}
        | {t.by for t in outside.values()}
    )


def _named(state: Incident, decisions: tuple[Decision, ...]) -> list[str]:
    """Posts whose holders the board names beside those of the groups."""
    deciding = {post for decision in decisions for post in decision.chain}
    return sorted(deciding | {m.post for m in state.movements})


def _commander(
    state: Incident,
    playbook: Playbook,
    people: People,
    texts: Mapping[str, str | None],
    lang: Lang,
) -> tuple[str, str]:
    """Title and name of who commands now."""
    title, name = commanding(state, playbook, people, lang)
    if state.command.by == "superior":
        name = state.command.to and texts.get(state.command.to)
    return title, name or ""

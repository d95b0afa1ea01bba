"""Reads one person's part in one incident. Pure reading: nothing is changed here."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace

from sqlalchemy import Connection, select
from sqlmodel import col

from incident.decisions import Decision, open_decisions
from incident.duties import duties
from incident.names import Names
from incident.row import read_row
from incident.state import Incident
from notify.answers.offered import staying
from notify.answers.words import offered
from notify.tables import AttemptRow
from playbooks.lookup import Playbook
from runtime.language import Lang
from web.board.cells import withdrawal_clause
from web.board.changing import rate_of
from web.board.heading import heading
from web.board.reasons import reasons
from web.choices import decided_on, decision_text, group_name, level_name, post_name
from web.me import aloud
from web.me.numbers import duty_phones, leader_phone
from web.me.part import actor_in, has_part, posts_of
from web.me.shown import Asked, Escape, Me, Overall, Pending
from web.me.starting import starts, why
from web.me.work import dangerous, finished, groups_of, my_tasks, to_verify, verifier_of
from web.people import People
from web.reader import Reader, seen_row
from web.rights import May, may
from web.services import Services

WITHDRAWS = "WithdrawalOrdered"
"""The event whose alerts tell of an order to withdraw."""
PROPOSED = frozenset({"start", "raise", "lower", "end"})


def me(services: Services, reader: Reader, incident: str) -> Me:
    """The page of one person. Raises Refused ``unknown_incident``.

    Who watches an exercise from outside sees it without any part in it.
    """
    with services.database.read() as connection:
        seen_row(connection, reader, incident)
    now = services.desk.clock(incident).now()
    state = services.desk.state(incident)
    playbook = services.shelf.get(state.plan)
    with services.database.read() as connection:
        row = read_row(connection, incident)
        posts = posts_of(services, connection, reader, state)
        rights = may(state, playbook, posts)
        groups = groups_of(state, playbook, posts)
        people = People(services.directory, connection, state, services.clock.now())
        asked = open_alerts(connection, state, reader.person)
        told = {a.key: a.posts for a in asked}
        stays = staying(connection, playbook, state.id, told) if told else frozenset()
        acts = has_part(rights, posts, playbook)
        villages = _villages(services, people, reader, state, reader.lang) if acts else ()
        wanted = (*_refs(state, playbook, groups, posts), *aloud.refs(state, villages))
        refs = {r for r in wanted if r}
        texts = services.vault.unseal(connection, [*refs, *(a.text for a in asked)])
        clocks = {d.id: d for d in duties(state, playbook)}
        lang, plan = reader.lang, playbook.plan
        leaders = {
            g: leader_phone(services, people, state, playbook, g)
            for g in groups
            if May.CONTACTS in rights
        }
        assessed = May.ASSESSED in rights
        asks = tuple(
            _pending(d, state, playbook, posts, lang, assessed=assessed)
            for d in open_decisions(state, playbook)
            if d.decider in posts or d.waiting_for in posts
        )
        return Me(
            incident=incident,
            title=heading(services.directory, connection, state, playbook, lang),
            place=texts.get(state.opened.place) or "",
            mode=state.mode,
            stage=state.stage,
            level=level_name(playbook, state.level, lang),
            occurred_at=state.opened.occurred_at,
            now=now,
            rate=rate_of(row.clock),
            lang=lang,
            person=reader.person,
            name=reader.name,
            posts=tuple(post_name(playbook, p, lang) for p in playbook.posts if p in posts),
            groups=tuple(group_name(playbook, g, lang) for g in groups),
            acts=acts,
            presence=state.presence.get(reader.person),
            escape=_escape(state, playbook, groups, reader, people, texts, rights),
            alerts=tuple(
                replace(a, text=texts[a.text] or "", offers=offered(goes=a.key not in stays))
                for a in asked
            ),
            decisions=asks,
            starts=starts(state, playbook, now, posts, asks, lang) if acts else (),
            starts_why=why(state, lang),
            tasks=my_tasks(state, playbook, groups, clocks, texts, leaders, now, lang),
            done=finished(state, groups),
            to_verify=to_verify(state, playbook, posts, reader.person, clocks, texts, now, lang),
            measures=tuple((m.id, m.name.say(lang)) for m in plan.criteria.measures if m.person),
            source=next((p for p in playbook.posts if p in posts), ""),
            villages=villages,
            aloud=aloud.read_out(state, villages, texts),
            unwarned=aloud.before(state, villages, texts),
            overall=_overall(state, playbook, lang),
            duty=duty_phones(services, people, playbook) if acts else (),
            names=Names(playbook),
        )


def _villages(
    services: Services, people: People, reader: Reader, state: Incident, lang: Lang
) -> tuple[tuple[str, str], ...]:
    places = actor_in(services, people.connection, reader, state).places
    return tuple((v, name) for v, name in people.villages(lang).items() if v in places)


def _refs(
    state: Incident, playbook: Playbook, groups: tuple[str, ...], posts: frozenset[str]
) -> Iterator[str | None]:
    """Only words that are for this person: place, order, own tasks, calls for rescue."""
    yield state.opened.place
    if state.withdrawal is not None:
        yield state.withdrawal.reason
    yield from (a.place for a in state.withdrawn.values())
    for task in state.tasks.values():
        if task.group in groups or verifier_of(task, playbook) in posts:
            yield from (task.text, task.reason, task.evidence)


def open_alerts(connection: Connection, state: Incident, person: str) -> tuple[Asked, ...]:
    """Alerts to this person that nobody has answered for them, the newest first; ``text`` is
    still its reference."""
    query = (
        select(
            col(AttemptRow.key),
            col(AttemptRow.text_ref),
            col(AttemptRow.created_at),
            col(AttemptRow.event),
            col(AttemptRow.posts),
        )
        .where(
            col(AttemptRow.incident) == state.id,
            col(AttemptRow.person) == person,
            col(AttemptRow.answered_at).is_(None),
        )
        .order_by(col(AttemptRow.created_at), col(AttemptRow.step))
    )
    order = state.withdrawal
    in_force = order is not None and order.in_force
    newest = {
        r.key: Asked(
            r.key, r.text_ref, r.created_at, in_force and r.event == WITHDRAWS, tuple(r.posts)
        )
        for r in connection.execute(query)
    }
    open_ = [a for a in newest.values() if (a.key, person) not in state.answers]
    return tuple(sorted(open_, key=lambda a: a.at, reverse=True))


def _escape(
    state: Incident,
    playbook: Playbook,
    groups: tuple[str, ...],
    reader: Reader,
    people: People,
    texts: Mapping[str, str | None],
    rights: frozenset[May],
) -> Escape | None:
    order = state.withdrawal
    if order is None:
        return None
    theirs = [a for a in state.withdrawn.values() if a.answer == "trapped"]
    leads = May.ASSESSED in rights or any(dangerous(playbook, g) for g in groups)
    if not order.in_force and not (leads and theirs):
        return None
    names = people.names(a.person for a in theirs) if leads else {}
    here = state.presence.get(reader.person)
    near = here is not None and here.movement != "gone"
    return Escape(
        order=order,
        # People's words: for those who take part or may be in the danger area, not for onlookers.
        reason=(texts.get(order.reason) or "") if near or May.ACT in rights else "",
        clause=withdrawal_clause(playbook),
        mine=order.in_force and (near or any(dangerous(playbook, g) for g in groups)),
        answer=state.withdrawn.get((order.number, reader.person)),
        trapped=tuple(
            (names.get(a.person) or a.person, a, (a.place and texts.get(a.place)) or "")
            for a in theirs
            if leads
        ),
    )


def _pending(
    decision: Decision,
    state: Incident,
    playbook: Playbook,
    posts: frozenset[str],
    lang: Lang,
    *,
    assessed: bool,
) -> Pending:
    """What a person decides, or passes on to who does."""
    level = f"&level={decision.level}" if decision.level is not None else ""
    own = decision.decider in posts or decision.action not in PROPOSED
    basis = decided_on(decision)
    return Pending(
        decision=decision,
        what=decision_text(playbook, decision.action, decision.level, lang),
        reasons=reasons(decision, state, playbook, lang, assessed=assessed),
        ask=f"{basis}{'' if own else f'&action={decision.action}'}{level}",
        basis=basis,
        command=decision.command if own else "Propose",
    )


def _overall(state: Incident, playbook: Playbook, lang: Lang) -> Overall | None:
    if not state.approved:
        return None
    last = state.approved[-1]
    names = {m.id: m.name.say(lang) for m in playbook.plan.criteria.measures}
    figures = tuple((names.get(m, m), value) for m, value in last.figures.items())
    return Overall(last.number, last.at, figures, checking=bool(last.below_assessed))

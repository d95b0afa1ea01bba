"""The deciding posts: they propose and decide a while after a decision has opened."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from drills.roles import post_of
from drills.schema import Decides
from drills.table import Table
from incident.commands import COMMANDS, Propose, SignOrder
from incident.decisions import Decision, open_decisions
from incident.model import DecidedOn, Spoken


class Deciders:
    """Remembers since when each decision has been open."""

    def __init__(self) -> None:
        self._seen: dict[str, datetime] = {}

    def look(self, table: Table) -> None:
        """Plan what follows from the decisions that are open now."""
        waiting = open_decisions(table.state, table.playbook)
        ids = {decision.id for decision in waiting}
        self._seen = {name: at for name, at in self._seen.items() if name in ids}
        for decision in waiting:
            since = self._seen.setdefault(decision.id, table.now())
            for rule in table.scenario.decides:
                if rule.action == decision.action:
                    _plan(table, rule, decision, since)
                    break
        _plan_signing(table)


def _plan(table: Table, rule: Decides, decision: Decision, since: datetime) -> None:
    if rule.propose_min is not None and decision.waiting_for != decision.decider:
        post = decision.waiting_for
        table.plan(
            f"propose:{decision.id}:{post}:{since.isoformat()}",
            since + timedelta(minutes=rule.propose_min),
            lambda: _propose(table, decision.id, post),
        )
    if rule.decide_min is not None:
        table.plan(
            f"decide:{decision.id}:{since.isoformat()}",
            since + timedelta(minutes=rule.decide_min),
            lambda: _decide(table, rule, decision.id),
        )


def _open(table: Table, name: str) -> Decision | None:
    found = (d for d in open_decisions(table.state, table.playbook) if d.id == name)
    return next(found, None)


def _propose(table: Table, name: str, post: str) -> None:
    decision = _open(table, name)
    if decision is not None and decision.waiting_for == post:
        table.put(post, Propose(action=decision.action, level=decision.level))  # type: ignore[arg-type]


def _decide(table: Table, rule: Decides, name: str) -> None:
    decision = _open(table, name)
    if decision is None:
        return
    given: dict[str, Any] = {
        "decided_on": DecidedOn(decision=decision.id, version=decision.version)
    }
    if decision.level is not None:
        given["level"] = decision.level
    by = decision.decider
    if rule.spoken is not None:
        given["spoken"] = Spoken(on_behalf_of=by, means=rule.spoken, said_at=table.now())
        by = post_of("recorder", table.playbook)
    table.put(by, COMMANDS[decision.command](**given))


def _plan_signing(table: Table) -> None:
    after = table.scenario.signs_after_min
    if after is None:
        return
    for order in _to_sign(table).values():
        table.plan(
            f"sign:{order.id}",
            order.said_at + timedelta(minutes=after),
            lambda name=order.id: _sign(table, name),  # type: ignore[misc]
        )


def _to_sign(table: Table) -> Mapping[str, Any]:
    return {n: o for n, o in table.state.orders.items() if o.status == "to_sign"}


def _sign(table: Table, name: str) -> None:
    if name in _to_sign(table):
        sheet = name.replace("order-", "sheet-")
        table.put(post_of("recorder", table.playbook), SignOrder(order=name, sheet=sheet))

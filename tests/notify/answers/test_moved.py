"""A message that asks for an order asks for nothing any more once the order is settled."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest

from incident import commands as c
from incident.model import Spoken
from playbooks.lookup import Playbook
from tests.notify.answers.test_voice import Ringing
from tests.notify.answers.test_voice import ringing as ringing  # noqa: PLC0414 - a fixture
from tests.notify.test_answers import (
    CHIEF,
    COMMANDERS_PHONE,
    VICE,
    Line,
    proposing,
    secret_in,
)
from tests.notify.test_answers import line as line  # noqa: PLC0414 - a fixture
from tests.notify.test_escalation import ladder
from tests.notify.world import DESK


def climbing(line: Line) -> None:
    """Who does not answer is asked again after two minutes."""
    plan = line.world.shelf.current("lanshan").plan
    changed = plan.model_copy(update={"escalation": (ladder(),)})
    line.world.shelf.put_in_force(Playbook.of(changed))


def called(line: Line) -> set[str]:
    query = "SELECT reason FROM call_entry WHERE person = :p AND closed_at IS NULL"
    return {row["reason"] for row in line.world.rows(query, p=VICE)}


def watched(line: Line) -> Mapping[str, Any]:
    (row,) = line.world.rows(
        "SELECT due_at, closed_why FROM watch WHERE person = :p AND alert = 'proposed'", p=VICE
    )
    return row


def locked(line: Line) -> tuple[str, str]:
    """The commander's telephone gave two wrong figures; gives the incident and the right ones."""
    incident = proposing(line)
    secret = secret_in(line.modem.to(VICE)[-1])
    wrong = f"{(int(secret) + 1) % 10**6:06d}"
    line.write(COMMANDERS_PHONE, f"启动 {wrong}")
    assert line.write(COMMANDERS_PHONE, f"启动 {wrong}") == "locked"
    assert called(line) == {"locked"}
    return incident, secret


def test_a_locked_order_asks_for_no_call_once_the_desk_has_it_another_way(line: Line) -> None:
    incident, secret = locked(line)
    said = Spoken(on_behalf_of="vice_mayor", means="telephone", said_at=line.world.clock.now())
    line.world.desk.put(incident, c.StartResponse(level=2, spoken=said), DESK)
    assert called(line) == set(), "nobody has to be called about it"
    assert line.write(COMMANDERS_PHONE, f"启动 {secret}") == "refused", "and it is not 'locked'"
    back = line.modem.to(VICE)[-1]
    assert back.startswith("未执行：")
    assert "已锁定" not in back
    assert "常务副县长" in back
    assert called(line) == set()


def test_wrong_figures_after_the_order_lock_nothing_and_call_nobody(line: Line) -> None:
    incident = proposing(line)
    line.world.desk.put(incident, c.StartResponse(level=2), VICE)
    for _ in range(2):
        assert line.write(COMMANDERS_PHONE, "启动 000001") == "refused"
    assert line.world.rows("SELECT DISTINCT wrong FROM order_lock") == [{"wrong": 0}]
    assert called(line) == set()


@pytest.mark.parametrize("how", ["started", "declined", "dismissed"])
def test_nobody_is_asked_again_for_an_order_that_is_settled(line: Line, how: str) -> None:
    climbing(line)
    incident = proposing(line)
    before = len(line.modem.to(VICE))
    assert watched(line)["due_at"] is not None
    desk = line.world.desk
    if how == "started":
        desk.put(incident, c.StartResponse(level=2), VICE)
    elif how == "declined":
        desk.put(incident, c.Decline(decision="start:2", reason="先核实。"), VICE)
    else:
        desk.put(incident, c.DismissReport(reason="误报。", evidence="已核实。"), CHIEF)
    assert watched(line)["due_at"] is None
    line.world.forward(600)
    line.world.run(line.engine)
    asking = [t for t in line.modem.to(VICE)[before:] if "请批准启动" in t]
    assert asking == []


def test_a_proposal_made_anew_is_asked_for_by_its_own_message_alone(line: Line) -> None:
    climbing(line)
    incident = proposing(line)
    first = secret_in(line.modem.to(VICE)[-1])
    line.world.desk.put(incident, c.Decline(decision="start:2", reason="先核实。"), VICE)
    line.world.desk.put(incident, c.Propose(action="start", level=2), CHIEF)
    line.world.run(line.engine)
    second = secret_in(line.modem.to(VICE)[-1])
    assert second != first
    assert line.write(COMMANDERS_PHONE, f"启动 {second}") == "started"
    assert line.world.desk.state(incident).level == 2


def test_a_call_offers_no_order_that_is_settled(ringing: Ringing) -> None:
    incident = ringing.proposed()
    assert ringing.order() is not None
    ringing.line.world.desk.put(incident, c.StartResponse(level=2), VICE)
    assert ringing.order() is None


def test_what_else_a_person_has_to_answer_is_followed_up_as_before(line: Line) -> None:
    climbing(line)
    incident = proposing(line)
    line.world.desk.put(incident, c.StartResponse(level=2), VICE)
    query = "SELECT alert FROM watch WHERE closed_at IS NULL AND person = :p"
    assert {row["alert"] for row in line.world.rows(query, p=CHIEF)} == {"reported"}

"""§1.5, §2.1, §8.2: an incident is the county's own, under the plan that is in force."""

from __future__ import annotations

from pathlib import Path

import pytest

from incident import commands as c
from playbooks.load import load_plan
from playbooks.lookup import Playbook
from runtime.refusal import Refused
from tests.stories.program import Night
from tests.stories.work import playbook

LANSHAN = Path(__file__).resolve().parents[1] / "plans" / "lanshan-2030"


def test_an_incident_follows_the_countys_own_plan_and_never_a_neighbours(duty: Night) -> None:
    neighbour = Playbook.of(load_plan(LANSHAN))
    duty.program.shelf.put_in_force(neighbour)
    duty.report()
    assert duty.state.opened.jurisdiction == "wutai"
    document = playbook(duty).plan.document
    assert (document.jurisdiction.name.zh, document.number) == ("五台县", "五政办发〔2024〕7号")
    with pytest.raises(Refused) as refused:
        duty.put(c.AdoptPlan(plan=neighbour.digest, reason="跨县"), "emergency_head")
    assert refused.value.code == "impossible"
    assert playbook(duty).plan.document.id == "wutai-2024"


def test_the_plan_is_in_force_from_its_issue_and_interpreted_by_the_bureau(duty: Night) -> None:
    duty.report()
    document = playbook(duty).plan.document
    assert document.effective_from == document.issued_on
    assert document.effective_from <= duty.clock.now().date()
    with pytest.raises(Refused) as refused:
        duty.put(c.AdoptPlan(plan=duty.state.plan, reason="同一版"), "vice_magistrate")
    assert refused.value.code == "not_authorised", "the clause gives it to the bureau"

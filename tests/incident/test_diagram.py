"""The diagram shows every change of stage that is possible, and no other, in the plan's words."""

from __future__ import annotations

import pytest

from incident.diagram import diagram
from incident.lifecycle import moves
from playbooks.load import load_plan
from playbooks.lookup import Playbook
from tests.incident.bench import wutai
from tests.playbooks.edited import SECOND_PLAN


def lanshan() -> Playbook:
    return Playbook.of(load_plan(SECOND_PLAN))


@pytest.mark.parametrize("book", [wutai(), lanshan()], ids=["wutai", "lanshan"])
def test_every_change_of_stage_is_an_arrow(book: Playbook) -> None:
    drawn = {(arrow.before, arrow.to) for arrow in diagram(book, "en").arrows}
    assert drawn == {(before, to) for before, to in moves() if before != to}


def test_who_comes_first_in_the_chain_of_a_level_asks_for_it_and_the_last_starts_it() -> None:
    arrows = diagram(lanshan(), "en").arrows
    asked = {(a.label, a.decider, a.clause) for a in arrows if a.to == "proposed"}
    chief = "Head of the Rescue Bureau"
    assert asked == {
        ("ask for Level II response", chief, "§1.3"),
        ("ask for Level I response", chief, "§1.3"),
    }
    started = {(a.label, a.decider) for a in arrows if a.command == "StartResponse"}
    assert started == {
        ("start Level III response", chief),
        ("start Level II response", "Executive vice mayor"),
        ("start Level I response", "County mayor"),
    }

"""Look-ups that the layers above make while an incident runs."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from playbooks.load import load_plan, plan_digest
from playbooks.lookup import NAMED_AT_MOST, Playbook
from runtime.language import LANGS
from runtime.refusal import Refused
from tests.playbooks.edited import SECOND_PLAN
from tests.playbooks.test_wutai_chapters import WUTAI


@pytest.fixture(scope="module")
def playbook() -> Playbook:
    return Playbook.of(load_plan(SECOND_PLAN))


def test_digest_is_the_plans(playbook: Playbook) -> None:
    assert playbook.digest == plan_digest(playbook.plan)


def test_things_are_found_by_id(playbook: Playbook) -> None:
    assert playbook.post("mine_director").scope == "operator"
    assert playbook.group("works").leader == "rescue_vice"
    assert playbook.task("go-and-look").trigger.on == "reported"
    assert playbook.task("survey-dam").proof == "measurement"
    assert playbook.task("lessons").trigger.on == "ended"
    assert playbook.clause_title("4.2").zh == "分级响应"


def test_ranks_count_from_the_lowest(playbook: Playbook) -> None:
    assert [playbook.level_rank(level) for level in (3, 2, 1)] == [0, 1, 2]
    assert [playbook.grade_rank(grade) for grade in ("minor", "major")] == [0, 1]


@pytest.mark.parametrize(
    ("ask", "code"),
    [
        (lambda book: book.post("nobody"), "unknown_post"),
        (lambda book: book.group("nobody"), "unknown_group"),
        (lambda book: book.task("nothing"), "unknown_task"),
        (lambda book: book.level_rank(4), "unknown_level"),
        (lambda book: book.grade_rank("huge"), "invalid"),
        (lambda book: book.clause_title("9"), "unknown_item"),
        (lambda book: book.hats("nobody"), "unknown_post"),
        (lambda book: book.authority("start", 4), "impossible"),
        (lambda book: book.tasks_for("started", 4), "unknown_level"),
    ],
)
def test_unknown_ids_are_refused(
    playbook: Playbook, ask: Callable[[Playbook], object], code: str
) -> None:
    with pytest.raises(Refused) as refusal:
        ask(playbook)
    assert refusal.value.code == code


def test_a_refusal_names_what_there_is_in_the_readers_language(playbook: Playbook) -> None:
    with pytest.raises(Refused) as refusal:
        playbook.group("nobody")
    for lang in LANGS:
        said = refusal.value.allowed.say(lang)
        assert all(group.name.say(lang) in said for group in playbook.plan.organisation.groups)
        assert not any(name in said.split(", ") for name in playbook.groups)
    with pytest.raises(Refused) as refusal:
        playbook.level_rank(9)
    first = playbook.plan.criteria.levels[0].name
    assert first.en in refusal.value.allowed.say("en")


def test_a_long_list_is_cut_and_says_how_many_more_there_are() -> None:
    playbook = Playbook.of(load_plan(WUTAI))
    with pytest.raises(Refused) as refusal:
        playbook.clause_title("99")
    said = refusal.value.allowed.say("en")
    assert said.endswith(f"and {len(playbook.clauses) - NAMED_AT_MOST} more")


def test_authority_of_the_level_goes_before_any_level(playbook: Playbook) -> None:
    assert playbook.authority("start", 2).chain == ("rescue_chief", "vice_mayor")
    assert playbook.authority("lower", 3).id == "lower"
    assert playbook.authority("end").chain[-1] == "mayor"


def test_a_higher_level_brings_the_lower_ones_tasks(playbook: Playbook) -> None:
    at = {level: [task.id for task in playbook.tasks_for("started", level)] for level in (3, 2, 1)}
    assert at[3] == ["call-members", "survey-dam"]
    assert at[2] == ["call-members", "survey-dam", "close-breach", "move-people"]
    assert at[1] == [*at[2], "ask-city"]


def test_raising_brings_only_what_is_new(playbook: Playbook) -> None:
    begun = frozenset(task.id for task in playbook.tasks_for("started", 3))
    new = [task.id for task in playbook.tasks_for("started", 2, already=begun)]
    assert new == ["close-breach", "move-people"]


def test_without_a_level_only_unconditional_tasks_begin(playbook: Playbook) -> None:
    assert playbook.tasks_for("started") == ()
    assert [task.id for task in playbook.tasks_for("reported")] == ["mine-start", "go-and-look"]
    assert [task.id for task in playbook.tasks_for("ended")] == ["lessons", "go-home"]


def test_hats_name_every_role_of_a_post(playbook: Playbook) -> None:
    assert [hat.say("en") for hat in playbook.hats("rescue_chief")] == [
        "deputy commander of the headquarters",
        "director of the headquarters' office",
        "deputy commander of the on-site headquarters",
        "leader of Coordination group",
        "acting leader of Works group",
    ]
    assert "协调组" in playbook.hats("rescue_chief")[3].say("zh")
    assert playbook.hats("mine_director") == ()


def test_villages_hear_of_everything_that_changes_what_they_do() -> None:
    """Who was told to move people and keep them out is told when that grows, or does not end."""
    book = Playbook.of(load_plan(WUTAI))
    for event in ("ResponseStarted", "LevelRaised", "WithdrawalOrdered", "WithdrawalLifted"):
        told = [a for a in book.alerts[event] if "village_contact" in a.posts]
        assert len(told) == 1, event
        assert told[0].local, "the plan says nothing of it"
        assert {"township_head", "township_duty"} <= {
            p for a in book.alerts[event] for p in a.posts
        }
    (lifted,) = (a for a in book.alerts["WithdrawalLifted"] if "village_contact" in a.posts)
    assert "不得返回" in lifted.text.zh, "rescue goes in again; nobody else does"

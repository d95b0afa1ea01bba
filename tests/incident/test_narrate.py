"""Every event has its sentence, in both languages, with nothing left unfilled."""

from __future__ import annotations

import types
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any, Literal, Union, get_args, get_origin

import pytest

from incident import events as e
from incident.commands import COMMANDS
from incident.model import Spoken, Wire, sealed_fields
from incident.narrate import SENTENCES, clause_of, clauses_of, narrate, refs, sentence
from incident.state import Entry, Stage, TaskStatus
from incident.words import WORDS, numbered, word
from playbooks.lookup import Playbook
from runtime.language import LANGS, Lang
from tests.incident.bench import lanshan, wutai

AT = datetime(2024, 5, 5, 18, 30, tzinfo=UTC)  # 02:30 on the 6th in the plan's zone
KNOWN: dict[str, Any] = {
    "decision": "start:2",
    "duty": "report:government:written_first:1",
    "task": "onsite-form",
    "group": "rescue",
    "post": "vice_magistrate",
    "by": "vice_magistrate",
    "condition": "rescued",
    "measure": "dead",
    "entry": "police-110",
    "line": "government",
    "kind": "written_first",
    "level": 2,
    "was": 1,
    "alert": "entry-3",
    "person": "p-1",
    "mode": "exercise",
}


def value_for(name: str, annotation: Any, sealed: bool) -> Any:
    """Something of the right type for a field; sealed texts get a reference of the field's name."""
    if sealed:
        return f"ref.{name}"
    if get_origin(annotation) in (Union, types.UnionType):
        arms = [arm for arm in get_args(annotation) if arm is not types.NoneType]
        return value_for(name, arms[0], sealed)
    if get_origin(annotation) is Literal:
        return KNOWN[name] if KNOWN.get(name) in get_args(annotation) else get_args(annotation)[0]
    if get_origin(annotation) is tuple:
        return tuple(value_for(name, arm, False) for arm in get_args(annotation) if arm is not ...)
    if get_origin(annotation) is not None:
        return value_for(name, get_args(annotation)[0], sealed)
    if annotation is datetime:
        return AT
    if isinstance(annotation, type) and issubclass(annotation, Wire):
        return filled(annotation)
    if annotation in (int, bool):
        return KNOWN.get(name, 1) if isinstance(KNOWN.get(name, 1), int) else 1
    return str(KNOWN.get(name, "k-1"))


def filled(model: type[Wire], **given: Any) -> Any:
    sealed = sealed_fields(model)
    values = {
        name: given.get(name, value_for(name, field.annotation, name in sealed))
        for name, field in model.model_fields.items()
    }
    return model.model_construct(**values)


def entry(event: e.Event) -> Entry:
    return Entry(7, event, "p-1", None, None, None, AT, AT, AT, False, "cmd-1")


def texts(one: Entry) -> dict[str, str | None]:
    return {ref: f"<{ref}>" for ref in refs(one)}


def test_every_event_has_its_sentence() -> None:
    assert set(SENTENCES) == set(e.EVENTS.values())


@pytest.mark.parametrize("name", sorted(e.EVENTS))
@pytest.mark.parametrize("playbook", [wutai(), lanshan()], ids=["wutai", "lanshan"])
def test_sentence_in_both_languages(name: str, playbook: Playbook) -> None:
    one = entry(filled(e.EVENTS[name]))
    for lang in LANGS:
        said = narrate(one, playbook, texts(one), {"p-1": "Zhao"}).say(lang)
        assert len(said) > 3
        assert "{" not in said
        assert "ref." not in said.replace("<ref.", "")


@pytest.mark.parametrize("name", sorted(n for n, c in e.EVENTS.items() if sealed_fields(c)))
def test_words_of_people_are_shown_erased_or_withheld(name: str) -> None:
    one = entry(filled(e.EVENTS[name]))
    silent = {"IncidentReported": {"source"}}.get(name, set())
    told = {f"<ref.{f}>" for f in sealed_fields(e.EVENTS[name]) if f not in silent}
    shown = sentence(one, wutai(), texts(one), {}).say("en")
    assert all(text in shown for text in told), shown
    gone = sentence(one, wutai(), dict.fromkeys(refs(one)), {}).say("en")
    assert gone.count("(erased)") >= len(told)
    withheld = sentence(one, wutai(), {}, {}).say("en")
    assert withheld.count("(not shown)") >= len(told)
    assert "ref." not in gone + withheld


def test_clause_stands_behind_the_sentence() -> None:
    started = e.ResponseStarted(level=2, by="vice_magistrate", clause="5.3.1", skipped=())
    assert narrate(entry(started), wutai(), {}, {}).say("en").endswith("(§5.3.1)")
    local = e.ResponseStarted(level=2, by="vice_magistrate", clause="local", skipped=())
    assert clause_of(entry(local), wutai()) is None


def test_annex_is_cited_as_annex() -> None:
    ground = e.Ground(clause="A4.II(1)", criterion="two-ordinary", fact="grade")
    one = entry(filled(e.Assessed, grounds=(ground,)))
    assert clause_of(one, wutai()) == "A4.II(1)"
    assert "(Annex 4 Level II, condition 1)" in narrate(one, wutai(), {}, {}).say("en")


def test_every_clause_is_cited_once_and_the_levels_own_is_acted_on() -> None:
    grounds = [
        e.Ground(clause=clause, criterion=criterion, fact="trapped")
        for clause, criterion in (
            ("A3.2", "dead"), ("5.3.1(3)", "signs"), ("5.3.1(3)", "water"), ("own", "own"),
            ("2.3", "judged"),
        )
    ]  # fmt: skip
    one = entry(filled(e.Assessed, grounds=tuple(grounds)))
    assert clauses_of(one, wutai()) == ("A3.2", "5.3.1(3)", "2.3"), "a local criterion has none"
    assert clause_of(one, wutai()) == "2.3"
    assert clauses_of(entry(filled(e.Assessed, grounds=())), wutai()) == ()


def test_clause_of_a_task_is_the_plans() -> None:
    for task in wutai().tasks.values():
        cited = task.clause or task.statute
        assert clause_of(entry(e.TaskStarted(task=task.id)), wutai()) == cited


def test_a_warning_is_narrated_with_the_statute_that_reserves_it() -> None:
    one = entry(filled(e.WarningApproved, by="vice_magistrate", clause="law-2024-64"))
    assert narrate(one, wutai(), {}, {}).say("zh").endswith("应对法（2024年修订）第64条）")
    asked = entry(filled(e.Proposed, action="approve_figures", level=None))
    assert clauses_of(asked, wutai()) == (), "that is the county's own"


@pytest.mark.parametrize("event", [e.WithdrawalOrdered, e.WithdrawalLifted])
def test_clause_of_a_withdrawal_is_that_of_the_alerts_it_sets_off(event: type[e.Event]) -> None:
    one = entry(filled(event))
    assert clause_of(one, wutai()) == "5.3.1(4)"
    plan = wutai().plan
    moved = tuple(
        a.model_copy(update={"clause": "9.9" if a.on == event.wire() else a.clause})
        for a in plan.alerts
    )
    assert clause_of(one, Playbook.of(plan.model_copy(update={"alerts": moved}))) == "9.9"
    assert clause_of(one, Playbook.of(plan.model_copy(update={"alerts": ()}))) is None


def test_times_are_the_plans_with_a_date_on_another_day() -> None:
    event = filled(e.OrderRecorded, said_at=AT, sign_by=AT.replace(day=6))
    said = narrate(entry(event), wutai(), {}, {}).say("en")
    assert "02:30" in said
    assert "2024-05-07 02:30" in said
    assert "2024-05-06" not in said


def test_names_are_given_erased_or_ids() -> None:
    one = entry(e.TaskVerified(task="ordered-2"))
    assert "Zhao" in narrate(one, wutai(), {}, {"p-1": "Zhao"}).say("en")
    assert "(erased)" in narrate(one, wutai(), {}, {"p-1": None}).say("en")
    assert "p-1" in narrate(one, wutai(), {}, {}).say("en")
    assert "the system" in narrate(replace(one, actor="engine"), wutai(), {}, {}).say("en")


def test_unknown_ids_of_another_plan_are_shown_as_they_are() -> None:
    event = e.LevelRaised(level=9, was=8, by="governor", clause="9.9", skipped=())
    said = narrate(entry(event), wutai(), {}, {}).say("en")
    assert "governor" in said
    assert "§9.9" in said


@pytest.mark.parametrize("lang", LANGS)
def test_an_answer_and_a_signature_have_their_own_words(lang: Lang) -> None:
    """One wire value can mean two things; each is told in its own word."""
    assert word("on_scene").say(lang) != word("on_scene", "answer").say(lang)
    assert word("signed").say(lang) != word("signed", "order").say(lang)
    answered = e.AlertAnswered(
        alert="entry-3", person="p-1", answer="on_scene", means="telephone", words=None
    )
    assert word("on_scene", "answer").say(lang) in narrate(entry(answered), wutai(), {}, {}).say(
        lang
    )


def test_a_word_has_the_wire_value_as_its_name() -> None:
    assert (str(word("responding")), word("responding").say("en")) == ("responding", "responding")
    assert str(numbered("order-3")) == "order-3"
    assert numbered("order-3").say("en") == "spoken order no. 3"
    assert numbered("some-3").say("en") == "some-3"


def test_every_wire_value_that_people_choose_has_a_word() -> None:
    """A new value in a command cannot reach a form or a refusal without words."""
    asked: list[type[Wire]] = [*COMMANDS.values(), Spoken]
    wordless = {
        value
        for command in asked
        for field in command.model_fields.values()
        for value in literals(field.annotation)
        if value not in WORDS
    }
    assert wordless == set()
    assert {s for s in get_args(Stage) if s not in WORDS and f"stage.{s}" not in WORDS} == set()
    assert {s for s in get_args(TaskStatus) if not {s, f"task.{s}"} & set(WORDS)} == set()


def literals(annotation: Any) -> tuple[str, ...]:
    if get_origin(annotation) is Literal:
        return get_args(annotation)
    return tuple(value for arm in get_args(annotation) for value in literals(arm))

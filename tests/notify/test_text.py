"""Words of a message: filled in, marked, and cut without losing the marks."""

from __future__ import annotations

from pathlib import Path

import pytest

from incident import commands as c
from incident.model import Spoken
from notify.text import EXERCISE, RESENT, compose, fill, resent
from playbooks.load import load_plan
from playbooks.lookup import Playbook
from runtime.language import LANGS, Lang
from tests.notify.test_intents import started
from tests.notify.world import ALERTS, DESK, PLAN, World, alert


@pytest.fixture(scope="module")
def book() -> Playbook:
    every = "{incident}|{place}|{level}|{group}|{task}|{clause}|{due}"
    alerts = (*ALERTS, alert("every", "NoteAdded", every, every))
    return Playbook.of(load_plan(PLAN).model_copy(update={"alerts": alerts}))


def said(book: Playbook, lang: Lang = "en", **given: object) -> list[str]:
    values = {"title": "T", "place_ref": "r1", **given}
    return fill(book, "every", values, {"r1": "P", "t1": "dig"}, lang).split("|")


def test_every_placeholder_is_filled(book: Playbook) -> None:
    got = said(
        book, level=2, group="works", tasks=["survey-dam"], clause="4.2",
        due_at="2024-06-01T06:30:00+00:00",
    )  # fmt: skip
    level = next(x for x in book.plan.criteria.levels if x.level == 2)
    assert got == [
        "T", "P", level.name.en, book.group("works").name.en,
        book.task("survey-dam").text.en, "§4.2", "06-01 14:30",
    ]  # fmt: skip


def test_what_is_not_known_is_said_as_such(book: Playbook) -> None:
    assert said(book)[2:] == ["—", "—", "—", "", "as soon as possible"]


@pytest.mark.parametrize(
    ("duty", "words"),
    [
        (["signature"], "signature of a spoken order"),
        (["inquiry"], "answer to an inquiry"),
    ],
)
def test_a_clock_that_ran_out_is_named(book: Playbook, duty: list[str], words: str) -> None:
    assert said(book, duty=duty)[4] == words


def test_a_report_that_ran_out_is_named_by_kind_and_line(book: Playbook) -> None:
    clock = book.plan.reporting.clocks[0]
    line = next(x for x in book.plan.reporting.lines if x.id == clock.line)
    assert line.name.zh in said(book, "zh", duty=["report", clock.line, clock.kind])[4]


def test_many_tasks_are_counted(book: Playbook) -> None:
    tasks = list(book.tasks)[:5]
    assert said(book, tasks=tasks)[4].endswith("and 2 more")


def test_words_of_people_and_groups_outside_the_list(book: Playbook) -> None:
    assert said(book, task_refs=["t1"], group="operator")[3:5] == ["the operator", "dig"]
    office = book.plan.organisation.headquarters.office.unit
    name = next(u.name.en for u in book.plan.organisation.units if u.id == office)
    assert said(book, group="office")[3] == name
    assert (
        fill(book, "every", {"title": "T", "place_ref": "r"}, {"r": None}, "en").split("|")[1]
        == "(erased)"
    )


@pytest.mark.parametrize("lang", LANGS)
def test_the_drill_is_marked_at_both_ends_however_long_the_text(book: Playbook, lang: Lang) -> None:
    text = compose(["x" * 500], ["desk"], book, lang, "exercise", 120)
    assert len(text) == 120
    assert text.startswith(EXERCISE[lang])
    assert text.endswith("…" + EXERCISE[lang])
    again = resent(text, lang, "exercise", 120)
    assert len(again) <= 120
    assert again.startswith(EXERCISE[lang] + RESENT[lang])
    assert again.endswith(EXERCISE[lang])
    assert resent(again, lang, "exercise", 120) == again


def test_all_hats_are_listed_once(book: Playbook) -> None:
    text = compose(["a", "a", "b"], ["rescue_chief", "desk"], book, "en", "real", 1000)
    head, *rest = text.split("\n")
    assert (head, rest[0]) == ("a", "b")
    for hat in book.hats("rescue_chief"):
        assert rest[1].count(hat.say("en")) == 1
    assert book.post("desk").title.en in rest[1]


def test_a_task_in_peoples_words_reaches_the_group_in_them(world: World) -> None:
    incident = started(world)
    spoken = Spoken(on_behalf_of="vice_mayor", means="radio", said_at=world.clock.now())
    order = c.OrderTask(group="works", text="封堵溃口", verifier="vice_mayor", spoken=spoken)
    world.desk.put(incident, order, DESK)
    world.run(world.engine())
    assert any("封堵溃口" in str(text) for text in world.texts()["sim:0002"])
    assert "封堵溃口" not in str(world.rows("SELECT facts FROM intent"))


WUTAI = Path(__file__).parents[2] / "playbooks" / "plans" / "wutai-2024"
SEGMENT_CHARS = 67
"""Of a long message in Chinese; each costs, and the last ones may come late."""


@pytest.mark.parametrize("lang", LANGS)
def test_every_text_of_the_published_plan_says_where_it_is(lang: Lang) -> None:
    """Two incidents of one night, called alike: no message may fit both."""
    book = Playbook.of(load_plan(WUTAI))
    for one in book.plan.alerts:
        given = {"title": "“11·25”尾矿库事故", "place_ref": "r"}
        text = fill(book, one.id, given, {"r": "东台沟村北"}, lang)
        assert text.count("东台沟村北") == 1, one.id
        if lang == "zh":
            assert (
                len(compose([text], ["duty_officer"], book, lang, "real", 1000))
                <= 3 * SEGMENT_CHARS
            )


def test_the_dam_names_the_place_and_a_title_that_names_it_stays(book: Playbook) -> None:
    def titled(title: str, place: str | None, dam: str | None = None) -> str:
        facts = {"title": title, "place_ref": "r"}
        return fill(book, "withdraw", facts, {"r": place}, "zh", dam)

    assert titled("事故", "村北", "甲库") == "事故（甲库）：撤出！"
    assert titled("甲库事故", "村北", "甲库") == "甲库事故：撤出！"
    assert titled("事故", None) == "事故：撤出！", "the place was erased"
    assert titled("事故", "村\n北" * 30) == f"事故（{('村 北' * 30)[:23]}…）：撤出！"


def test_the_message_of_an_incident_at_a_dam_names_the_dam(world: World) -> None:
    incident = world.open(dam="lanshan-d1", title="漫顶")
    spoken = Spoken(on_behalf_of="rescue_chief", means="radio", said_at=world.clock.now())
    world.desk.put(incident, c.StartResponse(level=3, spoken=spoken), DESK)
    world.desk.put(incident, c.OrderWithdrawal(reason="二次溃坝"), DESK)
    world.run(world.engine())
    assert any("（甲库）：撤出！" in str(text) for text in world.texts()["sim:0006"])

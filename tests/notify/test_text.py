"""Words of a message: filled in, marked, and cut without losing the marks."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from incident import commands as c
from incident.model import Spoken
from notify.answers.lines import answered_by_reply, answered_elsewhere
from notify.compose import compose
from notify.once_more import resent
from notify.segments import count, encoding
from notify.signed import sender
from notify.subject import NOWHERE, Where, when
from notify.text import EXERCISE, RESENT, fill
from playbooks.load import load_plan
from playbooks.lookup import Playbook
from registry.places import Named
from runtime.language import LANGS, Lang
from tests.notify.test_intents import started
from tests.notify.world import ALERTS, DESK, PLAN, World, alert

REPORT = {"kind": "accident", "learned_at": "2024-06-01T06:00:00+00:00", "occurred_at": None}
REPORTED = "6-1 tailings dam accident"


@pytest.fixture(scope="module")
def book() -> Playbook:
    every = "{incident}|{place}|{level}|{group}|{task}|{clause}|{due}"
    alerts = (*ALERTS, alert("every", "NoteAdded", every, every))
    return Playbook.of(load_plan(PLAN).model_copy(update={"alerts": alerts}))


def said(book: Playbook, lang: Lang = "en", **given: object) -> list[str]:
    values = {**REPORT, "place_ref": "r1", **given}
    return fill(book, "every", values, {"r1": "P", "t1": "dig"}, lang).split("|")


def test_every_placeholder_is_filled(book: Playbook) -> None:
    got = said(
        book, level=2, group="works", tasks=["survey-dam"], clause="4.2",
        due_at="2024-06-01T06:30:00+00:00",
    )  # fmt: skip
    level = next(x for x in book.plan.criteria.levels if x.level == 2)
    assert got == [
        REPORTED, "P", level.name.en, book.group("works").name.en,
        book.task("survey-dam").text.en, "§4.2", "06-01 14:30",
    ]  # fmt: skip


def test_what_is_not_known_is_said_as_such(book: Playbook) -> None:
    assert said(book)[2:] == ["-", "-", "-", "", "as soon as possible"]
    assert said(book, "zh")[2:5] == ["—", "—", "—"]


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
    assert said(book, task_refs=["t1"], group="operator")[3:5] == ["The mine concerned", "dig"]
    office = book.plan.organisation.headquarters.office.unit
    name = next(u.name.en for u in book.plan.organisation.units if u.id == office)
    assert said(book, group="office")[3] == name
    assert (
        fill(book, "every", {**REPORT, "place_ref": "r"}, {"r": None}, "en").split("|")[1]
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


def test_what_does_not_fit_goes_by_rule_and_never_what_is_to_be_done(book: Playbook) -> None:
    text, short = "Leave now. " + "Far away " * 30, "Leave now. Far away"
    posts, tail = ["rescue_chief"], 'Reply "ok 37"'

    def said(parts: int) -> str:
        return compose(
            [text], posts, book, "en", "exercise", 1000, max_parts=parts, tail=tail,
            senders=["The Bureau"], shorter=[[short]],
        )  # fmt: skip

    for parts in (4, 3, 2, 1):
        told = said(parts)
        assert count(told) <= parts
        assert told.startswith("[EXERCISE]Leave now. Far away")
        assert " - The Bureau" in told
        assert told.endswith(f"\n{tail}[EXERCISE]")
    hats = [hat.say("en") for hat in book.hats("rescue_chief")]
    assert all(hat in said(4) for hat in hats)
    assert book.post("rescue_chief").title.en in said(1)
    assert not any(hat in said(1) for hat in hats), "the first title stays, the others go"


def test_no_word_is_cut_in_two(book: Playbook) -> None:
    words = "evacuate " * 40
    for most in range(100, 130):
        told = compose([words], ["desk"], book, "en", "real", most, senders=["B"])
        kept = told.split("…")[0]
        assert len(told) <= most
        assert set(kept.split()) == {"evacuate"}


def test_who_was_told_twice_in_one_message_reads_the_sender_once(book: Playbook) -> None:
    text = compose(["甲。", "乙。"], ["desk"], book, "zh", "real", 1000, senders=["局", "局", ""])
    assert text.split("\n")[:2] == ["甲。", "乙。【局】"]


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
        given = {**REPORT, "place_ref": "r"}
        text = fill(book, one.id, given, {"r": "东台沟村北"}, lang)
        assert text.count("东台沟村北") == 1, one.id
        if lang == "zh":
            assert (
                len(compose([text], ["duty_officer"], book, lang, "real", 1000))
                <= 3 * SEGMENT_CHARS
            )


DAM = Named("甲库", "Dam A")
TOWN = Named("甲乡", "Township A")


def test_the_registry_names_the_case_and_its_place(book: Playbook) -> None:
    def titled(place: str | None, where: Where = NOWHERE, **more: object) -> str:
        facts = {**REPORT, "place_ref": "r", **more}
        return fill(book, "withdraw", facts, {"r": place}, "zh", where)

    at = "“6·1”"
    assert titled("村北", Where(DAM)) == f"{at}甲库事故：撤出！"
    assert titled("村北", Where(DAM), kind="dangerous_sign") == f"{at}甲库险情：撤出！"
    assert titled("村北", Where(DAM), alike=True) == f"{at}甲库事故（14:00接报）：撤出！"
    assert titled("村北", Where(None, TOWN)) == f"{at}甲乡尾矿库事故（村北）：撤出！"
    assert titled("甲乡", Where(None, TOWN)) == f"{at}甲乡尾矿库事故：撤出！"
    assert titled(None) == f"{at}尾矿库事故：撤出！", "the place was erased"
    assert titled("村北" * 30) == f"{at}尾矿库事故（{('村北' * 30)[:23]}…）：撤出！"


def test_the_time_of_the_report_is_said_once(book: Playbook) -> None:
    """Two incidents of one day at one dam, where the text says when it was reported anyway."""
    plan = Playbook.of(load_plan(WUTAI))
    first = plan.alerts["IncidentReported"][0].id
    said: dict[Lang, str] = {"en": "reported 06-01 14:00", "zh": "06-01 14:00接报"}
    for lang, time in said.items():
        given = {**REPORT, "place_ref": "r", "alike": True}
        told = fill(plan, first, given, {"r": "P"}, lang, Where(DAM))
        assert time in told
        assert told.count("14:00") == 1
        happened = {**given, "occurred_at": "2024-06-01T05:48:00+00:00"}
        both = fill(plan, first, happened, {"r": "P"}, lang, Where(DAM))
        assert "13:48" in both
        assert both.count("14:00") == 1, "which of the two it is"


def test_an_english_text_goes_in_the_short_message_alphabet(book: Playbook) -> None:
    """One character outside of it would double what the message takes."""
    plan = Playbook.of(load_plan(WUTAI))
    for one in plan.plan.alerts:
        for kind in ("accident", "dangerous_sign"):
            for where in (NOWHERE, Where(DAM), Where(None, TOWN)):
                given = {**REPORT, "kind": kind, "place_ref": "r", "alike": True}
                told = fill(plan, one.id, given, {"r": "north of the village"}, "en", where)
                whole = compose(
                    [told], [one.posts[0]] if one.posts else [], plan, "en", "exercise", 2000
                )
                assert encoding(whole) == "gsm7", (one.id, whole)


def test_a_message_written_down_before_keeps_its_title(book: Playbook) -> None:
    """By a version that still sent titles: what waited then has no other name for the incident."""

    def old(where: Where = NOWHERE) -> str:
        facts = {"title": "漫顶", "place_ref": "r"}
        return fill(book, "withdraw", facts, {"r": "村北"}, "zh", where)

    assert old() == "漫顶（村北）：撤出！"
    assert old(Where(DAM)) == "漫顶（甲库）：撤出！"
    assert when(book, {"title": "漫顶"}, "zh") == "—"


def test_the_first_message_says_what_where_when_what_to_do_and_who_sends_it() -> None:
    """And fits in three parts with the line that tells how to answer."""
    book = Playbook.of(load_plan(WUTAI))
    first = book.alerts["IncidentReported"]
    assert len(first) == 7
    dam = Named("某某沟尾矿库", "X Gully Tailings Dam")
    for one in first:
        facts = {**REPORT, "place_ref": "r", "occurred_at": "2024-06-01T05:48:00+00:00"}
        text = fill(book, one.id, facts, {"r": "东台沟村北"}, "zh", Where(dam))
        for said in (
            "“6·1”某某沟尾矿库事故",
            "06-01 13:48发生",
            "东台沟村北",
            "请立即",
        ):
            assert said in text, (one.id, said)
        tail = answered_by_reply(text, "37", "zh", "14:10")
        signed = [sender(book, one.id, "zh")]
        whole = compose([text], [one.posts[0]], book, "zh", "real", 1000, tail=tail, senders=signed)
        assert re.search("【五台县(应急管理局|尾矿库应急指挥部)】", whole), one.id
        assert count(whole) <= 3, one.id
        facts["occurred_at"] = None
        assert "06-01 14:00接报" in fill(book, one.id, facts, {"r": "x"}, "zh", Where(dam))


def test_the_message_of_an_incident_at_a_dam_names_the_dam(world: World) -> None:
    incident = world.open(dam="lanshan-d1", title="漫顶，张某等3人被埋")
    spoken = Spoken(on_behalf_of="rescue_chief", means="radio", said_at=world.clock.now())
    world.desk.put(incident, c.StartResponse(level=3, spoken=spoken), DESK)
    world.desk.put(incident, c.OrderWithdrawal(reason="二次溃坝"), DESK)
    world.run(world.engine())
    said = str(world.texts())
    assert any("甲库事故：撤出！" in str(text) for text in world.texts()["sim:0006"])
    assert "漫顶" not in said, "what somebody typed as a title stays inside"


def test_a_second_incident_at_one_dam_says_the_minute_of_its_report(world: World) -> None:
    """Who holds two messages of one night knows which is which."""
    world.open(dam="lanshan-d1")
    world.run(world.engine())
    world.forward(40 * 60)
    world.open(dam="lanshan-d1", kind="dangerous_sign")
    world.run(world.engine())
    first_said, second_said = (str(t) for t in world.texts()["sim:0002"])
    assert "“6·1”甲库事故。" in first_said
    assert "“6·1”甲库险情（12:40接报）。" in second_said
    world.open(dam="lanshan-d2")
    world.run(world.engine())
    assert "“6·1”乙库事故。" in str(world.texts()["sim:0002"][-1]), "another dam is told apart"


@pytest.mark.parametrize("lang", LANGS)
def test_the_closing_mark_of_a_drill_does_not_touch_the_link(book: Playbook, lang: Lang) -> None:
    """Telephones take every letter and bracket that touches an address for a part of it."""
    link = "https://alerts.example.org/r/abc-def"
    said = compose(
        ["甲"], [], book, lang, "exercise", 500, tail=answered_elsewhere(lang, link=link)
    )
    assert re.findall(r"https?://\S+", said) == [link]
    assert said.endswith(EXERCISE[lang])
    again = resent(said, lang, "exercise", 500)
    assert re.findall(r"https?://\S+", again) == [link]
    elsewhere = compose(["甲"], [], book, lang, "exercise", 500, tail="收到 12")
    assert elsewhere.endswith(f"收到 12{EXERCISE[lang]}"), "a letter only where it is needed"


@pytest.mark.parametrize(
    "typed", ["{incident}{0}", "{task.__class__}", "%s %(x)s 100%", "{", "{{}}"]
)
def test_what_somebody_typed_is_filled_in_and_is_never_a_template(world: World, typed: str) -> None:
    """Place and order, in the plan's own texts and on the telephone's line for them."""
    incident = world.open(place=f"{typed}村", what=typed)
    world.run(world.engine())
    assert all(f"{typed}村" in str(texts[0]) for texts in world.texts().values())
    world.desk.put(incident, c.StartResponse(level=3), "lanshan-chief")
    order = c.OrderTask(group="works", text=f"封堵{typed}溃口", verifier="vice_mayor")
    world.desk.put(incident, order, "lanshan-commander")
    world.run(world.engine())
    assert f"封堵{typed}溃口" in "".join(map(str, world.texts()["sim:0002"]))

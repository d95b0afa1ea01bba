"""The wall in real browsers: nothing is cut, in either language, real or exercise."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from runtime.language import LANGS, Lang
from tests.browser.house import OFFICER, PLAYER, House
from tests.browser.night import Told, ago, begin, respond
from tests.browser.visitors import WALL, Visitors

pytestmark = pytest.mark.browser

CUT = """() => [...document.querySelectorAll("main, .panel, .head, .link-box, .deciding")]
    .filter((e) => e.getClientRects().length)
    .filter((e) => e.scrollHeight > e.clientHeight || e.scrollWidth > e.clientWidth
      || e.getBoundingClientRect().bottom > innerHeight)
    .map((e) => [e.className, e.scrollHeight - e.clientHeight, e.scrollWidth - e.clientWidth])"""
COVERED = """() => {
  const parts = [...document.querySelectorAll(".deciding > *")];
  const lines = parts.map((e) => e.getBoundingClientRect());
  return lines.slice(1).filter((e, n) => e.top < lines[n].bottom - 1).length;
}"""
SHORTENED = """() => [...document.querySelectorAll("main *")]
    .filter((e) => getComputedStyle(e).textOverflow === "ellipsis" && e.scrollWidth > e.clientWidth)
    .map((e) => e.textContent)"""
OUTSIDE = """() => [...document.querySelectorAll(".panel tr, .panel article, .panel p")]
    .filter((e) => e.getClientRects().length)
    .filter((e) => {
      const one = e.getBoundingClientRect(), own = e.closest(".panel").getBoundingClientRect();
      return one.left < own.left || one.right > own.right
        || one.top < own.top || one.bottom > own.bottom + 1;
    })
    .map((e) => e.outerHTML.slice(0, 80))"""
UNDER_THE_NOTE = """() => {
  const note = document.getElementById("silent").getBoundingClientRect();
  return [...document.querySelectorAll(".panel *")].filter((e) => !e.firstElementChild)
    .filter((e) => {
      const words = document.createRange();
      words.selectNodeContents(e);
      return [...words.getClientRects()].some((one) => one.right > note.left
        && one.left < note.right && one.bottom > note.top && one.top < note.bottom);
    })
    .map((e) => e.outerHTML.slice(0, 80));
}"""
"""What the note covers that says that there is no sound."""
TALLER_THAN_TWO_LINES = """() => [...document.querySelectorAll(
    ".groups article, .evac :is(th, td), .figures :is(dt, .tag), .total, .why span")]
  .filter((e) => {
    const words = document.createRange();
    words.selectNodeContents(e);
    const { height } = words.getBoundingClientRect();
    return height > 2.95 * parseFloat(getComputedStyle(e).fontSize);
  })
  .map((e) => e.innerText)"""
LONG_PAST = """() => document.querySelectorAll(".groups [data-due]").forEach((e) => {
  e.dataset.due = new Date(Date.parse(e.dataset.due) - 12 * 3600 * 1000).toISOString();
})"""
"""The page's own clocks then say how long everything is overdue."""
SMALL = """() => [...document.querySelectorAll("main *")]
    .filter((e) => [...e.childNodes].some((n) => n.nodeType === 3 && n.data.trim()))
    .filter((e) => e.getClientRects().length)
    .filter((e) => parseFloat(getComputedStyle(e).fontSize) < 26)
    .map((e) => e.outerHTML.slice(0, 80))"""


def looked_at(visitors: Visitors, person: str, lang: Lang, incident: str) -> Page:
    page = visitors.enter(person, size=WALL, lang=lang)
    page.goto(f"/incidents/{incident}?wall")
    expect(page.locator("[data-since]").first).to_contain_text(":")
    return page


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize(("mode", "person"), [("real", OFFICER), ("exercise", PLAYER)])
def test_nothing_on_the_wall_is_cut(
    visitors: Visitors, house: House, mode: str, person: str, lang: Lang
) -> None:
    """Also while rescuers are withdrawn, which takes a strip of its own, and every village has
    beaten its gong and answered nothing, which takes the longest words."""
    told = Told.by(house, person)
    incident = begin(told, "大屏", mode)
    respond(told, incident)
    page = looked_at(visitors, person, lang, incident)
    for _ in ("before the withdrawal", "under it"):
        assert page.evaluate(CUT) == []
        assert page.evaluate(TALLER_THAN_TWO_LINES) == []
        assert page.evaluate(COVERED) == 0
        assert page.evaluate(SHORTENED) == []
        assert page.evaluate(SMALL) == []
        assert page.evaluate(OUTSIDE) == []
        assert page.locator(".evac tbody tr").count() > 2
        assert page.evaluate(UNDER_THE_NOTE) == []
        spoken = {"on_behalf_of": "vice_magistrate", "means": "radio", "said_at": ago(1)}
        if page.locator(".order").count() == 0:
            for n in (1, 2, 3):
                gong = {"aloud": "gong", "done_by": "护林员"}
                told.put(incident, "ReportVillage", village=f"wutai-village-demo-{n}", **gong)
            told.put(incident, "OrderWithdrawal", reason="残坝位移", spoken=spoken)
            expect(page.locator(".order")).to_be_visible()
            expect(page.locator(".evac td small")).to_have_count(3)


@pytest.mark.parametrize("lang", LANGS)
def test_strips_whose_tasks_are_all_late_say_which_in_two_lines(
    visitors: Visitors, house: House, lang: Lang
) -> None:
    """Also while rescuers are withdrawn, and with somebody in difficulty."""
    told = Told.by(house, OFFICER)
    incident = begin(told, "都超时")
    respond(told, incident)
    told.put(incident, "BlockTask", task="danger-zone-set", reason="图纸未到")
    spoken = {"on_behalf_of": "vice_magistrate", "means": "radio", "said_at": ago(1)}
    told.put(incident, "OrderWithdrawal", reason="残坝位移", spoken=spoken)
    page = looked_at(visitors, OFFICER, lang, incident)
    page.evaluate(LONG_PAST)
    expect(page.locator(".groups .clock.late").nth(5)).to_be_visible()
    named = page.locator(".groups .worst:has(.late) > span > b")
    assert named.count() == page.locator(".groups .late").count()
    lines = page.locator(".groups .worst:has(.late):not(:has(.blocked))").evaluate_all(
        "all => all.map((e) => e.clientHeight / parseFloat(getComputedStyle(e).lineHeight))"
    )
    assert max(lines) < 1.9, "words and clock stand side by side"
    assert page.evaluate(CUT) == []
    assert page.evaluate(OUTSIDE) == []
    assert page.evaluate(UNDER_THE_NOTE) == []


USUAL_NAMES = """(name) => document.querySelectorAll(".gn > .leads")
  .forEach((e) => { e.textContent = name; })"""
"""Names of the sample say that they are made up, and so are longer than people's."""


@pytest.mark.parametrize("lang", LANGS)
def test_a_strip_that_is_blocked_and_late_has_two_lines_too(
    visitors: Visitors, house: House, lang: Lang
) -> None:
    told = Told.by(house, OFFICER)
    incident = begin(told, "又难又晚")
    respond(told, incident)
    for group in {t["group"]: name for name, t in told.state(incident)["tasks"].items()}.values():
        told.put(incident, "BlockTask", task=group, reason="缺人")
    page = looked_at(visitors, OFFICER, lang, incident)
    page.evaluate(USUAL_NAMES, {"zh": "欧阳建国", "en": "Gao Jianjun"}[lang])
    page.evaluate(LONG_PAST)
    expect(page.locator(".groups .clock.late").nth(5)).to_be_visible()
    strips = page.locator(".groups article:has(.late):has(.blocked)")
    assert strips.count() > 5
    tall = """all => all.map((e) => [e.innerText, parseFloat(getComputedStyle(e).lineHeight)])
        .filter(([, line], n) => all[n].clientHeight > 1.5 * line)"""
    assert strips.locator(".worst").evaluate_all(tall) == []
    named_shortly = strips.locator(".gn").filter(has_not_text=re.compile("office|Operator"))
    assert named_shortly.evaluate_all(tall) == []
    for strip in strips.all():
        expect(strip).to_contain_text({"zh": "困难", "en": "difficulty"}[lang])
    assert page.evaluate(CUT) == []
    assert page.evaluate(OUTSIDE) == []


@pytest.mark.parametrize("lang", LANGS)
def test_who_commands_level_and_times_stand_in_one_line(
    visitors: Visitors, house: House, lang: Lang
) -> None:
    told = Told.by(house, OFFICER)
    incident = begin(told, "一行")
    respond(told, incident)
    page = looked_at(visitors, OFFICER, lang, incident)
    facts = page.locator(".head > p")
    expect(facts).to_have_count(4)
    ends = facts.evaluate_all("all => all.map((e) => e.getBoundingClientRect().bottom)")
    assert max(ends) - min(ends) < 20


def test_they_do_on_the_second_day_too_when_every_time_has_its_date(
    visitors: Visitors, house: House
) -> None:
    told = Told.by(house, OFFICER)
    began = {"occurred_at": ago(25 * 60 + 9), "learned_at": ago(25 * 60)}
    incident = told.report(
        mode="real", title="第二天", place="青石沟", what="溃坝", dam="wutai-dam-demo", **began
    )
    spoken = {"on_behalf_of": "vice_magistrate", "means": "telephone", "said_at": ago(24 * 60)}
    told.put(incident, "StartResponse", level=2, spoken=spoken)
    page = looked_at(visitors, OFFICER, "zh", incident)
    facts = page.locator(".head > p")
    dated = page.locator(".head .k").filter(has_text=re.compile(r"\d\d-\d\d \d\d:\d\d"))
    expect(dated).to_have_count(3)
    ends = facts.evaluate_all("all => all.map((e) => e.getBoundingClientRect().bottom)")
    assert max(ends) - min(ends) < 20
    assert page.evaluate(CUT) == []


def test_the_wall_tells_of_a_withdrawal_by_heads_and_of_nobody_by_name(
    visitors: Visitors, house: House
) -> None:
    told = Told.by(house, OFFICER)
    incident = begin(told, "撤离")
    respond(told, incident)
    page = looked_at(visitors, OFFICER, "zh", incident)
    expect(page.locator(".order")).to_have_count(0)
    spoken = {"on_behalf_of": "vice_magistrate", "means": "radio", "said_at": ago(1)}
    told.put(incident, "OrderWithdrawal", reason="残坝位移七毫米", spoken=spoken)
    strip = page.locator(".order")
    expect(strip).to_contain_text("撤离命令（第1号）")
    expect(strip).to_contain_text("被困求救 0")
    call = {"person": "wutai-rescue-liaison", "answer": "trapped", "place": "西岸三号洞口"}
    told.put(incident, "AnswerWithdrawal", number=1, **call)
    expect(strip.locator(".call")).to_have_text("被困求救 1")
    expect(strip).to_contain_text("已撤出 0")
    everything = page.locator("main").inner_text()
    for hidden in ("西岸三号洞口", "残坝位移七毫米"):
        assert hidden not in everything

"""Photographs on a responder's phone: taken without signal, sent once, never dropped in silence."""

from __future__ import annotations

import json
import re

import pytest
from playwright.sync_api import Dialog, Locator, Page, Route, expect

from tests.browser.house import OFFICER
from tests.browser.photographs import opened_picture, photograph
from tests.browser.responder import MEMBER, entries, give, on_phone, started
from tests.browser.visitors import PHONE, Visitors
from tests.incident.materials.samples import PLACE

KEPT = """() => new Promise((done) => {
  const opening = indexedDB.open("tailings-pictures");
  opening.onupgradeneeded = () => opening.transaction.abort();
  opening.onerror = () => done(0);
  opening.onsuccess = () => {
    const counting = opening.result.transaction("pictures").objectStore("pictures").count();
    counting.onsuccess = () => { opening.result.close(); done(counting.result); };
  };
})"""


@pytest.fixture
def response(visitors: Visitors) -> tuple[Visitors, str]:
    """A response that has just started."""
    return visitors, started(visitors)


def kept(page: Page) -> int:
    """How many photographs lie on the phone."""
    count: int = page.evaluate(KEPT)
    return count


def a_started_task(page: Page) -> str:
    """One task of the group is received and started; its id."""
    first = page.locator("article.task form[data-press=ReceiveTask]").first
    task = first.locator("input[name=task]").input_value()
    first.locator("button").click()
    page.locator(f"article[data-key='{task}'] form[data-press=StartTask] button").click()
    expect(form_of(page, task)).to_have_count(1)
    expect(page.locator("#queue")).to_be_hidden()
    return task


def form_of(page: Page, task: str, command: str = "FinishTask") -> Locator:
    return page.locator(f"details[data-key='{command}:{task}']")


def takes(page: Page, form: Locator, count: int = 1) -> None:
    """Photographs are chosen and stand small in the form."""
    have = form.locator(".pictures li").count()
    form.locator("input[type=file]").set_input_files(
        [photograph(page, f"IMG_{n}.jpg") for n in range(count)]
    )
    expect(form.locator(".pictures canvas")).to_have_count(have + count)


def finish(page: Page, task: str, words: str, pictures: int = 1) -> None:
    form = form_of(page, task)
    form.locator("summary").click()
    form.locator("textarea").fill(words)
    takes(page, form, pictures)
    form.locator("button.main").click()


def test_a_photograph_taken_without_signal_is_sent_once_with_its_press(
    response: tuple[Visitors, str],
) -> None:
    visitors, path = response
    page = on_phone(visitors, path)
    task = a_started_task(page)
    page.context.set_offline(True)
    finish(page, task, "排洪口已清通")
    waiting = page.locator("#queue li")
    expect(waiting).to_have_count(1)
    expect(waiting).to_contain_text(re.compile("0.*1"))
    assert kept(page) == 1
    page.reload()
    expect(waiting).to_have_count(1)
    assert kept(page) == 1, "it waits over a reload"
    page.context.set_offline(False)
    expect(page.locator("#queue")).to_be_hidden()
    assert kept(page) == 0
    told = entries(visitors, path)
    assert sum("排洪口已清通" in line for line in told) == 1
    desk = visitors.enter(OFFICER)
    desk.goto(f"{path}?log=all")
    links = desk.locator("ol.log a.kept")
    expect(links).to_have_count(1)
    seen = opened_picture(desk, links.get_attribute("href") or "")
    assert (seen.width, seen.height) == (1200, 1600), "shrunk, and upright"
    assert PLACE not in seen.content
    assert b"Exif" not in seen.content


def test_an_answer_that_was_lost_keeps_one_file(response: tuple[Visitors, str]) -> None:
    visitors, path = response
    page = on_phone(visitors, path)
    task = a_started_task(page)
    sent: list[str] = []

    def loses_the_first(route: Route) -> None:
        answer = route.fetch()
        sent.append(json.loads(answer.text())["id"])
        if len(sent) == 1:
            route.abort()
        else:
            route.fulfill(response=answer)

    page.route("**/materials", loses_the_first)
    with page.expect_request("**/me/act", timeout=20_000):
        finish(page, task, "已到位")
    expect(page.locator("#queue")).to_be_hidden()
    assert len(sent) == 2
    assert len(set(sent)) == 1
    assert kept(page) == 0


def test_a_photograph_that_is_not_taken_in_leaves_the_choice_to_the_person(
    response: tuple[Visitors, str],
) -> None:
    visitors, path = response
    page = on_phone(visitors, path)
    task = a_started_task(page)
    spoilt = iter([False, True])

    def spoils_the_second(route: Route) -> None:
        if next(spoilt, False):
            route.continue_(post_data=b"no picture at all")
        else:
            route.continue_()

    page.route("**/materials", spoils_the_second)
    finish(page, task, "口门已封堵", pictures=2)
    held = page.locator("#queue li")
    expect(held.locator(".why")).to_have_count(1)
    expect(held.locator(".why")).to_contain_text("2")
    assert not any("口门已封堵" in line for line in entries(visitors, path))
    page.locator("button[value=arrived]").click()
    expect(page.locator("button[value=arrived]")).to_have_attribute("aria-pressed", "true")
    page.reload()
    held.locator("button.main").click()
    expect(page.locator("#queue")).to_be_hidden()
    assert sum("口门已封堵" in line for line in entries(visitors, path)) == 1
    desk = visitors.enter(OFFICER)
    desk.goto(f"{path}?log=all")
    expect(desk.locator("ol.log a.kept")).to_have_count(1)
    assert kept(page) == 0


def test_a_press_that_is_taken_away_takes_its_photographs_with_it(
    response: tuple[Visitors, str],
) -> None:
    visitors, path = response
    page = on_phone(visitors, path)
    task = a_started_task(page)
    page.route("**/materials", lambda route: route.continue_(post_data=b"no picture"))
    finish(page, task, "不再需要")
    held = page.locator("#queue li")
    expect(held.locator("button")).to_have_count(2)
    assert kept(page) == 1
    held.locator("button").last.click()
    expect(page.locator("#queue")).to_be_hidden()
    expect(form_of(page, task)).to_have_count(1)
    page.wait_for_function(f"({KEPT})().then((count) => count === 0)")
    assert not any("不再需要" in line for line in entries(visitors, path))


def test_a_photograph_can_be_taken_out_again_and_no_more_than_six_go_in(
    response: tuple[Visitors, str],
) -> None:
    visitors, path = response
    page = on_phone(visitors, path)
    note = page.locator("#note form")
    takes(page, note, 5)
    note.locator("input[type=file]").set_input_files([photograph(page), photograph(page)])
    expect(note.locator("canvas")).to_have_count(6)
    expect(note.locator("[role=status]")).not_to_be_empty()
    expect(note.locator("label.button")).to_be_hidden()
    note.locator(".pictures li button").first.click()
    expect(note.locator("canvas")).to_have_count(5)
    expect(note.locator("label.button")).to_be_visible()
    note.locator("input[type=file]").set_input_files(
        {"name": "a.heic", "mimeType": "image/heic", "buffer": b"not to be read"}
    )
    expect(note.locator("[role=status]")).to_contain_text("a.heic")
    expect(note.locator("canvas")).to_have_count(5)
    note.locator("textarea").fill("水位到了第二级台阶")
    note.locator("button.main").click()
    expect(page.locator("#queue")).to_be_hidden()
    expect(note.locator("canvas")).to_have_count(0)
    desk = visitors.enter(OFFICER)
    desk.goto(f"{path}?log=all")
    expect(desk.locator("ol.log a.kept")).to_have_count(5)


def test_a_call_for_rescue_waits_for_no_photograph(response: tuple[Visitors, str]) -> None:
    visitors, path = response
    page = on_phone(visitors, path)
    desk = visitors.enter(OFFICER)
    task = a_started_task(page)
    page.route("**/materials", lambda _: None)  # it goes out, and nothing ever comes back
    with page.expect_request("**/materials"):
        finish(page, task, "已巡查")
    give(desk, path, "OrderWithdrawal", reason="坝下人员全部撤出")
    page.locator("button.help").click()
    watcher = visitors.enter(OFFICER, size=PHONE)
    watcher.goto(f"{path}/me")
    expect(watcher.locator(".rescue")).to_have_count(1)
    assert kept(page) == 1


def test_signing_out_leaves_no_photograph_behind_and_the_press_says_so(
    response: tuple[Visitors, str],
) -> None:
    visitors, path = response
    page = on_phone(visitors, path)
    task = a_started_task(page)
    page.route("**/materials", lambda route: route.abort())
    finish(page, task, "已完成")
    expect(page.locator("#queue li")).to_have_count(1)
    warning = page.locator("#phone").get_attribute("data-stay-pictures")
    asked: list[str] = []

    def answers(dialog: Dialog) -> None:
        asked.append(dialog.message)
        dialog.accept()

    page.on("dialog", answers)
    page.locator("#leave button").click()
    page.wait_for_url("**/sign-in")
    assert asked == [warning]
    assert kept(page) == 0
    page.goto(visitors.house.link(MEMBER))
    page.locator("form[action^='/enter/'] button").click()
    page.goto(f"{path}/me")
    expect(page.locator("#queue li .why")).to_have_count(1)
    page.locator("#queue li button.main").click()
    expect(page.locator("#queue")).to_be_hidden()
    assert sum("已完成" in line for line in entries(visitors, path)) == 1


def test_a_photograph_is_never_sent_as_the_next_who_signs_in(
    response: tuple[Visitors, str],
) -> None:
    visitors, path = response
    page = on_phone(visitors, path)
    task = a_started_task(page)
    page.route("**/me/parts", lambda route: route.abort())
    tab = page.context.new_page()
    tab.goto(visitors.house.link(OFFICER))
    tab.locator("form[action^='/enter/'] button").click()
    tab.wait_for_url(f"{visitors.house.address}/")
    tab.close()
    with page.expect_response("**/materials") as answer:
        finish(page, task, "已完成")
    assert answer.value.status == 409
    expect(page.locator("#phone")).to_have_attribute("data-person", OFFICER)
    expect(page.locator("#queue .others")).to_be_visible()
    assert kept(page) == 1, "it waits for who took it"

"""Files at the desk: pasted, dropped or chosen in a form, and opened again from the log."""

from __future__ import annotations

import pytest
from playwright.sync_api import FilePayload, Locator, Page, expect

from tests.browser.house import OFFICER
from tests.browser.photographs import HEIGHT_PX, WIDTH_PX, opened_picture, photograph
from tests.browser.responder import started
from tests.browser.visitors import Visitors
from tests.incident.materials.samples import PLACE

COPY = """async () => {
  const canvas = document.createElement("canvas");
  Object.assign(canvas, { width: 640, height: 360 });
  canvas.getContext("2d").fillRect(0, 0, 320, 360);
  const png = await new Promise((done) => canvas.toBlob(done, "image/png"));
  await navigator.clipboard.write([new ClipboardItem({ "image/png": png })]);
}"""
DROP = """(field) => {
  const carried = new DataTransfer();
  carried.items.add(new File(["群里说水变浑"], "记录.txt", { type: "text/plain" }));
  const how = { dataTransfer: carried, bubbles: true, cancelable: true };
  const drop = (kind) => new DragEvent(kind, how);
  if (field.dispatchEvent(drop("dragover"))) throw new Error("it may not be dropped here");
  field.dispatchEvent(drop("drop"));
}"""


def form_over(page: Page, path: str) -> Locator:
    """The form for a note, over the board."""
    page.goto(path)
    page.keyboard.press("n")
    form = page.locator("#form form.asks")
    expect(form.locator(".files input[type=file]")).to_be_visible()
    return form


@pytest.fixture
def desk(visitors: Visitors) -> tuple[Page, str]:
    """Who keeps the record of a running response, and the board's path."""
    path = started(visitors)
    return visitors.enter(OFFICER), path


def brought(page: Page, path: str) -> Locator:
    page.goto(f"{path}?log=all")
    return page.locator("ol.log a.kept")


def give(form: Locator, words: str) -> None:
    form.locator("[name=note]").fill(words)
    form.locator("button.main").click()


def test_a_picture_is_pasted_into_the_form_over_the_board(desk: tuple[Page, str]) -> None:
    page, path = desk
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    form = form_over(page, path)
    page.evaluate(COPY)
    form.locator("[name=note]").press("Control+v")
    expect(form.locator(".files li img")).to_have_count(1)
    give(form, "群里来的截图")
    expect(form).to_have_count(0)
    links = brought(page, path)
    expect(links).to_have_count(1)
    seen = opened_picture(page, links.get_attribute("href") or "")
    assert (seen.width, seen.height) == (640, 360)


def test_files_are_chosen_and_dropped_and_go_with_one_entry(desk: tuple[Page, str]) -> None:
    page, path = desk
    form = form_over(page, path)
    form.locator(".files input[type=file]").set_input_files(photograph(page))
    expect(form.locator(".files li img")).to_have_count(1)
    form.locator("[name=note]").evaluate(DROP)
    expect(form.locator(".files li a")).to_have_count(2)
    give(form, "照片和群里的话")
    expect(form).to_have_count(0)
    links = brought(page, path)
    expect(links).to_have_count(2)
    pictures = links.filter(has=page.locator("img"))
    seen = opened_picture(page, pictures.get_attribute("href") or "")
    assert {seen.width, seen.height} == {WIDTH_PX, HEIGHT_PX}
    assert PLACE not in seen.content


def test_what_is_not_taken_is_said_and_no_more_go_in_than_fit(visitors: Visitors) -> None:
    path = started(visitors)
    form = form_over(visitors.enter(OFFICER, broken_wire=True), path)
    box = form.locator(".files")
    spoilt: FilePayload = {"name": "IMG.jpg", "mimeType": "image/jpeg", "buffer": b"no picture"}
    box.locator("input[type=file]").set_input_files(spoilt)
    expect(box.locator("[role=status]")).to_have_text(box.get_attribute("data-failed") or "")
    expect(box.locator("li")).to_have_count(0)
    expect(form.locator("button.main")).to_be_enabled()
    texts: list[FilePayload] = [
        {"name": f"{n}.txt", "mimeType": "text/plain", "buffer": f"第{n}条".encode()}
        for n in range(7)
    ]
    box.locator("input[type=file]").set_input_files(texts)
    expect(box.locator("[role=status]")).to_have_text(box.get_attribute("data-full") or "")
    expect(box.locator("li a")).to_have_count(6)


def test_the_same_form_on_a_page_of_its_own_takes_files_too(desk: tuple[Page, str]) -> None:
    page, path = desk
    page.goto(f"{path}/do/AddNote")
    form = page.locator("form.asks")
    expect(form.locator(".no-files")).to_be_hidden()
    form.locator(".files input[type=file]").set_input_files(photograph(page))
    expect(form.locator(".files li img")).to_have_count(1)
    give(form, "整页表单也能附")
    page.wait_for_url(f"**{path}*")
    expect(brought(page, path)).to_have_count(1)


def test_without_scripts_the_row_says_why_it_takes_nothing(visitors: Visitors) -> None:
    path = started(visitors)
    page = visitors.enter(OFFICER)
    page.route(
        "**/static/files.*.js", lambda route: route.fulfill(body="", content_type="text/javascript")
    )
    page.goto(f"{path}/do/AddNote")
    expect(page.locator(".no-files")).to_be_visible()
    expect(page.locator(".files input[type=file]")).to_be_hidden()

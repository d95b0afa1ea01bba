"""Material from a messenger group: text and a picture pasted in, a voice note sent along, and all
of it looked at and heard on the board."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.browser.axe import violations
from tests.browser.house import OFFICER
from tests.browser.responder import give, started
from tests.browser.test_materials import COPY
from tests.browser.visitors import DESK, PHONE, Size, Visitors

CHAT, SENDER, WORDS = "青石沟防汛群", "上村老李", "坝下的水变浑了"
VOICE = """async (field) => {
  const context = new AudioContext();
  await context.resume();
  const heard = context.createMediaStreamDestination();
  const tone = context.createOscillator();
  tone.connect(heard);
  tone.start();
  const recorder = new MediaRecorder(heard.stream, { mimeType: "audio/webm" });
  const parts = [];
  recorder.ondataavailable = (event) => parts.push(event.data);
  const over = new Promise((done) => { recorder.onstop = done; });
  recorder.start();
  await new Promise((done) => setTimeout(done, 600));
  recorder.stop();
  await over;
  const carried = new DataTransfer();
  carried.items.add(new File(parts, "voice.webm", { type: "audio/webm" }));
  field.files = carried.files;
  field.dispatchEvent(new Event("change", { bubbles: true }));
}"""
"""A voice note as a browser records it, chosen in the form."""
PLAYED = (
    """async (voice) => { await voice.play(); return !voice.paused && voice.error === null; }"""
)


def test_text_picture_and_voice_are_pasted_in_seen_and_heard(visitors: Visitors) -> None:
    path = started(visitors)
    page = visitors.enter(OFFICER)
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.goto(path)
    page.locator("#r-log a[href*=PasteMaterial]").click()
    form = page.locator("#form form.asks")
    form.locator("[name=chat]").fill(CHAT)
    form.locator("[name=sender]").fill(SENDER)
    form.locator("[name=sent_at]").fill("2026-05-17T02:21")
    form.locator("[name=words]").fill(WORDS)
    page.evaluate(COPY)
    form.locator("[name=words]").press("Control+v")
    expect(form.locator(".files li img")).to_have_count(1)
    form.locator(".files input[type=file]").evaluate(VOICE)
    expect(form.locator(".files li a")).to_have_count(2)
    form.locator("button.main").click()
    expect(form).to_have_count(0)
    shown = page.locator("#r-pasted article")
    for words in (CHAT, SENDER, WORDS, "待核"):
        expect(shown).to_contain_text(words)
    picture = shown.locator("a.kept img")
    expect(picture).to_have_js_property("naturalWidth", 640)
    assert shown.locator("audio").evaluate(PLAYED)


@pytest.mark.parametrize("size", [DESK, PHONE], ids=["1366", "390"])
def test_a_long_text_is_read_with_the_keyboard_and_hides_nothing(
    visitors: Visitors, size: Size
) -> None:
    path = started(visitors)
    page = visitors.enter(OFFICER, size=size)
    words = {"chat": CHAT, "sender": SENDER, "words": "听说下面冲走了好几家，" * 60}
    give(page, path, "PasteMaterial", **words, sent_at="2026-05-17T02:21", age="unclear")
    page.goto(path)
    shown = page.locator("#r-pasted .words")
    expect(shown).to_be_visible()
    assert shown.evaluate("e => e.scrollHeight > e.clientHeight"), "it takes no more room than this"
    assert violations(page) == []

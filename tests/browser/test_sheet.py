"""The board on paper: one sheet of A4 that names everybody and everything."""

from __future__ import annotations

import re

import pytest

from runtime.language import LANGS, Lang
from tests.browser.house import OFFICER, House
from tests.browser.test_board import on_the_board, running
from tests.browser.visitors import Visitors

pytestmark = pytest.mark.browser

SEEN_ON_PAPER = """() => {
  const sheet = document.getElementById("board");
  const whole = (e) => {
    const box = e.getBoundingClientRect();
    if (!box.width || !box.height) return false;
    for (let up = e.parentElement; up; up = up.parentElement) {
      const frame = up.getBoundingClientRect();
      const clips = getComputedStyle(up).overflow !== "visible";
      if (clips && (box.bottom > frame.bottom + 1 || box.right > frame.right + 1)) return false;
      if (up === sheet) return true;
    }
    return true;
  };
  const texts = (where) => [...document.querySelectorAll(where)].filter(whole)
    .map((e) => e.innerText.replace(/\\s+/g, " ").trim());
  return {
    villages: texts(".evac th[scope=row]"),
    groups: texts(".groups .gn"),
    log: texts(".log > li"),
    cut: [...document.querySelectorAll(".log > li")].filter((e) => {
      const box = e.getBoundingClientRect();
      const list = e.parentElement.getBoundingClientRect();
      return box.left < list.right && box.top < list.bottom - 1 && box.bottom > list.bottom + 1;
    }).length,
    framed: [...document.querySelectorAll(".unseen")]
      .filter((e) => getComputedStyle(e).outlineStyle !== "none").length,
  };
}"""


def test_the_sheet_names_villages_groups_and_leaders_and_fills_with_the_log(
    visitors: Visitors, house: House
) -> None:
    told, incident = running(house, "打印内容")
    for n in range(12):
        told.put(incident, "AddNote", note=f"纸上要有的第{n}条")
    page = visitors.enter(OFFICER)
    on_the_board(page, incident)
    assert page.locator(".unseen").count() > 0, "nobody has seen the alarms yet"
    page.emulate_media(media="print")
    page.set_viewport_size({"width": 1062, "height": 733})  # A4 less its margins
    paper = page.evaluate(SEEN_ON_PAPER)
    assert [v.split("（")[0] for v in paper["villages"]] == ["下石村", "河湾村", "柳滩村"]
    assert len(paper["groups"]) == page.locator(".groups > article").count() >= 10
    assert all("组长" in g for g in paper["groups"] if g.startswith(("综合组", "抢险救援组")))
    assert any("纸上要有的第0条" in line for line in paper["log"]), "twelve and more entries"
    assert paper["cut"] == 0, "no entry is cut through"
    assert paper["framed"] == 0
    sheet = page.pdf(prefer_css_page_size=True, print_background=True)
    assert len(re.findall(rb"/Type\s*/Page\b", sheet)) == 1


OUTSIDE = """() => [...document.querySelectorAll(".evac th, .evac td, .figures b")].filter((e) => {
  const box = e.getBoundingClientRect();
  const frame = (e.matches("b") ? e.closest("td") : e.closest(".panel")).getBoundingClientRect();
  return box.width && box.right > frame.right + 1;
}).map((e) => e.innerText)"""


@pytest.mark.parametrize("lang", LANGS)
def test_five_digits_and_english_stay_in_their_columns_on_one_sheet(
    visitors: Visitors, house: House, lang: Lang
) -> None:
    told, incident = running(house, "打印长夜")
    for measure in ("dead", "missing", "trapped", "at_risk"):
        told.put(incident, "RecordClaim", measure=measure, value=12345, source="township")
    page = visitors.enter(OFFICER, lang=lang)
    on_the_board(page, incident)
    page.emulate_media(media="print")
    page.set_viewport_size({"width": 1062, "height": 733})
    assert page.evaluate(OUTSIDE) == []
    waits = page.locator(".r-unreached")
    assert waits.evaluate("(e) => e.scrollHeight - e.clientHeight") <= 1, "who has not answered"
    sheet = page.pdf(prefer_css_page_size=True, print_background=True)
    assert len(re.findall(rb"/Type\s*/Page\b", sheet)) == 1


def test_orders_to_sign_leave_the_log_its_room_and_say_how_many_they_are(
    visitors: Visitors, house: House
) -> None:
    told, incident = running(house, "打印命令")
    spoken = {"on_behalf_of": "vice_magistrate", "means": "telephone", "said_at": told.now()}
    for n in range(20):
        told.put(incident, "AddNote", note=f"口头下达的第{n}条", spoken=spoken)
    page = visitors.enter(OFFICER)
    on_the_board(page, incident)
    waiting = len(told.orders(incident))
    assert waiting > 20
    assert not page.get_by_text(f"另有{waiting - 5}").is_visible()
    page.emulate_media(media="print")
    page.set_viewport_size({"width": 1062, "height": 733})
    assert page.get_by_text(f"另有{waiting - 5}").is_visible()
    assert page.locator(".off-paper").count() == waiting - 5
    assert page.locator(".off-paper:visible").count() == 0
    paper = page.evaluate(SEEN_ON_PAPER)
    assert len(paper["log"]) >= 3
    assert paper["cut"] == 0
    sheet = page.pdf(prefer_css_page_size=True, print_background=True)
    assert len(re.findall(rb"/Type\s*/Page\b", sheet)) == 1

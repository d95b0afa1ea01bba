"""Paper is for when the board is gone: it names who was not reached, and counts whom it cannot."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta
from html import unescape

import pytest
from starlette.testclient import TestClient

from incident import commands as c
from notify.shortfall import ENGINE
from runtime.language import LANGS, Lang
from tests.web.conftest import House
from web.board.unreached_paper import ROOM, Missed, as_many_as_fit, in_one_line

SAID = {
    "zh": "■ 未联系上 村级联络人：（演示）河湾村联系人 02:28、下石村（演示） 02:40；"
    "矿山救护队负责人：02:40",
    "en": "■ not reached Contact in the village: （演示）河湾村联系人 02:28, "
    "Xiashi Village (demo) 02:40; Head of the mine rescue team: 02:40",
}


def line(client: TestClient, path: str, lang: Lang) -> str:
    page = unescape(client.get(f"{path}?lang={lang}").text)
    part = page.split('id="r-unreached"')[1].split("</section>")[0]
    shape = r'<div class="missing">.*<p class="on-paper">(.*?)</p></div>'
    found = re.findall(shape, part, re.DOTALL)
    return re.sub("<[^>]+>", "", found[0]) if found else ""


@pytest.mark.parametrize("lang", LANGS)
def test_paper_names_the_person_or_village_with_post_and_time(
    house: House, reported: Callable[[TestClient], str], lang: Lang
) -> None:
    client = house.signed_in()
    path = reported(client)
    assert line(client, path, lang) == "", "nobody is missing"
    missed = c.MarkUnreachable(alert="entry-1", tried=2, post="village_contact")
    for minutes, command in (
        (0, missed.model_copy(update={"person": "wutai-village-contact-demo-2"})),
        (12, missed.model_copy(update={"village": "wutai-village-demo-1"})),
        (0, c.MarkUnreachable(alert="entry-1", tried=0, post="mine_rescue_head")),
    ):
        house.clock.forward(timedelta(minutes=minutes))
        house.services.desk.put(path.rsplit("/", 1)[1], command, ENGINE)
    assert line(client, path, lang) == SAID[lang]
    house.clock.forward(timedelta(days=1))
    later = c.MarkUnreachable(alert="entry-1", tried=0, post="police_deputy")
    house.services.desk.put(path.rsplit("/", 1)[1], later, ENGINE)
    told = line(house.signed_in(), path, lang)
    assert told.startswith(SAID[lang].replace("02:", "05-17 02:"))
    assert told.endswith("02:40"), "today's without its date"


@pytest.mark.parametrize("lang", LANGS)
def test_whom_it_has_no_room_for_it_counts(
    house: House, reported: Callable[[TestClient], str], lang: Lang
) -> None:
    client = house.signed_in()
    path = reported(client)
    posts = house.services.shelf.current("wutai").posts.values()
    assert len(posts) > 40
    for post in posts:
        mark = c.MarkUnreachable(alert="entry-1", tried=0, post=post.id)
        house.services.desk.put(path.rsplit("/", 1)[1], mark, ENGINE)
    told = line(client, path, lang)
    wanted = [Missed(post.title.say(lang), None, "02:28") for post in posts]
    named = as_many_as_fit(wanted, lang)
    assert 2 < named < len(posts)
    rest = {"zh": "另有{n}项，见指挥板", "en": "and {n} more: see the board"}[lang]
    head = {"zh": "■ 未联系上", "en": "■ not reached"}[lang]
    more = rest.format(n=len(posts) - named)
    assert told == f"{head} {in_one_line(wanted[:named], lang)} {more}"


def test_a_chinese_character_takes_two_columns_and_one_name_always_stands() -> None:
    two, four = Missed("甲", "王五", "02:28"), Missed("甲", "abcd", "02:28")
    assert as_many_as_fit([two] * 500, "zh") == (ROOM["zh"] - 4) // (4 + 6 + 2)
    assert as_many_as_fit([four] * 500, "en") == (ROOM["en"] - 4) // (4 + 6 + 2)
    assert as_many_as_fit([Missed("甲", "王五" * 500, "02:28"), two], "zh") == 1
    assert as_many_as_fit([two], "zh") == 1
    assert as_many_as_fit([], "zh") == 0


def test_a_post_that_several_were_missed_in_takes_its_room_once() -> None:
    said = [Missed("村级联系人", name, "02:28") for name in ("王五", "赵六")]
    other = Missed("指挥长", None, "02:30")
    told = in_one_line([said[0], other, said[1]], "zh")
    assert told == "村级联系人：王五 02:28、赵六 02:28；指挥长：02:30"
    many = [Missed(f"职务{n:03}", "王五", "02:28") for n in range(500)]
    assert as_many_as_fit(many, "zh") < as_many_as_fit(said * 250, "zh")

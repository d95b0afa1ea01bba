"""Paper is for when the board is gone: it names who was not reached, and counts whom it cannot."""

from __future__ import annotations

import re
from collections.abc import Callable
from html import unescape

import pytest
from starlette.testclient import TestClient

from incident import commands as c
from notify.shortfall import ENGINE
from runtime.language import LANGS, Lang
from tests.web.conftest import House
from web.board.unreached_paper import ROOM, as_many_as_fit

SAID = {
    "zh": "■ 未联系上 （演示）河湾村联系人、下石村（演示）、矿山救护队负责人",
    "en": "■ not reached （演示）河湾村联系人, Xiashi Village (demo), Head of the mine rescue team",
}


def line(client: TestClient, path: str, lang: Lang) -> str:
    page = unescape(client.get(f"{path}?lang={lang}").text)
    part = page.split('id="r-unreached"')[1].split("</section>")[0]
    shape = r'<div class="missing">.*<p class="on-paper">(.*?)</p></div>'
    found = re.findall(shape, part, re.DOTALL)
    return re.sub("<[^>]+>", "", found[0]) if found else ""


@pytest.mark.parametrize("lang", LANGS)
def test_paper_names_the_person_the_village_and_the_post(
    house: House, reported: Callable[[TestClient], str], lang: Lang
) -> None:
    client = house.signed_in()
    path = reported(client)
    assert line(client, path, lang) == "", "nobody is missing"
    missed = c.MarkUnreachable(alert="entry-1", tried=2, post="village_contact")
    for command in (
        missed.model_copy(update={"person": "wutai-village-contact-demo-2"}),
        missed.model_copy(update={"village": "wutai-village-demo-1"}),
        c.MarkUnreachable(alert="entry-1", tried=0, post="mine_rescue_head"),
    ):
        house.services.desk.put(path.rsplit("/", 1)[1], command, ENGINE)
    assert line(client, path, lang) == SAID[lang]


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
    wanted = [post.title.say(lang) for post in posts]
    named = as_many_as_fit(wanted, lang)
    assert 2 < named < len(posts)
    comma = {"zh": "、", "en": ", "}[lang]
    rest = {"zh": "另有{n}项，见指挥板", "en": "and {n} more: see the board"}[lang]
    head = {"zh": "■ 未联系上", "en": "■ not reached"}[lang]
    more = rest.format(n=len(posts) - named)
    assert told == f"{head} {comma.join(wanted[:named])} {more}"


def test_a_chinese_character_takes_two_columns_and_one_name_always_stands() -> None:
    two = "王五"
    assert as_many_as_fit([two] * 500, "zh") == ROOM["zh"] // (4 + 2)
    assert as_many_as_fit(["abcd"] * 500, "en") == ROOM["en"] // (4 + 2)
    assert as_many_as_fit([two * 500, two], "zh") == 1
    assert as_many_as_fit([two], "zh") == 1
    assert as_many_as_fit([], "zh") == 0

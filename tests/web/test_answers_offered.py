"""Who is sent nowhere is not asked whether they have left or arrived, whatever asks them."""

from __future__ import annotations

import re
from dataclasses import replace

from incident import commands as c
from tests.web.conftest import COMMANDER, House
from tests.web.test_links import DIRECTOR, Told
from tests.web.test_links import told as told  # noqa: PLC0414 - a fixture


def buttons(page: str) -> set[str]:
    return set(re.findall(r'name="answer" value="([a-z_]+)"', page))


def proposed(told: Told) -> str:
    """The director is called to the office; the commander is asked to decide."""
    incident = told.open()
    told.house.services.desk.put(incident, c.Propose(action="start", level=2), DIRECTOR)
    told.run()
    return incident


def test_a_link_offers_having_left_only_to_who_is_sent_somewhere(told: Told) -> None:
    proposed(told)
    browser = told.browser()
    called = browser.get(told.link(DIRECTOR, "接报")).text
    assert buttons(called) == {"acknowledged", "on_the_way", "on_scene", "declined"}
    asked = browser.get(told.link(COMMANDER, "请审定")).text
    assert buttons(asked) == {"start", "acknowledged", "declined"}


def test_the_page_of_a_responder_offers_the_same(told: Told) -> None:
    incident, s = proposed(told), told.house.services
    inside = s.settings.model_copy(update={"base_url": None})
    house = House(replace(s, settings=inside), told.house.clock)
    for person, mark, goes in ((DIRECTOR, "接报", True), (COMMANDER, "请审定", False)):
        page = house.signed_in(person).get(f"/incidents/{incident}/me").text
        articles = [a for a in page.split("<article")[1:] if f"【{mark}】" in a]
        (article,) = [a.split("</article>", 1)[0] for a in articles]
        assert ('value="on_the_way"' in article) is goes, article
        assert 'value="declined"' in article
        assert ("不能到" in article) is goes

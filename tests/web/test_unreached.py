"""Who was not reached: the person by name, the village by name, or the empty post."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from starlette.testclient import TestClient

from incident import commands as c
from notify.shortfall import ENGINE
from runtime.language import LANGS, Lang
from tests.web.conftest import COMMANDER, House

SECOND = "wutai-village-contact-demo-2"


def test_the_page_names_person_village_and_post(
    house: House, reported: Callable[[TestClient], str]
) -> None:
    client = house.signed_in()
    path = reported(client)
    incident = path.rsplit("/", 1)[1]
    missed = c.MarkUnreachable(alert="entry-1", tried=2, post="village_contact")
    for command in (
        missed.model_copy(update={"person": SECOND}),
        missed.model_copy(update={"village": "wutai-village-demo-1"}),
        c.MarkUnreachable(alert="entry-1", tried=0, post="mine_rescue_head"),
    ):
        house.services.desk.put(incident, command, ENGINE)
    page = client.get(path).text
    part = page.split('id="r-unreached"')[1].split("</section>")[0]
    assert "（演示）河湾村联系人" in part, "the one who was not reached, not the first holder"
    assert "下石村（演示）" in part
    assert part.count('class="un"') == 3
    log = page.split('id="r-log"')[1]
    assert "下石村（演示）" in log, "the log names the village, not its id"
    assert "wutai-village-demo-1" not in log


def test_who_was_not_reached_does_not_look_answered(
    house: House, reported: Callable[[TestClient], str]
) -> None:
    """Tries are no contact, and the button that records an answer does not read as one."""
    client = house.signed_in()
    path = reported(client)
    missed = c.MarkUnreachable(alert="entry-1", tried=2, post="village_contact", person=SECOND)
    house.services.desk.put(path.rsplit("/", 1)[1], missed, ENGINE)
    page = client.get(path).text
    line = page.split('class="un"')[1].split('class="ladder"')[0]
    assert "登记答复" in line
    assert "已答复" not in line
    assert "已联系" not in page
    assert "已尝试联系2次" in line


UNTRIED = {
    "zh": ("无人任职或无可用号码", "无法发送消息", "尝试", "无人联系上"),
    "en": (
        "nobody appointed or no usable number",
        "no message could be sent",
        "tried",
        "nobody reached",
    ),
}


@pytest.mark.parametrize("lang", LANGS)
def test_whom_nothing_could_be_sent_was_not_tried_in_vain(
    house: House, reported: Callable[[TestClient], str], lang: Lang
) -> None:
    """A village without anybody entered and a person without a number are known at once: nobody
    has failed to answer, and nothing was tried, on the board, on the telephone list and in the
    log."""
    client = house.signed_in()
    path = reported(client)
    untried = c.MarkUnreachable(alert="entry-1", tried=0, post="village_contact")
    for command in (
        untried.model_copy(update={"person": SECOND}),
        untried.model_copy(update={"village": "wutai-village-demo-1"}),
        c.MarkUnreachable(alert="entry-1", tried=0, post="mine_rescue_head"),
    ):
        house.services.desk.put(path.rsplit("/", 1)[1], command, ENGINE)
    village, unsent, tried, nobody = UNTRIED[lang]
    page = client.get(f"{path}?lang={lang}").text
    part = page.split('id="r-unreached"')[1].split("</section>")[0]
    assert village in part
    assert part.count(unsent) == 3
    log = page.split('id="r-log"')[1]
    calls = client.get(f"{path}/calls?lang={lang}").text.split('class="unnamed"')[1]
    for said in (part, log, calls):
        assert tried not in said
        assert nobody not in said
    assert village in calls
    assert unsent in log


def test_one_person_is_one_line_however_many_alerts_did_not_reach_them(
    house: House, reported: Callable[[TestClient], str]
) -> None:
    client = house.signed_in()
    path = reported(client)
    incident = path.rsplit("/", 1)[1]
    house.services.desk.put(incident, c.StartResponse(level=2), COMMANDER)
    second = house.services.desk.state(incident).seq
    alerts = ["entry-1", f"entry-{second}"]
    for alert in alerts:
        missed = c.MarkUnreachable(alert=alert, tried=2, post="village_contact", person=SECOND)
        house.services.desk.put(incident, missed, ENGINE)
    page = client.get(path).text
    part = page.split('id="r-unreached"')[1].split("</section>")[0]
    assert part.count('class="un"') == 1
    assert f"叫应2次 #1 #{second}" in part
    assert "已尝试联系4次" in part
    for alert in alerts:
        assert f"unreached:{alert}:{SECOND}" in part, "each rings until it is seen"


def test_a_village_with_two_vacant_posts_shows_both(
    house: House, reported: Callable[[TestClient], str]
) -> None:
    """One alert found neither: the township has to be asked for both, on the board in one line, on
    the telephone list and on paper each by its post."""
    client = house.signed_in()
    path = reported(client)
    for post in ("village_contact", "village_secretary"):
        missed = c.MarkUnreachable(
            alert="entry-1", tried=0, post=post, village="wutai-village-demo-1"
        )
        house.services.desk.put(path.rsplit("/", 1)[1], missed, ENGINE)
    page = client.get(path).text
    part = page.split('id="r-unreached"')[1].split("</section>")[0]
    assert part.count('class="un"') == 1, "the village is one line, and rings once"
    assert "叫应2次" not in part, "it is one alert"
    calls = client.get(f"{path}/calls").text.split('class="unnamed"')[1]
    line, paper = part.split('class="on-paper"')[:2]
    for said in (line, paper, calls):
        assert "村级联络人" in said
        assert "村党支部书记" in said

"""Who is likely to speak stands first in the lists of a form, in a group of its own."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta
from html import unescape

import pytest
from starlette.testclient import TestClient

from incident import commands as c
from tests.web.conftest import OFFICER, House
from tests.web.test_forms import asked, form

Report = Callable[[TestClient], str]


def groups(part: str) -> dict[str, list[str]]:
    """The named groups of a list, with what each offers."""
    found = re.findall(r'<optgroup label="([^"]+)">(.*?)</optgroup>', part, re.DOTALL)
    return {name: re.findall(r'value="([^"]*)"', options) for name, options in found}


@pytest.mark.parametrize(
    ("lang", "near", "others", "duty"),
    [
        ("zh", "事发地、首批叫应及已报过情况的", "其他", "当前值班人员"),
        ("en", "At the place, called first, or heard already", "All others", "On duty now"),
    ],
)
def test_the_likely_ones_come_first(
    house: House, reported: Report, lang: str, near: str, others: str, duty: str
) -> None:
    client = house.signed_in()
    path = reported(client)
    client.cookies.set("tailings_lang", lang)
    page = form(client, path, "RecordClaim")
    first, rest = groups(asked(page, "source")).values()
    assert [*groups(asked(page, "source"))] == [near, others]
    assert first[:2] == ["operator", "township"]
    assert {"fire", "police"} <= {*first}
    assert len(first) < 25 < len(rest)
    assert "weather" in rest
    spoke = groups(asked(page, "spoken.on_behalf_of"))
    assert spoke[near][0] == "operator_head"
    heard = groups(asked(page, "spoken.witness"))
    assert OFFICER in heard[duty]
    assert len(heard[duty]) < 10 < len(heard[others])


def test_who_has_given_a_figure_comes_first_the_next_time(house: House, reported: Report) -> None:
    client = house.signed_in()
    path = reported(client)
    claim = c.RecordClaim(measure="missing", value=2, source="weather")
    house.services.desk.put(path.rsplit("/", 1)[1], claim, OFFICER)
    first, _ = groups(asked(form(client, path, "RecordClaim"), "source")).values()
    assert first[0] == "weather"


def test_a_correction_shows_what_the_entry_says(house: House, reported: Report) -> None:
    client = house.signed_in()
    path = reported(client)
    note = c.AddNote(note="库内水位上涨")
    entry = house.services.desk.put(path.rsplit("/", 1)[1], note, OFFICER).entries[-1].seq
    page = form(client, path, "CorrectEntry", entry=str(entry))
    assert "库内水位上涨" in page
    assert re.search(r"原记录：.*（（演示）.*，05-17 02:28:00记）", page)


def test_the_two_times_of_a_form_are_told_apart(house: House, reported: Report) -> None:
    client = house.signed_in()
    page = unescape(form(client, reported(client), "RecordClaim"))
    assert "本条所记事情的发生时间" in page
    assert "领导口头下达的时间" in page


def test_an_order_said_by_the_minute_does_not_look_given_before_the_report(
    house: House, reported: Report
) -> None:
    house.clock.forward(timedelta(seconds=9))
    client = house.signed_in()
    path = reported(client)
    order = {"level": "2", "spoken.on_behalf_of": "vice_magistrate", "spoken.means": "telephone"}
    answer = client.post(
        f"{path}/do/StartResponse", data={**order, "spoken.said_at": "2026-05-17T02:28"},
        follow_redirects=False,
    )  # fmt: skip
    assert answer.status_code == 303
    log = client.get(path).text.partition('data-list="log"')[2].partition("</ol>")[0]
    times = re.findall(r"<time[^>]*>([^<]+)</time>", log)
    assert times[-1] == "02:28:09", "the report, to the second"
    assert times[0] == "02:28", "what was said, to the minute in which it was said"

"""A figure is corrected where it stands: its entry in the log leads to the form of figures."""

from __future__ import annotations

import re
from collections.abc import Callable
from html import unescape

import pytest
from starlette.testclient import TestClient

from incident import commands as c
from incident.figures import figures
from runtime.refusal import Refused
from tests.web.conftest import OFFICER, House

Report = Callable[[TestClient], str]
WRONG = c.RecordClaim(measure="dead", value=4, source="township")


def entry_of(house: House, incident: str, measure: str) -> int:
    claims = house.services.desk.state(incident).claims.values()
    return next(x.seq for x in claims if x.measure == measure)


def test_correcting_the_entry_of_a_figure_changes_the_figure(
    house: House, reported: Report
) -> None:
    """Four dead were entered where one was meant. Whoever presses *correct* beside the entry comes
    to a form that takes the four out of the assessed figure, not to one that only writes a note."""
    client = house.signed_in()
    path = reported(client)
    incident = path.rsplit("/", 1)[1]
    house.services.desk.put(incident, WRONG, OFFICER)
    entry = entry_of(house, incident, "dead")
    log = unescape(client.get(path).text).split('id="r-log"')[1]
    line = log.split(f">#{entry}<")[1].split(">#")[0]
    link = re.search(r'href="([^"]*do/RecordClaim\?[^"]*corrects=[^"]*)"', line)
    assert link is not None, line
    assert "CorrectEntry" not in line
    form = client.get(link.group(1)).text
    assert re.search(r'value="dead" selected', form)
    assert re.search(r'value="township" selected', form)
    assert re.search(r'value="claim-\d+" selected', form)
    corrects = re.search(r'value="(claim-\d+)" selected', form)
    assert corrects is not None
    right = {"measure": "dead", "value": "1", "source": "township", "corrects": corrects.group(1)}
    sent = client.post(f"{path}/do/RecordClaim", data=right, follow_redirects=False)
    assert sent.status_code == 303, unescape(sent.text)
    known = figures(house.services.desk.state(incident))["dead"].assessed
    assert known is not None
    assert known.value == 1


def test_words_alone_do_not_correct_a_figure(house: House, reported: Report) -> None:
    """It would look corrected in the log while the wrong number went on being judged by."""
    client = house.signed_in()
    path = reported(client)
    incident = path.rsplit("/", 1)[1]
    house.services.desk.put(incident, WRONG, OFFICER)
    entry = entry_of(house, incident, "dead")
    words = c.CorrectEntry(entry=entry, correction="应为1人", reason="口误")
    with pytest.raises(Refused) as refused:
        house.services.desk.put(incident, words, OFFICER)
    assert (refused.value.code, refused.value.field) == ("impossible", "entry")
    sent = {"entry": str(entry), "correction": "应为1人", "reason": "口误"}
    page = unescape(client.post(f"{path}/do/CorrectEntry", data=sent).text)
    assert "请登记正确的数据，并选定它更正哪一条" in page
    assert re.search(r"do/RecordClaim\?measure=dead&source=township&corrects=claim-\d+", page)


def test_an_entry_without_a_figure_is_corrected_in_words(house: House, reported: Report) -> None:
    path = reported(house.signed_in())
    incident = path.rsplit("/", 1)[1]
    words = c.CorrectEntry(entry=1, correction="东台沟二库", reason="听错")
    seq = house.services.desk.put(incident, words, OFFICER).entries[-1].seq
    assert house.services.desk.state(incident).corrections[1] == seq

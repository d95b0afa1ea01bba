"""Walking back through a night: the board at a past minute shows what was so then, not now."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from sqlalchemy import update
from sqlmodel import col
from starlette.testclient import TestClient

from incident import commands as c
from notify.shortfall import ENGINE
from notify.tables import AttemptRow
from registry.load import SAMPLE, load_county
from registry.schema import County, Mode
from registry.store import store_county
from tests.web.conftest import COMMANDER, NIGHT, OFFICER, PLAYER, House
from tests.web.test_calls import LEADER, alarm, ringing
from web.board.audience import Audience
from web.board.read import board
from web.board.view import Board
from web.rights import ROLES

__all__ = ["ringing"]

Report = Callable[[TestClient], str]
DAM = "wutai-dam-demo"
TODAY = "目前登记的数字"
SECOND = "wutai-vice-magistrate-2"
EX_COMMANDER, EX_SECOND = "wutai-ex-vice-magistrate", "wutai-ex-vice-magistrate-2"
HEAD, HEAD_NAME = "wutai-emergency-head", "（演示）应急局局长"
FIRST_NAME, SECOND_NAME = "（演示）分管副县长", "（演示）代行分管副县长"


def relieved(house: House, by: Mapping[str, str], mode: Mode = "real") -> None:
    """Every post of some people is from now on another's, who had others until now."""
    county: County = load_county(SAMPLE)
    roster = county.roster(mode)
    now_held = tuple(
        h.model_copy(update={"person": by.get(h.person, h.person)})
        for h in roster.holdings
        if h.person not in by.values()
    )
    changed = county.model_copy(update={mode: roster.model_copy(update={"holdings": now_held})})
    with house.services.database.write() as connection:
        store_county(connection, house.services.vault, changed, house.clock)


def seen(house: House, incident: str, at: datetime | None = None) -> Board:
    return board(house.services, Audience(ROLES["desk"], "zh"), incident, at=at)


def responding(house: House, incident: str) -> None:
    house.services.desk.put(incident, c.StartResponse(level=2), COMMANDER)


def leaders(shown: Board) -> set[str | None]:
    return {name for g in shown.groups for name in (g.leader, g.acting)}


def test_who_was_relieved_later_commands_and_leads_at_a_minute_before(
    house: House, reported: Report
) -> None:
    client = house.signed_in()
    path = reported(client)
    incident = path.rsplit("/", 1)[1]
    responding(house, incident)
    house.clock.forward(timedelta(hours=1))
    relieved(house, {COMMANDER: SECOND, HEAD: SECOND})
    house.clock.forward(timedelta(minutes=5))
    now, then = seen(house, incident), seen(house, incident, NIGHT + timedelta(minutes=30))
    assert now.commander[1] == SECOND_NAME
    assert then.commander[1] == FIRST_NAME
    assert SECOND_NAME in leaders(now)
    assert HEAD_NAME not in leaders(now)
    assert HEAD_NAME in leaders(then)
    assert SECOND_NAME not in leaders(then)
    on_page = client.get(path, params={"at": (NIGHT + timedelta(minutes=30)).isoformat()}).text
    assert SECOND_NAME not in on_page


def test_who_would_have_had_to_decide_at_a_past_minute_is_who_held_the_post_then(
    house: House, reported: Report
) -> None:
    incident = reported(house.signed_in()).rsplit("/", 1)[1]
    claim = c.RecordClaim(measure="trapped", value=3, source="fire")
    house.services.desk.put(incident, claim, OFFICER)
    house.clock.forward(timedelta(hours=1))
    relieved(house, {COMMANDER: SECOND})
    then = seen(house, incident, NIGHT + timedelta(minutes=30))
    assert any("vice_magistrate" in d.chain for d in then.decisions)
    assert then.holders["vice_magistrate"] == FIRST_NAME
    assert seen(house, incident).holders["vice_magistrate"] == SECOND_NAME


@pytest.mark.parametrize("begins", [NIGHT - timedelta(days=99), NIGHT + timedelta(days=99)])
def test_in_an_exercise_of_another_night_the_post_is_whose_it_was_at_that_moment_here(
    house: House, begins: datetime
) -> None:
    """Two minutes of the drill pass in each minute here; whoever is relieved is relieved here."""
    clock = {"anchor_real": NIGHT.isoformat(), "anchor_incident": begins.isoformat(), "rate": 2}
    report = c.ReportIncident(place="青石沟", what="渗水", title="演习", mode="exercise")
    desk = house.services.desk
    incident = desk.open(report, PLAYER, "wutai", clock=clock, player="drill").incident
    house.clock.forward(timedelta(minutes=30))
    relieved(house, {EX_COMMANDER: EX_SECOND}, "exercise")
    house.clock.forward(timedelta(minutes=30))
    assert (
        seen(house, incident, begins + timedelta(minutes=59)).commander[1] == "（演练）分管副县长"
    )
    after = seen(house, incident, begins + timedelta(minutes=61))
    assert after.past
    assert after.commander[1] == "（演练）代行分管副县长"


def test_where_the_clock_was_set_back_an_entry_stands_with_what_it_rests_on(
    house: House, reported: Report
) -> None:
    """A figure was recorded while the clock ran ahead, and doubted after it was put right."""
    incident = reported(house.signed_in()).rsplit("/", 1)[1]
    desk = house.services.desk
    house.clock.forward(timedelta(hours=1))
    desk.put(incident, c.RecordClaim(measure="missing", value=3, source="township"), OFFICER)
    house.clock.at = NIGHT + timedelta(minutes=5)
    doubt = c.DoubtClaim(claim="claim-1", confidence="doubtful", reason="与名册不符")
    desk.put(incident, doubt, OFFICER)
    house.clock.forward(timedelta(minutes=5))
    then = seen(house, incident, NIGHT + timedelta(minutes=6))
    assert then.past
    assert then.incident.claims["claim-1"].confidence == "doubtful"
    assert [line.seq for line in then.log] == list(range(then.incident.seq, 0, -1))


def test_an_alarm_that_was_seen_later_had_not_been_seen_yet(house: House, reported: Report) -> None:
    client = house.signed_in()
    path = reported(client)
    incident = path.rsplit("/", 1)[1]
    missed = c.MarkUnreachable(alert="entry-1", tried=2, post="vice_magistrate", person=COMMANDER)
    house.services.desk.put(incident, missed, ENGINE)
    house.clock.forward(timedelta(minutes=5))
    alarm = f"unreached:entry-1:{COMMANDER}"
    assert client.post(f"{path}/seen", data={"alarm": [alarm]}).status_code == 200
    house.clock.forward(timedelta(minutes=5))
    assert seen(house, incident, NIGHT + timedelta(minutes=4)).alarms.line(alarm) is None
    known = seen(house, incident, NIGHT + timedelta(minutes=6)).alarms.line(alarm)
    assert known is not None
    assert (known.person, known.at) == (OFFICER, NIGHT + timedelta(minutes=5))


def test_villages_that_are_the_registrys_of_today_are_called_so(house: House) -> None:
    report = c.ReportIncident(place="青石沟", what="溃坝", dam=DAM)
    incident = house.services.desk.open(report, OFFICER, "wutai").incident
    house.clock.forward(timedelta(minutes=5))
    client, path = house.signed_in(), f"/incidents/{incident}"
    for form in ({}, {"wall": ""}):
        assert TODAY not in client.get(path, params=form).text
        assert TODAY in client.get(path, params={**form, "at": NIGHT.isoformat()}).text


def test_a_wall_of_a_past_minute_does_not_say_that_it_waits_for_a_connection(
    house: House, reported: Report
) -> None:
    client = house.signed_in()
    path = reported(client)
    house.clock.forward(timedelta(minutes=5))
    wall = client.get(path, params={"wall": "", "at": NIGHT.isoformat()}).text
    assert '<b class="link">历史时刻</b>' in wall


def test_the_page_shows_a_message_as_far_as_it_had_come(ringing: House) -> None:
    house = House(replace(ringing.services, reaches_world=True), ringing.clock)
    incident = alarm(house)
    taken = house.clock.now()
    house.clock.forward(timedelta(minutes=10))
    came = {"claimed_at": taken, "accepted_at": taken, "delivered_at": house.clock.now()}
    with house.services.database.write() as connection:
        theirs = update(AttemptRow).where(col(AttemptRow.person) == LEADER)
        connection.execute(theirs.values(status="delivered", tries=1, **came))
    house.clock.forward(timedelta(minutes=10))
    then = seen(house, incident, taken + timedelta(minutes=9))
    assert [p.step for p in then.told.people if p.person == LEADER] == [1]
    assert [p.step for p in seen(house, incident).told.people if p.person == LEADER] == [2]


def test_before_the_report_there_is_no_board_and_the_first_moment_is_named(
    house: House, reported: Report
) -> None:
    """Else it would count hours since a report that nobody had made yet."""
    client = house.signed_in()
    path = reported(client)
    learned_at = house.services.desk.state(path.rpartition("/")[2]).opened.learned_at
    assert client.get(path, params={"at": learned_at.isoformat()}).status_code == 200
    early = client.get(path, params={"at": (learned_at - timedelta(seconds=1)).isoformat()})
    assert early.status_code == 422
    assert "接报以后的时间，自2026-05-17 02:28:00起" in early.text

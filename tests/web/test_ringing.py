"""What rings on the start page, the overview and one's own page: as on the board, in words."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta

import pytest
from starlette.testclient import TestClient

from incident import commands as c
from incident.model import Mode
from notify.shortfall import ENGINE
from tests.web.conftest import COMMANDER, NIGHT, OFFICER, PLAYER, House
from tests.web.test_seen import MISSED, UNREACHED, missing, rings, see
from web.board.alarmlines import Sight, alarm_lines
from web.board.alarms import ringing
from web.board.audience import Audience
from web.board.fragments import fragments
from web.board.read import board
from web.board.view import Board
from web.duty.county import Overview, overview
from web.duty.lookout import Lookout
from web.duty.running import Running
from web.rights import ROLES

Report = Callable[[TestClient], str]
COUNTY = "wutai"
GROUP = "wutai-rescue-liaison"
TOWNSHIP = "wutai-township-head-demo"


@pytest.fixture
def desk(house: House) -> Iterator[TestClient]:
    with house.signed_in() as browser:
        yield browser


@pytest.fixture
def path(house: House, desk: TestClient, reported: Report) -> str:
    """An incident in which everything rings that one evening can ring."""
    found = reported(desk)
    incident = found.rsplit("/", 1)[1]
    put = house.services.desk.put
    put(incident, c.RecordClaim(measure="missing", value=3, source="operator"), OFFICER)
    rumour = c.RecordClaim(measure="missing", value=9, source="media", confidence="doubtful")
    put(incident, rumour, OFFICER)
    missing(house, found, "entry-1")
    nobody = c.MarkUnreachable(alert="entry-1", tried=0, post="village_contact", person=None)
    put(incident, nobody, ENGINE)
    put(incident, c.StartResponse(level=2), COMMANDER)
    put(incident, c.OrderWithdrawal(reason="残坝位移"), COMMANDER)
    put(incident, c.AnswerWithdrawal(number=1, answer="trapped"), GROUP)
    house.clock.forward(timedelta(hours=3))
    return found


@pytest.mark.parametrize("role", [*ROLES, "trainer"])
def test_lines_are_exactly_what_the_board_rings(house: House, path: str, role: str) -> None:
    incident = path.rsplit("/", 1)[1]
    allowed = ROLES.get(role, ROLES["desk"])
    audience = Audience(allowed, "zh")
    on_board = ringing(fragments(board(house.services, audience, incident)).values())
    with house.services.database.read() as connection:
        state = house.services.desk.state_in(connection, incident)
        playbook = house.services.shelf.get(state.plan)
        now = house.services.desk.clock(incident).now()
        lines = alarm_lines(Sight(house.services, connection, audience, state, playbook, now))
    assert {alarm for line in lines for alarm in line.alarms} == on_board
    if role == "desk":
        kinds = {line.kind for line in lines}
        assert kinds >= {"trapped", "withdrawal", "statutory", "unreached", "verify"}


@pytest.mark.parametrize("address", ["/", "/incidents"])
def test_the_county_s_pages_ring_in_words_until_somebody_has_seen_it(
    desk: TestClient, path: str, address: str
) -> None:
    assert rings(desk, address) == rings(desk, path)
    page = desk.get(address).text
    for words in ("撤离命令", "未联系上：", "法定时限"):
        assert words in page, words
    assert f'data-seen-at="{path}/seen"' in page
    see(desk, path, *rings(desk, address))
    assert rings(desk, address) == rings(desk, path) == []
    assert "未联系上：" not in desk.get(address).text


def test_who_may_not_say_it_for_everybody_is_not_asked_to(house: House, path: str) -> None:
    group = house.signed_in(GROUP)
    page = group.get("/").text
    assert UNREACHED in " ".join(rings(group, "/"))
    assert "data-see>" not in page
    assert "data-mute" in page
    assert house.signed_in(TOWNSHIP).get("/").text.count(MISSED) == 0


def test_an_exercise_is_said_at_a_real_desk_and_makes_no_noise_there(
    house: House, desk: TestClient, reported: Report
) -> None:
    player = house.signed_in(PLAYER)
    drill = reported(player)
    missing(house, drill, "entry-1")
    assert UNREACHED in rings(player, "/incidents")
    page = desk.get("/").text
    part = page.split(f'data-rings-of="{drill.rsplit("/", 1)[1]}"')[1].split("</section>")[0]
    assert "演练" in part
    assert "未联系上：" in part
    assert rings(desk, "/") == []
    assert "data-mute" not in part


def test_one_s_own_page_rings_for_one_s_own_decision_and_late_task(house: House, path: str) -> None:
    commander = house.signed_in(COMMANDER)
    decisions = [a for a in rings(commander, path) if a.startswith("decision:")]
    shown = commander.get(f"{path}/me/parts").json()["alarms"]
    assert decisions
    for decision in decisions:
        assert decision in shown
    assert "data-seen-at" in shown
    own = house.signed_in("wutai-general-liaison")
    late = own.get(f"{path}/me/parts").json()["alarms"]
    assert re.search(r'data-alarm="task:[^"]+"', late)
    assert "任务已超时：" in late


def test_a_group_s_own_page_rings_for_what_it_must_hear_and_not_for_the_desk_s_work(
    house: House, path: str
) -> None:
    """On a telephone in a valley the first screen is what its owner must do now."""
    kinds = {name.split(":")[0] for name in rings(house.signed_in(GROUP), f"{path}/me")}
    assert kinds & {"withdrawal", "trapped"} == {"withdrawal", "trapped"}
    assert kinds & {"decision", "statutory", "unreached", "verify", "replies"} == set()
    at_the_desk = {name.split(":")[0] for name in rings(house.signed_in(), f"{path}/me")}
    assert at_the_desk >= {"statutory", "unreached", "withdrawal"}


def test_one_s_own_page_tells_of_other_incidents_that_run(
    house: House, desk: TestClient, path: str, reported: Report
) -> None:
    other = reported(desk)
    page = desk.get(f"{other}/me").text
    assert f'data-rings-of="{path.rsplit("/", 1)[1]}"' in page
    see(desk, path, *rings(desk, path))
    page = desk.get(f"{other}/me").text
    assert f'data-rings-of="{path.rsplit("/", 1)[1]}"' not in page


def test_a_board_changes_at_the_law_s_limit_where_the_county_s_own_is_over(
    house: House, desk: TestClient, reported: Report
) -> None:
    """The board rings a statutory clock when it runs out, not with the next other change."""
    incident = reported(desk).rsplit("/", 1)[1]

    def shown() -> Board:
        return board(house.services, Audience(ROLES["desk"], "zh"), incident)

    def statutory(seen: Board) -> set[str]:
        return {a for a in ringing(fragments(seen).values()) if a.startswith("statutory:")}

    laws = sorted({d.statutory_at for d in shown().duties.values() if d.statutory_at})
    assert max(d.due_at for d in shown().duties.values() if d.due_at) < laws[0]
    passed = []
    while (seen := shown()).changes_at and not statutory(seen):
        passed.append(seen.changes_at)
        house.clock.forward(seen.changes_at - seen.now + timedelta(seconds=1))
    assert statutory(shown())
    assert passed[-1] == laws[0]
    assert passed == sorted(passed)


def looked_over(house: House, mode: Mode) -> Overview:
    """The overview with the eyes of the county's duty desk, in real life or in exercises."""
    held = frozenset({(COUNTY, "duty_officer")})
    who = Lookout("incidents", mode, "zh", COUNTY, frozenset({COUNTY}), held, frozenset())
    return overview(house.services, who)


def test_a_card_changes_at_the_law_s_limit_where_the_county_s_own_is_over(
    house: House, desk: TestClient, reported: Report
) -> None:
    incident = reported(desk).rsplit("/", 1)[1]
    found = board(house.services, Audience(ROLES["desk"], "zh"), incident).duties.values()
    house.clock.move_to(max(d.due_at for d in found if d.due_at))
    (card,) = looked_over(house, "real").real
    assert card.changes_at == min(d.statutory_at for d in found if d.statutory_at)


@pytest.mark.parametrize("rate", [1.0, 4.0])
def test_an_exercise_s_line_comes_by_itself_however_fast_its_time_passes(
    house: House, rate: float
) -> None:
    """Its own time is hours from real life's; the page waits by the clock on the wall."""
    begins = NIGHT + timedelta(days=90, hours=5)
    clock = {
        "anchor_real": NIGHT.isoformat(), "anchor_incident": begins.isoformat(), "rate": rate,
    }  # fmt: skip
    drill = exercise(house, clock)
    seen = looked_over(house, "exercise")
    before = overdue(seen)
    house.clock.forward(timedelta(minutes=1))
    later = looked_over(house, "exercise")
    assert later.rings_at == seen.rings_at == later.exercises[0].changes_at
    assert seen.rings_at is not None
    assert house.clock.now() < seen.rings_at
    first = next_due(house, drill)
    assert first is not None
    assert (seen.rings_at - NIGHT) * rate == first - begins
    house.clock.move_to(seen.rings_at + timedelta(seconds=1))
    assert overdue(looked_over(house, "exercise")) > before


def test_an_exercise_that_stands_waits_for_no_moment(house: House) -> None:
    exercise(house, {"stands": True})
    seen = looked_over(house, "exercise")
    assert seen.rings_at is None
    assert [card.changes_at for card in seen.exercises] == [None]


def exercise(house: House, clock: dict[str, object]) -> str:
    report = c.ReportIncident(place="青石沟", what="渗水", title="演习", mode="exercise")
    return house.services.desk.open(report, PLAYER, COUNTY, clock=clock, player="drill").incident


def next_due(house: House, incident: str) -> datetime | None:
    return board(house.services, Audience(ROLES["desk"], "zh"), incident).changes_at


def overdue(seen: Overview) -> int:
    card: Running = seen.exercises[0]
    return card.overdue

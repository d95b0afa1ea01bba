"""A telephone rings once for several things, and the first alarm never waits."""

from __future__ import annotations

from datetime import datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from incident import commands as c
from notify.bundling import HOUR, LIMITS, not_before
from notify.channels.simulated.answers import answer
from playbooks.lookup import Playbook
from tests.notify.test_answers import CHIEFS_PHONE, Line, code_in
from tests.notify.test_answers import line as line  # noqa: PLC0414 - a fixture
from tests.notify.world import DESK, NOON, World, alert

CHIEF = "lanshan-chief"


def test_peer_12_the_first_alarm_and_whatever_cannot_wait_go_at_once() -> None:
    busy = [NOON - timedelta(seconds=s) for s in range(60, 0, -1)]
    assert not_before("flash", busy, NOON) == NOON
    assert not_before("urgent", [], NOON) == NOON
    assert not_before("normal", [NOON - HOUR], NOON) == NOON
    assert not_before("urgent", busy[:1], NOON) == NOON
    assert not_before("urgent", busy[-1:], NOON) == NOON + timedelta(seconds=59)


@given(st.lists(st.integers(0, 7200), max_size=60), st.sampled_from(["urgent", "normal"]))
def test_no_hour_holds_more_than_the_limit(seconds: list[int], urgency: str) -> None:
    limit = LIMITS[urgency]
    assert limit is not None
    times: list[datetime] = []
    for second in sorted(seconds):
        now = NOON + timedelta(seconds=second)
        times.append(not_before(urgency, times, now))
        assert times[-1] >= now
    for n, at in enumerate(times[1:], start=1):
        assert at - times[n - 1] >= limit.gap
        if n >= limit.hourly:
            assert at - times[n - limit.hourly] >= HOUR


def noted(world: World) -> None:
    """Every note tells the chief."""
    plan = world.shelf.current("lanshan").plan
    told = alert(
        "noted", "NoteAdded", "{incident}：有新记录{due}。", "A note.", posts=("rescue_chief",)
    )
    changed = plan.model_copy(update={"alerts": (*plan.alerts, told)})
    world.shelf.put_in_force(Playbook.of(changed))


def note(line: Line, incident: str, text: str) -> None:
    line.world.desk.put(incident, c.AddNote(note=text), DESK)
    line.world.run(line.engine)


def test_what_comes_within_the_gap_is_joined_and_answered_together(line: Line) -> None:
    noted(line.world)
    incident = line.open()
    note(line, incident, "一")
    assert len(line.modem.to(CHIEF)) == 2, "the flash, and the first note at once"
    note(line, incident, "二")
    note(line, incident, "三")
    assert len(line.modem.to(CHIEF)) == 2
    line.world.forward(60)
    line.world.run(line.engine)
    assert len(line.modem.to(CHIEF)) == 3
    code = code_in(line.modem.to(CHIEF)[-1])
    assert line.write(CHIEFS_PHONE, f"收到{code}") == "acknowledged"
    seqs = [int(key.removeprefix("entry-")) for (key, _) in line.answers(incident)]
    assert len(seqs) == 2, "both of what was joined"


def test_the_buttons_of_a_simulated_phone_answer_what_was_joined(world: World) -> None:
    noted(world)
    incident = world.open()
    works = world.engine()
    world.run(works)
    for text in ("一", "二", "三"):
        world.desk.put(incident, c.AddNote(note=text), DESK)
        world.run(works)
    world.forward(60)
    world.run(works)
    newest = world.rows("SELECT id FROM sim_message WHERE person = :p ORDER BY at", p=CHIEF)[-1]
    answer(world.database, world.desk.put, world.clock, newest["id"], "acknowledged")
    assert world.events(incident).count("AlertAnswered") == 2


def test_nothing_that_was_joined_is_lost_when_more_and_more_comes(line: Line) -> None:
    noted(line.world)
    incident = line.open()
    for number in range(6):
        note(line, incident, str(number))
    line.world.forward(60)
    line.world.run(line.engine)
    code = code_in(line.modem.to(CHIEF)[-1])
    line.write(CHIEFS_PHONE, f"收到{code}")
    assert len(line.answers(incident)) == 5, "all but the first, which went out alone"


def test_orders_that_are_joined_keep_their_words(line: Line) -> None:
    """Each order's own words, though the second was not there when the first was written."""
    incident = line.open()
    started = c.StartResponse(level=3)
    line.world.desk.put(incident, started, CHIEF)
    line.world.run(line.engine)
    for text in ("先封堵缺口", "再清理道路", "后设警戒线"):
        order = c.OrderTask(group="works", text=text, verifier="rescue_chief")
        line.world.desk.put(incident, order, "lanshan-commander")
        line.world.run(line.engine)
    line.world.forward(61)
    line.world.run(line.engine)
    said = "\n".join(m.text for m in line.modem.sent)
    for text in ("先封堵缺口", "再清理道路", "后设警戒线"):
        assert text in said, text
    assert "已删除" not in said
    assert any("再清理道路" in m.text and "后设警戒线" in m.text for m in line.modem.sent)

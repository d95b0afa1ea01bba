"""Messages in people's own words: to exactly their audience, and taken back from exactly those."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from incident import commands as c
from incident.duties import DutyClock, duties
from notify.channel import Unknown
from registry.load import load_county
from registry.store import store_county
from runtime.refusal import Refused
from tests.notify.world import COUNTY, DESK, EX_DESK, WORLDLY, Scripted, World


def send(world: World, incident: str, words: str, person: str = DESK) -> int:
    """The entry that sent it."""
    command = c.SendNotice(posts=("rescue_chief",), words=words)
    return world.desk.put(incident, command, person).entries[0].seq


def told(world: World, incident: str, key: str) -> list[str]:
    query = "SELECT DISTINCT person FROM attempt WHERE incident = :i AND key = :k ORDER BY person"
    return [row["person"] for row in world.rows(query, i=incident, k=key)]


@pytest.mark.parametrize("words", ["{incident} {0} {", "%s %(x)s 100%"])
def test_words_are_never_a_template(world: World, words: str) -> None:
    incident = world.open()
    world.run(world.engine())
    entry = send(world, incident, words)
    world.run(world.engine())
    assert words in str(world.texts()["sim:0002"][-1])
    assert told(world, incident, f"entry-{entry}") == ["lanshan-chief"]


def test_an_exercise_is_marked_at_both_ends_by_the_program(world: World) -> None:
    incident = world.open("exercise")
    send(world, incident, "集合", EX_DESK)
    world.run(world.engine())
    said = [t for texts in world.texts().values() for t in texts if t and "集合" in t]
    assert said
    assert all(t.startswith("【演练】") and t.endswith("【演练】") for t in said)


def test_a_correction_goes_to_those_who_were_told_though_the_roster_has_changed(
    world: World, tmp_path: Path
) -> None:
    incident = world.open()
    entry = send(world, incident, "到乙村集合")
    world.run(world.engine())
    before = told(world, incident, f"entry-{entry}")
    county = (COUNTY / "county.yaml").read_text(encoding="utf-8")
    changed = county.replace(
        "{post: rescue_chief, person: lanshan-chief,", "{post: rescue_chief, person: lanshan-vice,"
    )
    assert changed != county
    (tmp_path / "county.yaml").write_text(changed, encoding="utf-8")
    world.forward(60)
    with world.database.write() as connection:
        store_county(connection, world.vault, load_county(tmp_path), world.clock)
    world.forward(1)
    wrong = c.CorrectNotice(entry=entry, correction="corrected", words="到甲村集合")
    answer = world.desk.put(incident, wrong, DESK).entries[0].seq
    world.run(world.engine())
    assert before == told(world, incident, f"entry-{answer}") == ["lanshan-chief"]
    assert str(world.texts()["sim:0002"][-1]).startswith("【更正】")


def test_those_who_were_added_by_escalation_are_corrected_and_nobody_is_added_after(
    world: World,
) -> None:
    incident = world.open()
    entry = send(world, incident, "到乙村集合")
    world.run(world.engine())
    for _ in range(40):
        world.forward(60)
        world.run(world.engine())
    before = told(world, incident, f"entry-{entry}")
    key = world.desk.state(incident).seq + 1
    world.desk.put(
        incident, c.CorrectNotice(entry=entry, correction="all_clear", words="解除"), DESK
    )
    world.run(world.engine())
    for _ in range(40):
        world.forward(60)
        world.run(world.engine())
    assert told(world, incident, f"entry-{entry}") == before
    assert set(before) <= set(told(world, incident, f"entry-{key}"))


def test_another_audience_than_that_of_the_preview_is_refused(world: World) -> None:
    incident = world.open()
    stale = c.SendNotice(posts=("rescue_chief",), words="集合", audience="0" * 32)
    with pytest.raises(Refused) as caught:
        world.desk.put(incident, stale, DESK)
    assert caught.value.code == "stale_decision"


def test_what_nobody_was_told_of_cannot_be_corrected_nor_anything_twice(world: World) -> None:
    incident = world.open()
    command = c.CorrectNotice(entry=1, correction="false_alarm", words="误报")
    with pytest.raises(Refused) as nobody:
        world.desk.put(incident, command, DESK)
    assert nobody.value.code == "unknown_item"
    world.run(world.engine())
    world.desk.put(incident, command, DESK)
    with pytest.raises(Refused) as again:
        world.desk.put(incident, command, DESK)
    assert again.value.code == "duplicate"


def test_who_was_told_twice_is_corrected_once(world: World) -> None:
    """The first message may have been lost, so it went out again; one correction is for both."""
    provider = Scripted()
    engine = world.engine(provider)
    incident = world.open()
    world.run(engine)
    provider.outcomes = [Unknown("timeout")]
    entry = send(world, incident, "到乙村集合")
    world.run(engine)
    world.forward(60)
    world.run(engine)
    assert [m.text.count("到乙村集合") for m in provider.sent][-2:] == [1, 1]
    command = c.CorrectNotice(entry=entry, correction="corrected", words="到甲村集合")
    answer = world.desk.put(incident, command, DESK).entries[0].seq
    world.forward(60)
    world.run(engine)
    corrections = [m for m in provider.sent if m.key == f"entry-{answer}"]
    assert [m.person for m in corrections] == ["lanshan-chief"]


def test_a_correction_carries_its_own_words_for_a_template(world: World) -> None:
    """A gateway that sends approved words only is told that these are somebody's own."""
    provider = Scripted(capabilities=replace(WORLDLY, needs_template=True))
    engine = world.engine(provider)
    incident = world.open()
    world.run(engine)
    assert {m.fields["told_as"] for m in provider.sent} == {""}
    entry = send(world, incident, "到乙村集合")
    world.run(engine)
    assert provider.sent[-1].fields["told_as"] == "notice"
    assert "到乙村集合" in provider.sent[-1].fields["text"]
    world.desk.put(
        incident, c.CorrectNotice(entry=entry, correction="corrected", words="到甲村集合"), DESK
    )
    world.run(engine)
    world.forward(600)
    world.run(engine)
    last = provider.sent[-1]
    assert last.fields["told_as"] == "correction"
    assert last.fields["text"].startswith("【更正】")
    assert "到甲村集合" in last.fields["text"]


def clock_of(world: World, incident: str) -> DutyClock:
    (found,) = (
        d for d in duties(world.desk.state(incident), world.shelf.current("lanshan"))
        if d.sort == "correction"
    )  # fmt: skip
    return found


def test_the_clock_of_a_correction_runs_from_the_discovery_until_all_who_were_told_answered(
    world: World,
) -> None:
    """Late is late, also when the last one answers afterwards."""
    incident, engine = world.open(), world.engine()
    world.run(engine)
    wide = c.SendNotice(posts=("rescue_chief", "rescue_vice"), words="到乙村集合")
    entry = world.desk.put(incident, wide, DESK).entries[0].seq
    world.forward(60)
    world.run(engine)
    before = told(world, incident, f"entry-{entry}")
    assert len(before) > 1
    world.forward(60 * 4)
    found = world.clock.now() - timedelta(minutes=4)
    wrong = c.CorrectNotice(entry=entry, correction="corrected", words="到甲村集合", found_at=found)
    key = f"entry-{world.desk.put(incident, wrong, DESK).entries[0].seq}"
    world.run(engine)
    assert told(world, incident, key) == before
    due = found + timedelta(minutes=10)
    assert (clock_of(world, incident).started_at, clock_of(world, incident).due_at) == (found, due)
    world.forward(60 * 7)
    assert clock_of(world, incident).late(world.clock.now())
    for person in before:
        assert clock_of(world, incident).done_at is None, person
        heard = c.AnswerAlert(alert=key, person=person, means="telephone")
        world.desk.put(incident, heard, DESK)
    done = clock_of(world, incident)
    assert done.done_at == world.clock.now()
    assert done.late(world.clock.now())


def test_an_error_found_before_the_message_was_written_is_kept_and_marked(world: World) -> None:
    """By a watch that is slow, or a clock that has been put right: to correct it is not held up."""
    incident = world.open()
    entry = send(world, incident, "到乙村集合")
    world.run(world.engine())
    early = world.clock.now() - timedelta(hours=1)
    wrong = c.CorrectNotice(entry=entry, correction="corrected", words="到甲村集合", found_at=early)
    receipt = world.desk.put(incident, wrong, DESK)
    assert receipt.entries[0].doubtful_time

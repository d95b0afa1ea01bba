"""A wrong text is taken back: the duty roster has changed since, one of those who got it stands in
for somebody who slept, one has nothing but a telephone, one was told as a member of a group."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from incident import commands as c
from playbooks.lookup import Playbook
from playbooks.schema import Rung
from registry.load import load_county
from registry.store import store_county
from runtime.database import Database
from tests.notify.test_escalation import ladder
from tests.notify.test_notices import clock_of, told
from tests.notify.world import COUNTY, DESK, World, make_world

CHIEF, STAND_IN, BY_CALL, OF_GROUP = (
    "lanshan-chief", "lanshan-vice", "lanshan-commander", "lanshan-deputy",
)  # fmt: skip
AUDIENCE = sorted((CHIEF, STAND_IN, BY_CALL, OF_GROUP))
WRONG, RIGHT = "到乙村集合", "到甲村集合"


@pytest.fixture
def world(database: Database) -> World:
    return make_world(database)


def on_duty(world: World, folder: Path, *changes: tuple[str, str]) -> None:
    """The roster as it is from now on."""
    county = (COUNTY / "county.yaml").read_text(encoding="utf-8")
    for before, after in changes:
        assert before in county
        county = county.replace(before, after)
    (folder / "county.yaml").write_text(county, encoding="utf-8")
    world.forward(1)
    with world.database.write() as connection:
        store_county(connection, world.vault, load_county(folder), world.clock)
    world.forward(1)


def minutes(world: World, number: int) -> None:
    engine = world.engine()
    for _ in range(number):
        world.forward(60)
        world.run(engine)


def test_the_correction_goes_to_exactly_those_who_had_the_wrong_text(
    world: World, tmp_path: Path
) -> None:
    plan = world.shelf.current("lanshan").plan
    steps = ladder(urgency="urgent", rungs=(Rung(after_min=2, do="deputy"),))
    world.shelf.put_in_force(Playbook.of(plan.model_copy(update={"escalation": (steps,)})))
    chief = f"- {{post: rescue_chief, person: {CHIEF}, source: story}}"
    incident = world.open()
    world.desk.put(incident, c.StartResponse(level=2), BY_CALL)
    minutes(world, 1)
    before = {to: len(texts) for to, texts in world.texts().items()}
    said = c.SendNotice(groups=("works",), posts=("rescue_chief", "vice_mayor"), words=WRONG)
    entry = world.desk.put(incident, said, DESK).entries[0].seq
    minutes(world, 1)
    for person in (BY_CALL, OF_GROUP):
        heard = c.AnswerAlert(alert=f"entry-{entry}", person=person, means="telephone")
        world.desk.put(incident, heard, DESK)
    minutes(world, 4)
    assert told(world, incident, f"entry-{entry}") == AUDIENCE, "the chief slept"

    on_duty(
        world, tmp_path,
        (chief, "- {post: rescue_chief, person: lanshan-mine-b, source: story}"),
        ("vice_mayor, person: lanshan-commander", "vice_mayor, person: lanshan-v4-contact"),
        ("works_liaison, person: lanshan-deputy", "works_liaison, person: lanshan-mine-a"),
    )  # fmt: skip
    found = world.clock.now() - timedelta(minutes=3)
    wrong = c.CorrectNotice(entry=entry, correction="corrected", words=RIGHT, found_at=found)
    key = f"entry-{world.desk.put(incident, wrong, DESK).entries[0].seq}"
    minutes(world, 1)
    assert told(world, incident, key) == AUDIENCE, "nobody who came on duty since, and nobody less"
    rows = world.rows("SELECT person, channel FROM attempt WHERE key = :k ORDER BY person", k=key)
    assert {row["person"]: row["channel"] for row in rows} == {
        CHIEF: "simulated", OF_GROUP: "simulated", STAND_IN: "simulated", BY_CALL: "calls",
    }  # fmt: skip
    got = {
        to for to, texts in world.texts().items() for text in texts[before.get(to, 0) :]
        if RIGHT in str(text)
    }  # fmt: skip
    assert got == {"sim:0002", "sim:0005", "sim:0003"}

    clock = clock_of(world, incident)
    assert (clock.started_at, clock.due_at) == (found, found + timedelta(minutes=10))
    for person in AUDIENCE:
        assert clock_of(world, incident).done_at is None, person
        heard = c.AnswerAlert(alert=key, person=person, means="telephone")
        world.desk.put(incident, heard, DESK)
    assert clock_of(world, incident).done_at == world.clock.now()
    assert not clock_of(world, incident).late(world.clock.now())
    minutes(world, 20)
    last = [str(texts[-1]) for to, texts in world.texts().items() if to in got]
    assert all(WRONG not in text for text in last), "the wrong words are not said again"

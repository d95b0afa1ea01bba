"""From posts to the people on duty: one message each, frozen before it is sent."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import text

from incident import commands as c
from incident.model import Spoken
from notify.channel import Unknown
from playbooks.lookup import Playbook
from playbooks.schema import Post, Words
from registry.load import load_county
from registry.store import store_county
from tests.notify.test_intents import started
from tests.notify.world import COUNTY, DESK, EX_DESK, Scripted, World, alert


def test_several_posts_of_one_person_are_one_message_that_lists_them(world: World) -> None:
    world.open()
    world.run(world.engine())
    started_ = started(world)
    world.run(world.engine())
    chief = world.rows(
        "SELECT posts FROM attempt WHERE incident = :i AND person = 'lanshan-chief' "
        "AND event = 'ResponseStarted'",
        i=started_,
    )
    assert [row["posts"] for row in chief] == ['["rescue_chief"]']
    deputy = world.rows("SELECT posts FROM attempt WHERE person = 'lanshan-deputy'")
    assert [row["posts"] for row in deputy] == ['["coordination_liaison","works_liaison"]']
    said = world.texts()["sim:0005"][0]
    assert said is not None
    book = world.shelf.current("lanshan")
    assert book.post("coordination_liaison").title.zh in said
    assert book.post("works_liaison").title.zh in said
    assert said.count("启动") == 1, "the same text is said once"


def test_a_deputy_is_told_where_the_holder_has_no_address(world: World) -> None:
    incident = started(world)
    world.run(world.engine())
    assert "sim:0005" in world.texts()
    gone = world.rows("SELECT person, post FROM shortfall WHERE incident = :i", i=incident)
    assert {"person": "lanshan-liaison", "post": "coordination_liaison"} in gone
    assert "PersonUnreachable" in world.events(incident)


def test_nobody_in_a_post_is_told_to_the_desk_once_and_does_not_go_round(world: World) -> None:
    """The alert on unreached people goes to a post that is empty too: it ends there."""
    incident = world.open("exercise")
    command = c.OrderWithdrawal(reason="二次溃坝")
    spoken = Spoken(on_behalf_of="rescue_chief", means="radio", said_at=world.clock.now())
    start = c.StartResponse(level=3, spoken=spoken)
    world.desk.put(incident, start, EX_DESK)
    world.desk.put(incident, command, EX_DESK)
    world.run(world.engine())
    assert world.events(incident).count("PersonUnreachable") == 1
    (mark,) = world.desk.state(incident).unreached.values()
    assert (mark.person, mark.post) == (None, "mine_director")
    assert world.run(world.engine()) == 0


@pytest.mark.parametrize(("dam", "told"), [("lanshan-d1", "sim:0006"), (None, "sim:0007")])
def test_an_operators_post_is_the_one_of_the_incidents_dam(
    world: World, dam: str | None, told: str
) -> None:
    incident = world.open(dam=dam)
    spoken = Spoken(on_behalf_of="rescue_chief", means="radio", said_at=world.clock.now())
    world.desk.put(incident, c.StartResponse(level=3, spoken=spoken), DESK)
    world.desk.put(incident, c.OrderWithdrawal(reason="二次溃坝"), DESK)
    world.run(world.engine())
    assert set(world.texts()) & {"sim:0006", "sim:0007"} == {told}


def test_the_person_on_duty_when_it_is_sent_not_when_it_happened(
    world: World, tmp_path: Path
) -> None:
    world.open()
    folder = tmp_path
    county = (COUNTY / "county.yaml").read_text(encoding="utf-8")
    changed = county.replace(
        "{post: desk, person: lanshan-desk,", "{post: desk, person: lanshan-vice,"
    )
    (folder / "county.yaml").write_text(changed, encoding="utf-8")
    world.forward(60)
    with world.database.write() as connection:
        before = world.directory.roster_version(connection, "lanshan", "real")
        store_county(connection, world.vault, load_county(folder), world.clock)
        after = world.directory.roster_version(connection, "lanshan", "real")
    world.forward(1)
    world.run(world.engine())
    assert set(world.texts()) == {"sim:0002", "sim:0003"}
    assert before != after
    assert {row["roster_version"] for row in world.rows("SELECT * FROM attempt")} == {after}


def test_each_reads_in_their_own_language(world: World) -> None:
    started(world)
    world.run(world.engine())
    assert "启动" in str(world.texts()["sim:0002"][1])
    assert "started" in str(world.texts()["sim:0003"][0])


def test_two_workers_expand_an_entry_once(world: World) -> None:
    world.open()
    one, two = world.engine(worker="one"), world.engine(worker="two")
    world.run(one)
    world.run(two)
    assert [(p, s) for p, s, _, _ in world.attempts()] == [("chief", 1), ("desk", 1)]


def test_an_erased_person_is_not_written_to_and_their_messages_are_gone(world: World) -> None:
    world.open()
    world.run(world.engine())
    with world.database.write() as connection:
        world.vault.destroy(connection, "lanshan-chief")
    assert world.texts()["sim:0002"] == [None]
    other = world.open()
    world.run(world.engine())
    assert len(world.texts()["sim:0002"]) == 1
    assert ("entry-1", "lanshan-chief") in world.desk.state(other).unreached


def test_a_message_frozen_before_erasure_is_not_sent_after_it(world: World) -> None:
    world.open()
    provider = Scripted(outcomes=[Unknown("x"), Unknown("x")])
    world.run(world.engine(provider))
    with world.database.write() as connection:
        world.vault.destroy(connection, "lanshan-chief")
    world.forward(10)
    world.run(world.engine(provider))
    assert [m.person for m in provider.sent].count("lanshan-chief") == 1
    assert ("chief", 2, "twilio", "failed_permanent") in world.attempts()


def test_an_entry_that_cannot_be_told_of_holds_up_no_other(world: World) -> None:
    bad, good = world.open(), world.open()
    with world.database.write() as connection:
        connection.exec_driver_sql(f"UPDATE intent SET plan = 'lost' WHERE incident = '{bad}'")
    engine = world.engine()
    world.run(engine)
    told = {row["incident"] for row in world.rows("SELECT incident FROM attempt")}
    assert told == {good}
    assert len(world.rows("SELECT id FROM intent WHERE expanded_at IS NULL")) == 2
    plan = world.shelf.current("lanshan").digest
    with world.database.write() as connection:
        connection.exec_driver_sql(f"UPDATE intent SET plan = '{plan}'")
    assert world.run(engine) == 0, "not tried again at once"
    world.forward(31)
    world.run(engine)
    told = {row["incident"] for row in world.rows("SELECT incident FROM attempt")}
    assert told == {bad, good}


def test_a_fault_in_one_message_leaves_nothing_of_it_and_keeps_nobody_else_waiting(
    world: World,
) -> None:
    """The sealed text and address go back with the rest."""
    incident = world.open()
    with world.database.write() as connection:
        connection.exec_driver_sql(
            f"UPDATE intent SET alert = 'lost' WHERE incident = '{incident}' AND position = 2"
        )
    world.run(world.engine())
    (told,) = world.rows("SELECT person, text_ref, address_ref FROM attempt")
    assert told["person"] == DESK
    sealed = world.rows("SELECT ref FROM sealed WHERE ref LIKE 'att-%'")
    assert {row["ref"] for row in sealed} == {told["text_ref"], told["address_ref"]}


def with_villages(world: World) -> None:
    """The plan knows a post that every village has, and tells it of reports."""
    plan = world.shelf.current("lanshan").plan
    head = Post(
        id="village_head", title=Words(zh="村长", en="Village head"), scope="village", local=True
    )
    posts = (*plan.organisation.posts, head)
    warn = alert("below", "IncidentReported", "{place}快转移。", "Move.", posts=("village_head",))
    changed = {
        "organisation": plan.organisation.model_copy(update={"posts": posts}),
        "alerts": (*plan.alerts, warn),
    }
    world.shelf.put_in_force(Playbook.of(plan.model_copy(update=changed)))


def test_every_village_below_the_dam_gets_its_message(world: World) -> None:
    with_villages(world)
    world.open(dam="lanshan-d2")
    world.run(world.engine())
    assert {"sim:0011", "sim:0012", "sim:0014"} <= set(world.texts())
    assert not {"sim:0013", "sim:0015", "sim:0017"} & set(world.texts())


def test_villages_without_anybody_are_told_to_the_desk_one_by_one(world: World) -> None:
    with_villages(world)
    with world.database.write() as connection:
        connection.exec_driver_sql(
            "DELETE FROM holding WHERE scope_id IN ('lanshan-v1', 'lanshan-v2')"
        )
    incident = world.open(dam="lanshan-d2")
    world.run(world.engine())
    unreached = world.desk.state(incident).unreached.values()
    assert {m.who for m in unreached} == {"lanshan-v1", "lanshan-v2", "lanshan-v3-contact"}
    said = " ".join(text or "" for text in world.texts()["sim:0001"])
    assert all(f"（{village}）未联系上" in said for village in ("一村", "二村"))
    told = world.events(incident).count("PersonUnreachable")
    assert told == 3
    assert world.run(world.engine()) == 0
    assert world.events(incident).count("PersonUnreachable") == told


def test_where_no_village_is_known_the_post_is_told_to_the_desk_once(world: World) -> None:
    with_villages(world)
    incident = world.open(dam="lanshan-d3")
    world.run(world.engine())
    assert not {"sim:0011", "sim:0012", "sim:0014", "sim:0015", "sim:0017"} & set(world.texts())
    (mark,) = world.desk.state(incident).unreached.values()
    assert (mark.post, mark.person, mark.alert) == ("village_head", None, "entry-1")
    assert world.events(incident).count("PersonUnreachable") == 1


def test_a_dam_that_the_registry_has_no_longer_holds_up_no_alert(world: World) -> None:
    with_villages(world)
    world.open(dam="lanshan-d3")
    with world.database.write() as connection:
        connection.execute(text("DELETE FROM dam WHERE id = 'lanshan-d3'"))
    world.run(world.engine())
    assert set(world.texts()) == {"sim:0001", "sim:0002"}

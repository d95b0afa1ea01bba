"""Whom a post means for one incident: its own place first, every village below the dam, and
nobody by guess."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import pytest
from sqlalchemy import delete, insert, update
from sqlmodel import col

from notify.channels.simulated.channel import SimulatedPhones
from notify.recipients import Found, Recipients
from notify.routes import Routes
from registry.tables import ContactRow, HoldingRow
from tests.notify.world import World

Ask = Callable[..., Found]


@pytest.fixture
def ask(world: World) -> Ask:
    phones = SimulatedPhones(world.database, world.clock)
    recipients = Recipients(world.directory, Routes({phones.name: phones}))

    def found(
        dam: str | None = None,
        township: str | None = None,
        scope: str = "village",
        post: str = "village_head",
    ) -> Found:
        with world.database.read() as connection:
            return recipients.of_post(
                connection, "lanshan", "real", post, world.clock.now(),
                {"dam": dam, "township": township}, scope=scope,
            )  # fmt: skip

    return found


def who(found: Found) -> list[str]:
    return [person.removeprefix("lanshan-") for person, _ in found.reachable]


def appoint(world: World, person: str, scope: str | None, **more: object) -> None:
    row = {"rank": 1, "since": world.clock.now(), "until": None, "source": "story", **more}
    same = {"jurisdiction": "lanshan", "mode": "real", "post": "village_head"}
    holding = {"id": f"h-{person}-{scope}", "person_id": person, "scope_id": scope}
    with world.database.write() as connection:
        connection.execute(insert(HoldingRow), {**row, **same, **holding})


def leave(world: World, *scopes: str | None) -> None:
    with world.database.write() as connection:
        for scope in scopes:
            theirs = (col(HoldingRow.post) == "village_head") & (col(HoldingRow.scope_id) == scope)
            connection.execute(delete(HoldingRow).where(theirs))


def silence(world: World, *people: str) -> None:
    with world.database.write() as connection:
        connection.execute(delete(ContactRow).where(col(ContactRow.person_id).in_(people)))


def test_every_village_below_the_dam_is_told_the_nearest_first(ask: Ask) -> None:
    """A deputy only where the holder has no address."""
    found = ask("lanshan-d2")
    assert who(found) == ["v2-contact", "v3-second", "v1-contact"]
    assert found.without_address == ("lanshan-v3-contact",)
    assert found.villages == ()
    assert ask("lanshan-d2") == found


def test_whoever_holds_it_for_the_township_is_told_before_the_villages(
    ask: Ask, world: World
) -> None:
    appoint(world, "lanshan-t2-contact", "lanshan-t2")
    assert who(ask("lanshan-d2")) == ["t2-contact", "v2-contact", "v3-second", "v1-contact"]


def test_a_village_in_which_nobody_can_be_reached_is_named(ask: Ask, world: World) -> None:
    """One without a contact, one whose contacts have no address; the general one stands in."""
    leave(world, "lanshan-v1")
    silence(world, "lanshan-v3-second")
    found = ask("lanshan-d2")
    assert found.villages == ("lanshan-v3", "lanshan-v1")
    assert found.without_address == ("lanshan-v3-contact", "lanshan-v3-second")
    assert who(found) == ["v2-contact", "any-contact"]


def test_a_village_is_named_though_somebody_holds_the_post_for_the_township(
    ask: Ask, world: World
) -> None:
    appoint(world, "lanshan-t2-contact", "lanshan-t2")
    leave(world, "lanshan-v2")
    found = ask("lanshan-d2")
    assert found.villages == ("lanshan-v2",)
    assert who(found) == ["t2-contact", "v3-second", "v1-contact"]


def test_villages_are_named_where_no_village_has_a_contact_at_all(ask: Ask, world: World) -> None:
    leave(world, "lanshan-v1", "lanshan-v2", "lanshan-v3", "lanshan-v4")
    found = ask("lanshan-d2")
    assert found.villages == ("lanshan-v2", "lanshan-v3", "lanshan-v1")
    assert who(found) == ["any-contact"]


@pytest.mark.parametrize(
    ("dam", "township"), [("lanshan-d1", None), ("lanshan-d3", None), ("lanshan-d3", "lanshan-t2")]
)
def test_below_a_dam_without_entered_villages_nobody_is_told_by_guess(
    ask: Ask, dam: str, township: str | None
) -> None:
    """Not the township's villages, not the one for all of them; the post was not reached."""
    found = ask(dam, township)
    assert (who(found), found.villages, found.without_address) == ([], (), ())
    assert found.unknown
    assert found.vacant


def test_the_townships_own_one_is_told_and_the_villages_stay_unreached(
    ask: Ask, world: World
) -> None:
    appoint(world, "lanshan-t2-contact", "lanshan-t2")
    found = ask("lanshan-d3", "lanshan-t2")
    assert who(found) == ["t2-contact"]
    assert found.vacant


def test_without_a_dam_the_villages_of_the_township_are_told(ask: Ask) -> None:
    found = ask(township="lanshan-t2")
    assert who(found) == ["v2-contact", "v3-second", "v4-contact"]
    assert not found.vacant
    assert who(ask("lanshan-lost", "lanshan-t2")) == who(found), "a dam that nobody knows is none"


def test_a_village_of_the_township_without_anybody_is_named(ask: Ask, world: World) -> None:
    leave(world, "lanshan-v4")
    found = ask(township="lanshan-t2")
    assert found.villages == ("lanshan-v4",)
    assert who(found) == ["v2-contact", "v3-second", "any-contact"]


def test_a_township_whose_villages_nobody_entered_is_not_reached(ask: Ask) -> None:
    found = ask(township="lanshan-t3")
    assert (who(found), found.villages, found.vacant) == ([], (), True)


@pytest.mark.parametrize("dam", [None, "lanshan-lost"])
@pytest.mark.parametrize("township", [None, "lanshan-lost"])
def test_where_neither_dam_nor_township_is_known_nobody_is_told_by_guess(
    ask: Ask, dam: str | None, township: str | None
) -> None:
    found = ask(dam, township)
    assert (who(found), found.villages) == ([], ())
    assert found.vacant


@pytest.mark.parametrize("scope", ["operator", "county"])
def test_another_enterprise_is_not_told_once_the_dam_is_named(ask: Ask, scope: str) -> None:
    """What the plan says or what the registry holds: either makes it a post of works."""
    operator = partial(ask, scope=scope, post="mine_director")
    assert who(operator("lanshan-d1")) == ["mine-a"]
    other = operator("lanshan-d2")
    assert (who(other), other.vacant) == ([], True)
    assert who(operator()) == ["mine-b"], "without a dam the one for no scope in particular"


def test_a_post_held_for_a_village_is_one_of_villages_whatever_the_plan_says(ask: Ask) -> None:
    """A plan of an older version may not know posts of villages."""
    assert who(ask("lanshan-d2", scope="county")) == ["v2-contact", "v3-second", "v1-contact"]


def test_one_person_in_two_villages_is_told_once(ask: Ask, world: World) -> None:
    with world.database.write() as connection:
        connection.execute(
            update(HoldingRow)
            .where(col(HoldingRow.scope_id) == "lanshan-v1")
            .values(person_id="lanshan-v2-contact")
        )
    assert who(ask("lanshan-d2")) == ["v2-contact", "v3-second"]


def test_a_post_that_nobody_holds_anywhere_is_vacant(ask: Ask, world: World) -> None:
    with world.database.write() as connection:
        connection.execute(delete(HoldingRow).where(col(HoldingRow.post) == "village_head"))
    assert ask().vacant
    assert ask("lanshan-d2", scope="county").vacant
    for named in (ask("lanshan-d2"), ask(township="lanshan-t2")):
        assert len(named.villages) == 3
        assert not named.vacant, "the villages are named instead"

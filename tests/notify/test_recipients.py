"""Whom a post means for one incident: its own place first, and every village below the dam."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from sqlalchemy import delete, insert, update
from sqlmodel import col

from notify.channels.simulated.channel import SimulatedPhones
from notify.recipients import Found, Recipients
from registry.tables import ContactRow, HoldingRow
from tests.notify.world import World

Ask = Callable[..., Found]


@pytest.fixture
def ask(world: World) -> Ask:
    phones = SimulatedPhones(world.database, world.clock)
    recipients = Recipients(world.directory, {phones.name: phones})

    def found(
        dam: str | None = None, township: str | None = None, by_village: bool = True
    ) -> Found:
        with world.database.read() as connection:
            return recipients.of_post(
                connection, "lanshan", "real", "village_head", world.clock.now(),
                {"dam": dam, "township": township}, by_village=by_village,
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


def test_unknown_villages_mean_every_village_of_the_township(ask: Ask) -> None:
    assert who(ask("lanshan-d1")) == ["v1-contact"]
    assert who(ask(township="lanshan-t2")) == ["v2-contact", "v3-second", "v4-contact"]
    assert who(ask("lanshan-d3", "lanshan-t2")) == ["v2-contact", "v3-second", "v4-contact"]


def test_a_township_whose_villages_nobody_entered_is_told_by_the_general_one(ask: Ask) -> None:
    found = ask(township="lanshan-t3")
    assert (who(found), found.villages) == (["any-contact"], ())


@pytest.mark.parametrize("dam", [None, "lanshan-d3", "lanshan-lost"])
@pytest.mark.parametrize("township", [None, "lanshan-lost"])
def test_where_the_township_is_unknown_too_all_are_told(
    ask: Ask, dam: str | None, township: str | None
) -> None:
    found = ask(dam, township)
    assert who(found) == ["v1-contact", "v2-contact", "v3-second", "v4-contact", "any-contact"]
    assert found.villages == ()


def test_a_post_held_for_a_village_is_one_of_villages_whatever_the_plan_says(ask: Ask) -> None:
    """A plan of an older version may not know posts of villages."""
    assert who(ask("lanshan-d2", by_village=False)) == ["v2-contact", "v3-second", "v1-contact"]


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
    assert ask(township="lanshan-t2").vacant
    assert ask("lanshan-d2", by_village=False).vacant
    assert not ask("lanshan-d2").vacant

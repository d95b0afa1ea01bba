"""An exercise whose people have real telephones too, and a provider that can carry it."""

from __future__ import annotations

from dataclasses import replace

from sqlalchemy import insert

from incident import commands as c
from notify.channel import Capabilities
from registry.tables import ContactRow
from tests.notify.world import EX_DESK, WORLDLY, Scripted, World

EX_CHIEF = "lanshan-ex-chief"
"""Holds the post that decides what the public is told, and so whether telephones ring."""

DRILLS: Capabilities = replace(WORLDLY, drills=True, two_way=True, by_parts=True)
NUMBERS = {EX_DESK: "+15555550151", EX_CHIEF: "+15555550152"}


def with_telephones(world: World) -> None:
    """Real numbers behind the simulated ones of the exercise's roster."""
    with world.database.write() as connection:
        for person, number in NUMBERS.items():
            ref = f"{person}.real"
            world.vault.seal_many(connection, person, {ref: number})
            row = {
                "id": ref, "jurisdiction": "lanshan", "mode": "exercise", "person_id": person,
                "kind": "mobile", "address_ref": ref, "rank": 9,
            }  # fmt: skip
            connection.execute(insert(ContactRow), row)


def provider() -> Scripted:
    """A provider of short messages."""
    return Scripted(capabilities=DRILLS)


def ask(
    world: World,
    incident: str,
    *persons: str,
    minutes: int = 60,
    channels: tuple[str, ...] = ("twilio",),
) -> None:
    """The duty officer asks for it."""
    command = c.ArmExercise(
        persons=persons or (EX_CHIEF,), channels=channels, minutes=minutes, reason="走一遍流程"
    )
    world.desk.put(incident, command, EX_DESK)


def arm(
    world: World,
    incident: str,
    *persons: str,
    minutes: int = 60,
    channels: tuple[str, ...] = ("twilio",),
) -> None:
    """One asks, the other confirms."""
    ask(world, incident, *persons, minutes=minutes, channels=channels)
    arming = world.desk.state(incident).arming
    assert arming is not None
    command = c.ConfirmArming(arming=arming.id, person_count=len(arming.persons))
    world.desk.put(incident, command, EX_CHIEF)

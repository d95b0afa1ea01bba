"""Before any incident: who could not be reached, and which steps lead to nobody."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

import pytest
from sqlalchemy import text

from notify.channel import Channel
from notify.channels.calls.channel import TelephoneList
from notify.channels.simulated.channel import SimulatedPhones
from notify.gaps import Gap
from notify.gapsince import note_gaps
from notify.gapwords import GapWords
from notify.profile import load_profile
from notify.reachability import gaps
from notify.routes import Routes
from playbooks.lookup import Playbook
from playbooks.schema import Rung, Words
from tests.notify.test_escalation import with_ladder
from tests.notify.test_expand import with_villages
from tests.notify.world import NOON, WORLDLY, Scripted, World


def look(
    world: World, *more: Channel, phones: bool = True, profile: str | None = None
) -> dict[str, Gap]:
    """Every gap by its key, without the county's name; ``profile`` is one of the program's."""
    kinds = None if profile is None else load_profile(profile).kinds
    channels: list[Channel] = [*more]
    if phones:
        channels += [
            SimulatedPhones(world.database, world.clock),
            TelephoneList(world.database, world.clock),
        ]
    with world.database.read() as connection:
        found = gaps(
            connection, world.shelf.current("lanshan"), world.directory,
            Routes({c.name: c for c in channels}, kinds), world.clock.now(),
        )  # fmt: skip
    assert len({gap.key for gap in found}) == len(found)
    return {gap.key.replace("lanshan-", ""): gap for gap in found}


def change(world: World, statement: str, **values: object) -> None:
    with world.database.write() as connection:
        connection.execute(text(statement), values)


def hold(world: World, post: str, person: str, since: datetime, until: datetime | None) -> None:
    change(
        world,
        "INSERT INTO holding (id, jurisdiction, mode, post, person_id, rank, since, until, source)"
        " VALUES (:id, 'lanshan', 'real', :post, :person, 1, :since, :until, 'story')",
        id=f"h-{post}-{person}", post=post, person=person,
        since=_kept(world, since), until=until and _kept(world, until),
    )  # fmt: skip


def _kept(world: World, at: datetime) -> object:
    return at.strftime("%Y-%m-%dT%H:%M:%S.%f") if world.database.dialect == "sqlite" else at


def test_peer_01_posts_and_people_that_nobody_could_reach(world: World) -> None:
    found = look(world)
    # The works group has no leader, and "PersonUnreachable" is told to a mayor whom nobody is.
    assert found["nobody:mayor:-:-"].alerts == ("gone",)
    assert "nobody:upper_commander:-:-" not in found  # no alert names it
    assert found["no_address:coordination_liaison:liaison:-"].alerts == ("started", "tasks")
    assert not any(key.startswith("no_channel") for key in found)


def test_peer_01_the_director_of_a_mine_is_looked_for_dam_by_dam(world: World) -> None:
    # Dam A's operator has one; the other's has none, and nobody is told by guess.
    assert look(world)["nobody:mine_director:-:-"].dams == ("lanshan-d2", "lanshan-d3")


def test_peer_01_villages_below_each_dam(world: World) -> None:
    with_villages(world)
    change(world, "DELETE FROM holding WHERE person_id = 'lanshan-v1-contact'")
    found = look(world)
    assert found["village:village_head:-:v1"].dams == ("lanshan-d2",)
    assert "village:village_head:-:v2" not in found
    # Below the other dams no village is entered: that is not the same as none.
    assert found["no_village:village_head:-:-"].dams == ("lanshan-d1", "lanshan-d3")
    assert found["no_address:village_head:v3-contact:-"].dams == ("lanshan-d2",)


def test_peer_01_a_village_is_one_line_however_many_of_its_posts_are_vacant(world: World) -> None:
    with_villages(world)
    plan = world.shelf.current("lanshan").plan
    head = plan.organisation.posts[-1]
    worker = head.model_copy(
        update={"id": "grid_worker", "title": Words(zh="网格员", en="Grid worker")}
    )
    posts = (*plan.organisation.posts, worker)
    changed = {
        "organisation": plan.organisation.model_copy(update={"posts": posts}),
        "alerts": tuple(
            a.model_copy(update={"posts": (*a.posts, "grid_worker")}) if a.id == "below" else a
            for a in plan.alerts
        ),
    }
    world.shelf.put_in_force(Playbook.of(plan.model_copy(update=changed)))
    change(world, "DELETE FROM holding WHERE person_id = 'lanshan-v1-contact'")
    found = look(world)
    assert found["village:village_head:-:v1"].also == ("grid_worker",)
    assert found["village:grid_worker:-:v2"].also == (), "its head is there"
    assert found["no_village:village_head:-:-"].also == ("grid_worker",)
    assert sum(key.startswith(("village:", "no_village:")) for key in found) == 4


def test_peer_01_who_has_a_stand_in_in_the_village_is_no_step_without_a_deputy(
    world: World,
) -> None:
    with_villages(world)
    with_ladder(world, urgency="urgent", rungs=(Rung(after_min=3, do="deputy"),))
    assert "no_deputy:village_head:v1-contact:-" in look(world)
    plan = world.shelf.current("lanshan").plan
    posts = tuple(
        p.model_copy(update={"stand_in": "desk"}) if p.id == "village_head" else p
        for p in plan.organisation.posts
    )
    changed = {"organisation": plan.organisation.model_copy(update={"posts": posts})}
    world.shelf.put_in_force(Playbook.of(plan.model_copy(update=changed)))
    assert "no_deputy:village_head:v1-contact:-" not in look(world)


def test_peer_01_an_address_that_no_channel_here_takes(world: World) -> None:
    found = look(world, Scripted(), phones=False)
    # An office number is for a voice, and nobody here calls; a mobile number is written to.
    assert found["no_channel:vice_mayor:commander:-"].alerts == ("started",)
    assert not any(key.endswith(("vice:-", "desk:-")) for key in found)


@pytest.mark.parametrize(
    ("kind", "written", "odd"),
    [
        ("mobile", "+1 555 555 010", True),  # a digit too few
        ("mobile", "+1 555 555 01011", True),  # a digit too many
        ("mobile", "+1 555-555-0101", False),
        ("mobile", "5550101", True),  # nobody writes to one without its area
        ("office", "5550101", False),  # a person dials it from the same town
        ("office", "+1 555", True),
        ("short", "661", False),  # of the government's own network
    ],
)
def test_peer_01_a_number_with_a_digit_too_few_or_too_many_is_seen_before_the_night(
    world: World, kind: str, written: str, odd: bool
) -> None:
    vault = world.directory.vault
    vault.region = "US"
    with world.database.write() as connection:
        vault.seal(connection, "lanshan-chief", written, "typed")
    change(
        world,
        "UPDATE contact SET kind = :kind, address_ref = 'typed'"
        " WHERE person_id = 'lanshan-chief' AND kind = 'mobile'",
        kind=kind,
    )
    found = look(world)
    assert ("odd_number:rescue_chief:chief:-" in found) == odd
    assert not any(key.startswith("odd_number") and "chief" not in key for key in found)


def test_peer_01_every_empty_step_of_an_escalation(world: World) -> None:
    rungs = (
        Rung(after_min=2, do="other_way"),
        Rung(after_min=3, do="deputy"),
        Rung(after_min=4, do="posts", posts=("mayor",)),
        Rung(after_min=5, do="desk"),
    )
    with_ladder(world, rungs=rungs)
    found = look(world)
    # Both directors of mines and the chief have a phone and the list of calls: two ways.
    assert not any(key.startswith("one_way") for key in found)
    assert found["no_deputy:rescue_chief:chief:-"].steps == (("flash", 2),)
    assert found["step_empty:-:-:-:flash.3"].alerts == ("reported", "withdraw")
    assert not any(key.startswith("desk_empty") for key in found)
    change(world, "DELETE FROM contact WHERE person_id IN ('lanshan-desk', 'lanshan-chief')"
                  " AND kind = 'mobile'")  # fmt: skip
    assert {"one_way:-:desk:-", "one_way:-:chief:-"} <= look(world).keys()
    change(world, "DELETE FROM contact WHERE person_id IN"
                  " ('lanshan-desk', 'lanshan-chief', 'lanshan-deputy')")  # fmt: skip
    assert look(world)["desk_empty:-:-:-"].steps == (("flash", 4),)


LADDER = (
    Rung(after_min=2, do="again"),
    Rung(after_min=2, do="other_way"),
    Rung(after_min=2, do="call"),
)


def only_mail(world: World) -> None:
    """All that is known of the chief is one address of this kind."""
    change(world, "DELETE FROM contact WHERE person_id = 'lanshan-chief' AND kind <> 'mobile'")
    change(world, "UPDATE contact SET kind = 'email' WHERE person_id = 'lanshan-chief'")


def test_who_has_only_mail_is_not_reached_where_nothing_sends_mail(world: World) -> None:
    with_ladder(world, rungs=LADDER)
    only_mail(world)
    for more in ((), (Scripted(name="modem"),)):
        found = look(world, *more, profile="china")
        assert "started" in found["no_channel:rescue_chief:chief:-"].alerts
        assert "no_call:-:chief:-" not in found, "nobody waits for an answer who was never told"


def test_a_step_that_no_channel_carries_out_to_that_person_is_empty(world: World) -> None:
    with_ladder(world, rungs=LADDER)
    only_mail(world)
    found = look(world, Scripted(name="email"), Scripted(name="modem"), profile="china")
    assert not any(key.startswith("no_channel") and "chief" in key for key in found)
    assert found["one_way:-:chief:-"].steps == (("flash", 2),)
    gap = found["no_call:-:chief:-"]
    assert gap.steps == (("flash", 3),)
    assert "no_call:-:desk:-" not in found
    with world.database.read() as connection:
        words = GapWords.of(connection, world.shelf.current("lanshan"), world.directory, [gap])
    assert "no number to call" in words.what(gap).say("en")
    assert "没有可以拨打的号码" in words.what(gap).say("zh")


def test_what_the_profile_does_not_name_is_no_way(world: World) -> None:
    with_ladder(world, rungs=LADDER)
    change(world, "DELETE FROM contact WHERE kind <> 'mobile' AND mode = 'real'")
    abroad = Scripted(name="twilio")
    assert "one_way:-:chief:-" not in look(world, abroad, profile="abroad")
    assert "one_way:-:chief:-" in look(world, abroad, profile="china")


def test_peer_13_a_hand_off_without_a_successor_is_seen_a_week_ahead(world: World) -> None:
    end = NOON + timedelta(days=7)
    change(world, "DELETE FROM holding WHERE post = 'desk' AND mode = 'real'")
    hold(world, "desk", "lanshan-desk", NOON - timedelta(days=30), end)
    key = "hand_off:desk:desk:-"
    assert look(world)[key].until == end
    # The successor may begin at the very moment, not later.
    hold(world, "desk", "lanshan-vice", end, None)
    assert key not in look(world)
    change(world, "DELETE FROM holding WHERE id = 'h-desk-lanshan-vice'")
    hold(world, "desk", "lanshan-vice", end + timedelta(minutes=1), None)
    assert key in look(world)


def test_peer_13_what_ends_later_is_no_matter_yet_and_what_ended_is_a_gap(world: World) -> None:
    end = NOON + timedelta(days=7, seconds=1)
    change(world, "DELETE FROM holding WHERE post = 'desk' AND mode = 'real'")
    hold(world, "desk", "lanshan-desk", NOON - timedelta(days=30), end)
    assert not any(key.startswith("hand_off") for key in look(world))
    world.clock.move_to(end)
    assert "nobody:desk:-:-" in look(world)


def test_peer_13_the_end_is_said_in_the_plans_time(world: World) -> None:
    end = datetime(2024, 6, 2, 16, 0, tzinfo=NOON.tzinfo)
    change(world, "DELETE FROM holding WHERE post = 'desk' AND mode = 'real'")
    hold(world, "desk", "lanshan-desk", NOON - timedelta(days=30), end)
    gap = look(world)["hand_off:desk:desk:-"]
    playbook = world.shelf.current("lanshan")
    with world.database.read() as connection:
        words = GapWords.of(connection, playbook, world.directory, [gap])
    assert "2024-06-03 00:00" in words.what(gap).say("en")
    assert "值班员" in words.what(gap).say("en")


def test_nothing_is_wrong_where_everything_is_filled(world: World) -> None:
    plan = world.shelf.current("lanshan").plan
    told = tuple(a.model_copy(update={"posts": ("desk",), "groups": ()}) for a in plan.alerts)
    world.shelf.put_in_force(Playbook.of(plan.model_copy(update={"alerts": told})))
    assert look(world) == {}


def test_since_when_a_gap_is_seen_is_kept_until_it_is_closed(world: World) -> None:
    def note(*keys: str) -> dict[str, datetime]:
        with world.database.write() as connection:
            return dict(note_gaps(connection, "lanshan", keys, world.clock.now()))

    assert note("a", "b") == {"a": NOON, "b": NOON}
    world.forward(60)
    later = world.clock.now()
    assert note("a", "c") == {"a": NOON, "c": later}
    world.forward(60)
    assert note("a", "b") == {"a": NOON, "b": world.clock.now()}


@dataclass
class Templates(Scripted):
    """A provider of templates; ``words`` are the kinds of own words that it has one for."""

    words: tuple[str, ...] = ()

    def arrives(self, alert: str, fields: Mapping[str, str]) -> str | None:
        return fields["text"] if fields["told_as"] in self.words else None


def test_a_channel_without_templates_for_own_words_does_not_reach_with_them(world: World) -> None:
    """Alerts of the plan leave by it; a notice, and above all a correction, would not."""
    able = replace(WORLDLY, needs_template=True)
    for words in ((), ("notice",), ("correction",)):
        found = look(world, Templates("gateway", capabilities=able, words=words))
        gap = found["no_own_words:-:-:gateway"]
        assert "reported" in gap.alerts
        with world.database.read() as connection:
            spoken = GapWords.of(
                connection, world.shelf.current("lanshan"), world.directory, [gap]
            ).what(gap)
        assert "gateway" in spoken.say("zh")
    both = Templates("gateway", capabilities=able, words=("notice", "correction"))
    for channels in ((both,), (Templates("gateway", capabilities=able), Scripted(name="modem"))):
        assert not any(key.startswith("no_own_words") for key in look(world, *channels))
    assert "no_own_words:-:-:gateway" in look(world, Scripted(name="gateway", capabilities=able))
    assert not any(key.startswith("no_own_words") for key in look(world))

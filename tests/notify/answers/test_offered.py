"""A call offers the keys that make sense for who is called, and a key answers all that it said."""

from __future__ import annotations

from dataclasses import replace

from incident import commands as c
from notify.answers.words import KEYS, offered
from notify.channel import Accepted
from playbooks.lookup import Playbook
from tests.notify.test_answers import CHIEF, CHIEFS_PHONE, TWO_WAY, Line, Modem
from tests.notify.world import DESK, World, alert


def calling(world: World, *, goes: bool) -> Line:
    """Every note rings at the chief's; ``goes``: it sends them somewhere."""
    plan = world.shelf.current("lanshan").plan
    told = alert(
        "noted", "NoteAdded", "{incident}：有新记录{due}。", "A note.", posts=("rescue_chief",)
    )
    told = told.model_copy(update={"sets_out": goes})
    changed = plan.model_copy(update={"alerts": (*plan.alerts, told)})
    world.shelf.put_in_force(Playbook.of(changed))
    voice = Modem(name="voice", capabilities=replace(TWO_WAY, voice=True))
    voice.outcomes = [Accepted(f"CA{n}") for n in range(50)]
    return Line(world, voice, world.engine(voice))


def calls(line: Line) -> list[tuple[str, bool]]:
    """Each call to the chief by the provider's name, and whether it sends them somewhere."""
    rows = line.world.rows(
        "SELECT id, provider_id FROM attempt WHERE person = :p AND provider_id IS NOT NULL", p=CHIEF
    )
    names = {row["id"]: row["provider_id"] for row in rows}
    return [(names[m.attempt], m.goes) for m in line.modem.sent if m.person == CHIEF]


def test_a_key_pressed_in_a_call_answers_all_that_the_call_said(world: World) -> None:
    line = calling(world, goes=False)
    incident = line.open()
    for text in ("一", "二", "三"):
        world.desk.put(incident, c.AddNote(note=text), DESK)
        world.run(line.engine)
    world.forward(60)
    world.run(line.engine)
    *_, (joined, _) = calls(line)
    assert line.write(CHIEFS_PHONE, "1", joined) == "acknowledged"
    keys = {key for key, _ in line.answers(incident)}
    assert len(keys) == 2, "both that were joined, and not the one that rang before"


def test_a_call_knows_whether_it_sends_somebody_somewhere(world: World) -> None:
    line = calling(world, goes=False)
    incident = line.open()
    world.desk.put(incident, c.AddNote(note="一"), DESK)
    world.run(line.engine)
    assert [goes for _, goes in calls(line)] == [True, False]


def test_the_answers_offered_are_those_of_the_keys() -> None:
    assert offered(goes=True) == tuple(KEYS.values())
    assert offered(goes=False) == ("acknowledged", "declined")

"""Two people let an exercise reach real telephones of named people; one is enough to stop it."""

from __future__ import annotations

from collections.abc import Iterable

from incident import commands as c
from incident import events as e
from incident.decide.case import Case
from incident.decide.known import known, known_person
from incident.posts import recorders
from incident.state.arming import Arming
from incident.words import number, numbered, word
from runtime.language import N_, phrase
from runtime.refusal import Refused


def arm(case: Case, cmd: c.ArmExercise) -> list[e.Event]:
    """Raises Refused ``mode_mixed`` in a real incident, ``unknown_person`` for somebody who is not
    on the exercise's roster, ``duplicate`` for one named twice or while another arming is in force,
    ``impossible`` while a real incident is open in the county."""
    _exercise(case)
    for person in cmd.persons:
        known_person(case, person, "persons")
    _once("persons", cmd.persons)
    _once("channels", cmd.channels)
    before = case.state.arming
    if before is not None and before.in_force:
        allowed = phrase(N_("to disarm that one first"))
        raise Refused("duplicate", field="arming", value=numbered(before.id), allowed=allowed)
    _nothing_against(case, cmd.wire())
    count = 0 if before is None else int(number(before.id))
    return [
        e.ExerciseArmed(
            arming=f"arming-{count + 1}",
            persons=cmd.persons,
            channels=cmd.channels,
            minutes=cmd.minutes,
            by=case.post,
            reason=cmd.reason,
        )
    ]


def confirm(case: Case, cmd: c.ConfirmArming) -> list[e.Event]:
    """Raises Refused ``unknown_item`` for one that does not wait, ``second_person`` for who asked
    for it and for whoever does not press it themselves, ``invalid`` for another number of people,
    ``impossible`` while a real incident is open in the county."""
    found = case.state.arming
    if found is None or found.id != cmd.arming or not found.waits:
        waiting = [found.id] if found is not None and found.waits else []
        raise _unknown(cmd.arming, waiting)
    # The one decision that nobody writes down for somebody else: one hand must not do both.
    if case.actor.person == found.armed_by or cmd.spoken or cmd.override:
        allowed = phrase(N_("another person than who asked for it, in their own session"))
        raise Refused("second_person", field="arming", value=numbered(found.id), allowed=allowed)
    if cmd.person_count != len(found.persons):
        count = phrase(N_("{count}, as many as it names"), count=len(found.persons))
        raise Refused("invalid", field="person_count", value=cmd.person_count, allowed=count)
    _nothing_against(case, cmd.wire())
    return [
        e.ArmingConfirmed(
            arming=found.id,
            persons=found.persons,
            channels=found.channels,
            minutes=found.minutes,
            armed_by=found.armed_by,
            by=case.post,
        )
    ]


def disarm(case: Case, cmd: c.Disarm) -> list[e.Event]:
    """Raises Refused ``unknown_item`` for one that has ended, ``not_allowed`` for somebody who
    neither armed nor confirmed it nor keeps the record."""
    found = _standing(case, cmd.arming)
    two = {found.armed_by, found.confirmed_by}
    if case.actor.person not in two and not case.actor.posts & {*recorders(case.playbook)}:
        allowed = phrase(N_("who armed or confirmed it, and those who keep the record"))
        raise Refused("not_allowed", field="arming", value=numbered(found.id), allowed=allowed)
    return [e.Disarmed(arming=found.id, why="person", reason=cmd.reason)]


def end(case: Case, cmd: c.EndArming) -> list[e.Event]:
    """What ended by itself; nothing where somebody was faster."""
    found = case.state.arming
    if found is None or found.id != cmd.arming or found.ended_at is not None:
        return []
    return [e.Disarmed(arming=found.id, why=cmd.why)]


def _standing(case: Case, name: str) -> Arming:
    found = case.state.arming
    if found is None or found.ended_at is not None:
        raise _unknown(name, ())
    if found.id != name:
        raise _unknown(name, [found.id])
    return found


def _unknown(name: str, there: Iterable[str]) -> Refused:
    return Refused("unknown_item", field="arming", value=numbered(name), allowed=known(there))


def _exercise(case: Case) -> None:
    if case.state.mode != "exercise":
        allowed = word("exercise")
        raise Refused("mode_mixed", field="mode", value=word(case.state.mode), allowed=allowed)


def _once(field: str, named: tuple[str, ...]) -> None:
    if len(set(named)) < len(named):
        allowed = phrase(N_("each of them once"))
        raise Refused("duplicate", field=field, value=len(named), allowed=allowed)


def _nothing_against(case: Case, command: str) -> None:
    match case.named.obstacle:
        case "real_incident":
            value, allowed = N_("a real incident is open"), N_("when none is open in this county")
        case "played":
            value = N_("a player of its own sends the messages of this exercise")
            allowed = N_("in an exercise that runs in this program")
        case _:
            return
    raise Refused("impossible", field=command, value=phrase(value), allowed=phrase(allowed))

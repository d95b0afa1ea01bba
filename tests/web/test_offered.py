"""Whatever a board offers to somebody, the desk does not refuse to them for who they are."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from html import unescape
from itertools import product
from typing import Any
from urllib.parse import parse_qsl, urlencode

import pytest
from starlette.testclient import TestClient

from incident import commands as c
from incident.actors import actor_of
from incident.codec import Envelope
from incident.decide.authority import warrant
from incident.decide.case import Actor, Case
from incident.decide.offered import given_by, standing
from incident.lifecycle import TABLE
from incident.model import Spoken
from incident.state import Stage
from registry.load import SAMPLE, load_county
from runtime.refusal import Refused
from tests.web.conftest import OFFICER, House
from web.board.audience import Audience
from web.board.offering import offering
from web.board.read import board
from web.board.view import Board
from web.board.watching import audience_of
from web.choices import choices
from web.reader import Reader

Report = Callable[[TestClient], str]
LINK = re.compile(r'/do/(\w+)(?:\?([^"]*))?"')
PRESSED = re.compile(r'/do/(\w+)" data-at-once><input type="hidden" name="(\w+)" value="([^"]*)"')
OPERATOR = "wutai-duty-officer"
GROUP_LEADER = "wutai-rescue-liaison"
COMMANDER = "wutai-vice-magistrate"
PEOPLE = sorted(p.id for p in load_county(SAMPLE).real.people)
MOST_AUDIENCES = 40


def spoken(house: House, post: str) -> Spoken:
    return Spoken(on_behalf_of=post, means="telephone", said_at=house.clock.now())


def put(house: House, path: str, command: c.Command) -> None:
    house.services.desk.put(path.rsplit("/", 1)[1], command, OFFICER)


def to_stage(house: House, path: str, stage: Stage) -> None:
    """An incident with something to press of every kind."""
    put(house, path, c.RecordClaim(measure="trapped", value=3, source="fire"))
    put(house, path, c.RecordInquiry(from_whom="市局", question="几人失联"))
    if stage == "reported":
        return
    put(house, path, c.StartResponse(level=2, spoken=spoken(house, "vice_magistrate")))
    state = house.services.desk.state(path.rsplit("/", 1)[1])
    planned = house.services.shelf.get(state.plan).tasks
    for n, task in enumerate(state.tasks):
        if n % 3 == 0:
            put(house, path, c.StartTask(task=task))
        if n % 6 == 0:
            put(house, path, c.FinishTask(task=task, proof=planned[task].proof, evidence="到位"))


def links(seen: str) -> set[tuple[str, str]]:
    """Every command that the bytes of a board offer, with what its link fills in."""
    pressed = {(name, f"{field}={value}") for name, field, value in PRESSED.findall(seen)}
    without = PRESSED.sub("", seen)
    return pressed | {(name, query) for name, query in LINK.findall(without)}


def eyes(house: House, path: str) -> dict[Audience, str]:
    """The audiences of the county, and one person of each."""
    incident = path.rsplit("/", 1)[1]
    found: dict[Audience, str] = {}
    with house.services.database.read() as connection:
        for person in PEOPLE:
            reader = Reader(person, person, "wutai", "real", "zh")
            found.setdefault(audience_of(house.services, connection, reader, incident), person)
    return found


def ways(seen: Board, name: str, query: str) -> Iterator[c.Command]:
    """The command as the form behind a link could come back: with every choice it leaves."""
    kind, told = c.COMMANDS[name], dict(parse_qsl(query))
    listed = choices(seen.incident, seen.playbook, seen.texts, "zh", assessed=True)
    asked: dict[str, list[Any]] = {}
    for field, info in kind.model_fields.items():
        options = listed.get(f"{name}.{field}", listed.get(field))
        if field in told:
            asked[field] = [told[field]]
        elif options and (info.is_required() or field == "level"):
            asked[field] = [value for value, _ in options]
        elif field == "action" and info.is_required():
            asked[field] = ["start", "raise", "lower", "end"]
        elif info.is_required():
            asked[field] = [""]
    if "level" in asked:
        asked["level"] = [int(level) for level in asked["level"]]
    for each in product(*asked.values()):
        yield kind.model_construct(None, **dict(zip(asked, each, strict=True)))


def refused(house: House, seen: Board, person: str, name: str, query: str) -> bool:
    """Whether the desk refuses every command that a link can lead to, for who gives it."""
    opened = seen.incident.opened
    envelope = Envelope(seen.incident.id, opened.jurisdiction, "real")
    with house.services.database.read() as connection:
        actor = actor_of(connection, person, envelope, house.clock.now(), None, None)
    case = Case(seen.incident, seen.playbook, seen.now, actor, opened.jurisdiction)
    for command in ways(seen, name, query):
        others = [None] if "spoken" not in query else [
            spoken(house, post) for post in given_by(case, name, dict(parse_qsl(query)))
        ]  # fmt: skip
        for said in others:
            try:
                warrant(case, command.model_copy(update={"spoken": said}))
            except Refused:
                continue
            else:
                return False
    return True


@pytest.mark.parametrize("stage", ["reported", "responding"])
def test_nothing_that_a_board_offers_is_refused_for_who_presses_it(
    house: House, reported: Report, stage: Stage
) -> None:
    path = reported(house.signed_in())
    to_stage(house, path, stage)
    audiences = eyes(house, path)
    assert 8 < len(audiences) < MOST_AUDIENCES, "a board is rendered for each"
    wrong = []
    for audience, person in audiences.items():
        seen = board(house.services, audience, path.rsplit("/", 1)[1])
        client = house.signed_in(person)
        shown = client.get(path).text
        shown += "".join(client.get(f"{path}/board.json").json()["fragments"].values())
        wrong += [(person, name, query) for name, query in sorted(links(unescape(shown)))
                  if refused(house, seen, person, name, query)]  # fmt: skip
    assert wrong == []


def offered(house: House, person: str, path: str) -> dict[str, set[str]]:
    fragments = house.signed_in(person).get(f"{path}/board.json").json()["fragments"]
    found: dict[str, set[str]] = {}
    for name, query in links(unescape(json.dumps(fragments).replace('\\"', '"'))):
        found.setdefault(name, set()).add(query)
    return found


def test_the_duty_desk_writes_down_what_is_not_its_own_to_decide(
    house: House, reported: Report
) -> None:
    """Every decision of others can still be entered for them: that is how the night goes."""
    path = reported(house.signed_in())
    to_stage(house, path, "responding")
    menu = offered(house, OPERATOR, path)
    for name in ("ApproveFigures", "FormOnSite", "RaiseLevel", "HandOverCommand"):
        assert menu[name], name
        assert all("spoken" in query for query in menu[name]), name
    assert "" in menu["RecordClaim"]
    own = offered(house, COMMANDER, path)
    assert "" in own["ApproveFigures"]
    assert "DraftWarning" not in own, "who commands is not who writes"
    assert not any("spoken" in query for queries in own.values() for query in queries)


def test_a_group_is_offered_its_own_tasks_and_no_decision(house: House, reported: Report) -> None:
    path = reported(house.signed_in())
    to_stage(house, path, "responding")
    state = house.services.desk.state(path.rsplit("/", 1)[1])
    theirs = offered(house, GROUP_LEADER, path)
    assert not {"ApproveFigures", "DraftWarning", "RaiseLevel", "StepReport"} & theirs.keys()
    assert {state.tasks[q.removeprefix("task=")].group for q in theirs["StartTask"]} == {"rescue"}


def responding(house: House, reported: Report) -> Case:
    """An incident under response, asked by nobody in particular."""
    path = reported(house.signed_in())
    to_stage(house, path, "responding")
    state = house.services.desk.state(path.rsplit("/", 1)[1])
    playbook = house.services.shelf.get(state.plan)
    return Case(state, playbook, house.clock.now(), Actor("", engine=True), "wutai")


def test_posts_that_look_at_one_board_are_worth_the_same_to_every_rule(
    house: House, reported: Report
) -> None:
    case = responding(house, reported)
    state, playbook = case.state, case.playbook
    names = [row.command for row in TABLE if row.who != "engine"]
    givers = {name: given_by(case, name, {}) for name in names}
    for post in playbook.posts:
        alike = standing(state, playbook, frozenset({post}))
        for name in names:
            assert (post in givers[name]) is not alike.isdisjoint(givers[name]), (post, name)
    every = standing(state, playbook, frozenset(playbook.posts))
    assert len(every) < len(playbook.posts)
    assert standing(state, playbook, frozenset({"somebody_else"})) == frozenset()


def test_whose_a_step_is_does_not_depend_on_which_task_was_asked_about_before(
    house: House, reported: Report
) -> None:
    """A board remembers whose one step is; it must be that of this task's group and verifier."""
    case = responding(house, reported)
    state, playbook = case.state, case.playbook
    asked = [
        (name, {"task": task})
        for name in ("StartTask", "FinishTask", "VerifyTask", "ReturnTask")
        for task in (*state.tasks, "no_such_task")
    ]
    for post in playbook.posts:
        board_of_one = offering(state, playbook, house.clock.now(), frozenset({post}))
        for name, about in asked:
            own = board_of_one.whose(name, urlencode(about)) == "own"
            assert own is (post in given_by(case, name, about)), (post, name, about)

"""The responders' page: each role's part, each button, what is refused, and what it never shows."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import insert
from starlette.testclient import TestClient

from incident import commands as c
from incident.decide.case import TOLERANCE
from incident.state import Incident
from notify.tables import AttemptRow
from registry.tables import ContactRow
from runtime.clock import ManualClock
from tests.web.conftest import COMMANDER, OFFICER, PLAYER, House

Report = Callable[[TestClient], str]
MEMBER = "wutai-rescue-liaison"
RESCUE_TASKS = "抢险救援组"
RIVAL = 7431
APPROVED = 6217


@pytest.fixture
def night(house: House, reported: Report) -> tuple[House, str]:
    """A response of level II with one approved figure and a worse one."""
    path = reported(house.signed_in())
    incident = path.rsplit("/", 1)[1]
    put = house.services.desk.put
    put(incident, c.StartResponse(level=2), COMMANDER)
    put(incident, c.ApproveFigures(figures={"missing": APPROVED}), COMMANDER)
    put(incident, c.RecordClaim(measure="missing", value=RIVAL, source="township"), OFFICER)
    return house, path


def state_of(house: House, path: str) -> Incident:
    return house.services.desk.state(path.rsplit("/", 1)[1])


def page_of(client: TestClient, path: str) -> str:
    """For whom the page is that this browser has open."""
    page = client.get(f"{path}/me").text
    return page.split('data-person="')[1].split('"')[0] if "data-person" in page else "nobody"


def press(client: TestClient, path: str, command: str, key: str = "k1", **more: Any) -> Any:
    at = more.pop("at", None)
    person = more.pop("person", None) or page_of(client, path)
    body = {"person": person, "command": command, "fields": more, "key": key, "at": at}
    return client.post(f"{path}/me/act", json=body)


def withdraw(house: House, path: str) -> None:
    order = c.OrderWithdrawal(reason="坝下全部撤出，到柳湾岭集合")
    house.services.desk.put(path.rsplit("/", 1)[1], order, MEMBER)


def a_task(house: House, path: str, group: str = "rescue") -> str:
    tasks = state_of(house, path).tasks.values()
    return next(t.id for t in tasks if t.group == group and t.status == "assigned")


def alert(house: House, path: str, person: str = MEMBER) -> None:
    """A message to a person that was handed to a channel."""
    state, vault = state_of(house, path), house.services.vault
    with house.services.database.write() as connection:
        vault.seal_many(connection, person, {"a.text": "请立即出发", "a.address": "sim:0001"})
        row = dict.fromkeys(("event", "lang", "roster_version", "urgency", "confirm"), "x")
        connection.execute(
            insert(AttemptRow),
            {
                **row, "id": "a-1", "incident": state.id, "jurisdiction": "wutai", "mode": "real",
                "key": "entry-3", "person": person, "posts": ["rescue_liaison"], "position": 1,
                "step": 1, "channel": "console", "address_ref": "a.address", "text_ref": "a.text",
                "on_unknown": "hold", "status": "accepted", "created_at": house.clock.now(),
            },
        )  # fmt: skip


# -- what is shown ---------------------------------------------------------------------------------


def test_a_member_sees_the_tasks_of_the_group_and_approved_figures_only(
    night: tuple[House, str],
) -> None:
    house, path = night
    page = house.signed_in(MEMBER).get(f"{path}/me")
    assert page.status_code == 200
    assert RESCUE_TASKS in page.text
    assert str(APPROVED) in page.text
    assert str(RIVAL) not in page.text
    chosen = [part for part in page.text.split("<input")[1:] if " checked" in part.split(">")[0]]
    assert chosen == [], "nothing is chosen beforehand"


@pytest.mark.parametrize(
    ("person", "decides", "tells"),
    [
        (COMMANDER, True, True),
        (OFFICER, False, True),
        (MEMBER, False, True),
        ("wutai-operator-head-demo", False, True),
        ("wutai-township-head-demo", False, True),
        ("wutai-village-contact-demo", False, True),
        ("wutai-superior-commander", False, False),
    ],
)
def test_each_role_has_its_own_part(
    house: House, reported: Report, person: str, decides: bool, tells: bool
) -> None:
    path = reported(house.signed_in())
    incident = path.rsplit("/", 1)[1]
    house.services.desk.put(
        incident, c.RecordClaim(measure="trapped", value=1, source="fire"), OFFICER
    )
    page = house.signed_in(person).get(f"{path}/me").text
    assert ("/do/StartResponse?decided_on.decision=start" in page) == decides
    assert ('data-press="RecordClaim"' in page) == tells
    assert ('data-press="CheckIn"' in page) == tells


def test_a_decision_comes_with_its_reasons_clause_and_read_back_form(
    house: House, reported: Report
) -> None:
    path = reported(house.signed_in())
    claim = c.RecordClaim(measure="missing", value=2, source="fire")
    house.services.desk.put(path.rsplit("/", 1)[1], claim, OFFICER)
    client = house.signed_in(COMMANDER)
    page = client.get(f"{path}/me").text
    assert "§A4" in page or "§5.3.1" in page
    link = page.split('class="button main" href="')[1].split('"')[0].replace("&amp;", "&")
    assert client.get(link).status_code == 200


def test_no_number_is_made_up(night: tuple[House, str]) -> None:
    house, path = night
    assert "tel:" not in house.signed_in(MEMBER).get(f"{path}/me").text
    with house.services.database.write() as connection:
        house.services.vault.seal(connection, "wutai-emergency-head", "sim:0001", "c.ref")
        connection.execute(
            insert(ContactRow),
            {
                "id": "c-1", "jurisdiction": "wutai", "mode": "real", "kind": "mobile",
                "person_id": "wutai-emergency-head", "address_ref": "c.ref", "rank": 1,
            },
        )  # fmt: skip
    assert 'href="tel:sim:0001"' in house.signed_in(MEMBER).get(f"{path}/me").text
    village = house.signed_in("wutai-village-contact-demo").get(f"{path}/me").text
    assert "sim:0001" not in village


# -- what is pressed -------------------------------------------------------------------------------


def test_a_task_goes_from_received_to_done_and_verified(night: tuple[House, str]) -> None:
    house, path = night
    client, task = house.signed_in(MEMBER), a_task(house, path)
    proof = house.services.shelf.get(state_of(house, path).plan).task(task)
    assert press(client, path, "ReceiveTask", "1", task=task).status_code == 200
    assert press(client, path, "BlockTask", "2", task=task, reason="路断").status_code == 200
    assert "路断" in client.get(f"{path}/me").text
    assert press(client, path, "StartTask", "3", task=task).status_code == 200
    done = press(client, path, "FinishTask", "4", task=task, proof=proof.proof, evidence="完毕")
    assert done.status_code == 200, done.text
    assert state_of(house, path).tasks[task].status == "done"
    verifier = proof.verifier.replace("_", "-")
    page = house.signed_in(f"wutai-{verifier}")
    assert "完毕" in page.get(f"{path}/me").text
    assert press(page, path, "VerifyTask", "5", task=task).status_code == 200


def test_a_group_takes_all_its_tasks_with_one_press(night: tuple[House, str]) -> None:
    house, path = night
    client = house.signed_in(MEMBER)
    page = client.get(f"{path}/me").text
    form = page.split('data-press="ReceiveTasks"')[1].split("</form>")[0]
    group = form.split('name="group" value="')[1].split('"')[0]
    listed = form.split('name="tasks" value="')[1].split('"')[0]
    assert len(listed.split()) > 1
    taken = press(client, path, "ReceiveTasks", "1", group=group, tasks=listed)
    assert taken.status_code == 200, taken.text
    stand = state_of(house, path).tasks
    assert {stand[t].status for t in listed.split()} == {"received"}
    assert 'data-press="ReceiveTasks"' not in client.get(f"{path}/me").text


def test_an_alert_is_answered_and_then_gone(night: tuple[House, str]) -> None:
    house, path = night
    alert(house, path)
    client = house.signed_in(MEMBER)
    assert "请立即出发" in client.get(f"{path}/me").text
    assert "请立即出发" not in house.signed_in(OFFICER).get(f"{path}/me").text
    answer = press(client, path, "AnswerAlert", alert="entry-3", answer="on_the_way")
    assert answer.status_code == 200
    assert "请立即出发" not in client.get(f"{path}/me").text
    assert state_of(house, path).answers[("entry-3", MEMBER)].answer == "on_the_way"


def test_a_withdrawal_stands_first_and_holds_the_tasks(night: tuple[House, str]) -> None:
    house, path = night
    withdraw(house, path)
    client = house.signed_in(MEMBER)
    page = client.get(f"{path}/me").text
    assert page.index("坝下全部撤出") < page.index('id="tasks"')
    assert "‖" in page
    tasks = page.split('id="tasks"')[1].split("data-part")[0]
    assert "data-press" not in tasks, "a task on hold has no buttons"
    answered = press(client, path, "AnswerWithdrawal", number="1", answer="trapped", place="二号沟")
    assert answered.status_code == 200
    for leader in (OFFICER, COMMANDER):
        seen = house.signed_in(leader).get(f"{path}/me").text
        assert 'class="rescue"' in seen
        assert "二号沟" in seen
    village = house.signed_in("wutai-village-contact-demo").get(f"{path}/me").text
    assert "二号沟" not in village


def test_a_figure_goes_in_as_a_claim_with_how_it_is_known(night: tuple[House, str]) -> None:
    house, path = night
    told = press(
        house.signed_in(MEMBER), path, "RecordClaim",
        measure="dead", value="1", source="rescue_liaison", basis="roster",
    )  # fmt: skip
    assert told.status_code == 200, told.text
    claim = list(state_of(house, path).claims.values())[-1]
    assert (claim.measure, claim.value, claim.basis) == ("dead", 1, "roster")


def test_a_queued_press_counts_from_its_own_time_and_only_once(night: tuple[House, str]) -> None:
    house, path = night
    client = house.signed_in(MEMBER)
    at = house.clock.now()
    house.clock.forward(timedelta(minutes=20))
    for repeated in (False, True):
        sent = press(client, path, "CheckIn", at=at.isoformat(), movement="arrived", place="坝址")
        assert (sent.status_code, sent.json()["repeated"]) == (200, repeated)
    state = state_of(house, path)
    assert state.presence[MEMBER].at == at
    checked_in = client.get(f"{path}/me").text.split('aria-pressed="true">')[1]
    assert "02:28" in checked_in.split("</button>")[0]


def test_a_phone_far_ahead_is_not_refused_but_counts_as_now(night: tuple[House, str]) -> None:
    house, path = night
    ahead = house.clock.now() + timedelta(hours=9)
    client = house.signed_in(MEMBER)
    assert press(client, path, "CheckIn", at=ahead.isoformat(), movement="left").status_code == 200
    assert state_of(house, path).presence[MEMBER].at == house.clock.now()


def test_without_scripts_the_buttons_are_forms(night: tuple[House, str]) -> None:
    house, path = night
    client = house.signed_in(MEMBER)
    form = {"_person": MEMBER, "command": "CheckIn", "_key": "f1", "movement": "left"}
    answer = client.post(f"{path}/me/act", data=form, follow_redirects=False)
    assert (answer.status_code, answer.headers["location"]) == (303, f"{path}/me")
    wrong = client.post(f"{path}/me/act", data={**form, "_key": "f2", "movement": "flown"})
    assert wrong.status_code == 422
    assert 'class="refusal"' in wrong.text


# -- what is refused -------------------------------------------------------------------------------


def test_the_world_moved_on_and_says_so_in_words(night: tuple[House, str]) -> None:
    house, path = night
    task = a_task(house, path)
    proof = house.services.shelf.get(state_of(house, path).plan).task(task).proof
    house.services.desk.put(
        path.rsplit("/", 1)[1], c.FinishTask(task=task, proof=proof, evidence="x"), OFFICER
    )
    answer = press(house.signed_in(MEMBER), path, "ReceiveTask", task=task)
    assert answer.status_code == 409
    assert answer.json()["code"] == "impossible"
    assert answer.json()["message"]["zh"]


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ({"command": "StartResponse", "fields": {"level": "2"}}, 404),
        ({"key": None}, 422),
        ({"person": None}, 422),
        ({"person": 3}, 422),
        ({"fields": {"movement": 3}}, 422),
        ({"fields": {"movement": "left", "x": "1"}}, 422),
        ({"fields": {"movement": "left", "happened_at": "2026-05-17T02:28:00"}}, 422),
        ({"at": "noon"}, 422),
        ({"at": "2026-05-17T02:28:00"}, 422),
        ({"at": "0001-01-01T00:00:00+14:00"}, 422),
        ({"at": [[[]]]}, 422),
    ],
)
def test_what_is_no_press_is_refused_in_the_shape_of_the_api(
    night: tuple[House, str], body: dict[str, object], status: int
) -> None:
    house, path = night
    sound = {"person": MEMBER, "command": "CheckIn", "fields": {"movement": "left"}, "key": "k"}
    answer = house.signed_in(MEMBER).post(f"{path}/me/act", json={**sound, **body})
    assert answer.status_code == status, answer.text
    assert MEMBER not in state_of(house, path).presence
    assert set(answer.json()) == {"code", "field", "value", "allowed", "message"}


def test_a_foreign_incident_is_as_if_it_were_not_there(night: tuple[House, str]) -> None:
    house, path = night
    player = house.signed_in(PLAYER)
    for answer in (
        player.get(f"{path}/me"),
        player.get(f"{path}/me/parts"),
        press(player, path, "CheckIn", movement="left", person=PLAYER),
        player.get("/incidents/t-none/me"),
    ):
        assert answer.status_code == 404


def test_signed_out_and_from_another_site_nothing_is_given(night: tuple[House, str]) -> None:
    house, path = night
    stranger = house.client()
    assert press(stranger, path, "CheckIn", movement="left").status_code == 401
    assert stranger.get(f"{path}/me/parts").status_code == 401
    assert stranger.get(f"{path}/me", follow_redirects=False).headers["location"] == "/sign-in"
    client = house.signed_in(MEMBER)
    elsewhere = {"origin": "https://elsewhere.example"}
    body = {"person": MEMBER, "command": "CheckIn", "fields": {"movement": "left"}, "key": "k"}
    assert client.post(f"{path}/me/act", json=body, headers=elsewhere).status_code == 403


def test_an_exercise_is_marked_and_a_watcher_has_no_part_in_it(
    house: House, reported: Report
) -> None:
    drill = reported(house.signed_in(PLAYER))
    player = house.signed_in(PLAYER).get(f"{drill}/me").text
    assert 'class="responder exercise"' in player
    assert "演练" in player
    watcher = house.signed_in().get(f"{drill}/me").text
    assert "data-press" not in watcher
    assert press(house.signed_in(), drill, "CheckIn", movement="left").status_code == 409


# -- whose press it is -----------------------------------------------------------------------------


def test_what_one_person_pressed_is_never_done_as_another(night: tuple[House, str]) -> None:
    house, path = night
    other = house.signed_in(OFFICER)
    sent = press(other, path, "CheckIn", movement="arrived", person=MEMBER)
    assert (sent.status_code, sent.json()["code"]) == (409, "other_person")
    for lang in ("zh", "en"):
        assert sent.json()["message"][lang]
    assert state_of(house, path).presence == {}
    again = press(house.signed_in(MEMBER), path, "CheckIn", movement="arrived")
    assert (again.status_code, again.json()["repeated"]) == (200, False)
    assert set(state_of(house, path).presence) == {MEMBER}


def test_whose_press_it_is_comes_before_whether_there_is_such_an_incident(
    night: tuple[House, str],
) -> None:
    house, path = night
    sent = press(house.signed_in(PLAYER), path, "CheckIn", movement="left", person=MEMBER)
    assert sent.status_code == 409, "it stays on the phone; a 404 would give it up"


def test_a_form_without_scripts_names_its_person_too(night: tuple[House, str]) -> None:
    house, path = night
    page = house.signed_in(MEMBER).get(f"{path}/me").text
    forms = [form.split("</form>")[0] for form in page.split("<form")[1:] if "/me/act" in form]
    assert forms
    assert all(f'name="_person" value="{MEMBER}"' in form for form in forms)
    form = {"command": "CheckIn", "_key": "f1", "movement": "left"}
    other = house.signed_in(OFFICER)
    for whose in ({"_person": MEMBER}, {}):
        answer = other.post(f"{path}/me/act", data={**form, **whose}, follow_redirects=False)
        assert answer.status_code == 409
        assert 'class="refusal"' in answer.text
    assert state_of(house, path).presence == {}


def test_parts_say_whose_they_are(night: tuple[House, str]) -> None:
    house, path = night
    client = house.signed_in(MEMBER)
    first = client.get(f"{path}/me/parts")
    known = {"if-none-match": first.headers["etag"]}
    again = client.get(f"{path}/me/parts", headers=known)
    assert (first.headers["x-person"], again.headers["x-person"]) == (MEMBER, MEMBER)
    other = house.signed_in(OFFICER).get(f"{path}/me/parts", headers=known)
    assert (other.status_code, other.headers["x-person"]) == (200, OFFICER)
    outside = house.signed_in(PLAYER).get(f"{path}/me/parts")
    assert (outside.status_code, outside.headers["x-person"]) == (404, PLAYER)


def test_a_press_from_before_the_incident_is_refused_in_words(night: tuple[House, str]) -> None:
    house, path = night
    client, opened = house.signed_in(MEMBER), house.clock.now()
    house.clock.forward(timedelta(hours=1))
    for at in (opened - TOLERANCE - timedelta(seconds=1), datetime(2020, 1, 1, tzinfo=UTC)):
        sent = press(client, path, "CheckIn", at=at.isoformat(), movement="left")
        assert (sent.status_code, sent.json()["field"]) == (422, "happened_at")
        assert "2026-05-17 02:28" in sent.json()["allowed"]["zh"]
    assert state_of(house, path).presence == {}
    at = opened - TOLERANCE
    assert press(client, path, "CheckIn", at=at.isoformat(), movement="left").status_code == 200
    assert state_of(house, path).presence[MEMBER].at == at


@pytest.mark.parametrize(
    ("command", "more"), [("AddNote", {"note": "路通了"}), ("CheckIn", {"movement": "left"})]
)
def test_who_only_watches_presses_nothing(
    night: tuple[House, str], command: str, more: dict[str, str]
) -> None:
    house, path = night
    before = state_of(house, path).seq
    sent = press(house.signed_in("wutai-superior-commander"), path, command, **more)
    assert (sent.status_code, sent.json()["code"]) == (403, "not_allowed")
    assert state_of(house, path).seq == before
    assert press(house.signed_in(MEMBER), path, command, **more).status_code == 200


def test_who_has_no_group_yet_still_answers(house: House, reported: Report) -> None:
    path = reported(house.signed_in())
    sent = press(house.signed_in(MEMBER), path, "CheckIn", movement="left")
    assert sent.status_code == 200, "the page shows the buttons before any group is in force"


# -- how it stays fresh ----------------------------------------------------------------------------


def test_parts_come_once_and_again_only_when_something_changed(night: tuple[House, str]) -> None:
    house, path = night
    client = house.signed_in(MEMBER)
    first = client.get(f"{path}/me/parts")
    assert first.headers["x-incident-rate"] == "1.0"
    assert datetime.fromisoformat(first.headers["x-incident-now"]) == house.clock.now()
    known = {"if-none-match": first.headers["etag"]}
    assert isinstance(house.clock, ManualClock)
    house.clock.forward(timedelta(minutes=1))
    again = client.get(f"{path}/me/parts", headers=known)
    assert (again.status_code, again.content) == (304, b"")
    assert datetime.fromisoformat(again.headers["x-incident-now"]) == house.clock.now()
    withdraw(house, path)
    assert "坝下全部撤出" in client.get(f"{path}/me/parts", headers=known).json()["escape"]


def test_it_can_be_installed(night: tuple[House, str]) -> None:
    house, path = night
    client = house.signed_in(MEMBER)
    told = client.get("/manifest.webmanifest")
    assert told.headers["content-type"] == "application/manifest+json"
    for icon in json.loads(told.text)["icons"]:
        assert client.get(icon["src"]).status_code == 200
    worker = client.get("/sw.js")
    assert worker.headers["service-worker-allowed"] == "/"
    assert worker.headers["cache-control"] == "no-cache"
    files = json.loads(worker.text.split("const SHELL = ")[1].split(";")[0])
    assert all(client.get(file).status_code == 200 for file in files)
    policy = client.get(f"{path}/me").headers["content-security-policy"]
    assert "manifest-src 'self'" in policy
    assert "worker-src 'self'" in policy


def test_every_script_that_the_page_loads_is_kept_for_no_signal() -> None:
    from web.assets import FOLDER
    from web.me.installed import SHELL

    imported = {
        line.split('"./')[1].split('"')[0]
        for name in ("phone.js", "queue.js", "waiting.js", "clocks.js")
        for line in (FOLDER / name).read_text(encoding="utf-8").splitlines()
        if line.startswith("import ")
    }
    assert imported | {"phone.js", "phone.css"} <= set(SHELL)


def test_where_an_installed_page_begins(night: tuple[House, str]) -> None:
    house, path = night
    answer = house.signed_in(MEMBER).get("/me", follow_redirects=False)
    assert answer.headers["location"] == f"{path}/me"
    assert house.signed_in(PLAYER).get("/me", follow_redirects=False).headers["location"] == "/"

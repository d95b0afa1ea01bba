"""What is pressed on the responders' page takes effect, once, at its own time."""

from __future__ import annotations

from datetime import timedelta

from tests.web.conftest import COMMANDER, OFFICER, House
from tests.web.me.night import (
    MEMBER,
    a_task,
    alert,
    press,
    state_of,
    withdraw,
)


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


def test_who_cannot_says_why_and_the_desk_reads_it(night: tuple[House, str]) -> None:
    house, path = night
    alert(house, path)
    client, why = house.signed_in(MEMBER), "车坏在半路，请换一队"
    form = client.get(f"{path}/me").text.partition('data-key="cannot:entry-3"')[2]
    assert 'name="words"' in form.partition("</form>")[0]
    answer = press(client, path, "AnswerAlert", alert="entry-3", answer="declined", words=why)
    assert answer.status_code == 200, answer.text
    assert why in house.signed_in(OFFICER).get(f"{path}/told/{MEMBER}").text

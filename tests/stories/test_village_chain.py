"""02:28 at night below a dam: the village secretary sleeps, the grid worker does not."""

from __future__ import annotations

from datetime import timedelta

import pytest

from incident import commands as c
from incident.villages import standing
from notify.phones import phones
from runtime.refusal import Refused
from tests.stories.program import START, Night

VILLAGE = "wutai-village-demo-1"
SECRETARY, GRID_WORKER, CONTACT = (
    f"wutai-{who}-demo" for who in ("village-secretary", "grid-worker", "village-contact")
)
DUTY_ROOM = "wutai-township-duty-demo"
KEY = "entry-1"


def texts(night: Night, person: str) -> list[str]:
    """What arrived on somebody's phone, oldest first."""
    program = night.program
    with program.database.read() as connection:
        mine = {way.address for way in program.directory.contacts(connection, person)}
    shown = phones(program.database, program.vault, program.directory, night.incident)
    return [m["text"] for p in shown if p["address"] in mine for m in p["messages"]][::-1]


def by(night: Night, person: str, command: c.Command) -> None:
    night.program.desk.put(night.incident, command, person)
    night.send()


def wait(night: Night, minutes: int) -> None:
    for _ in range(minutes):
        night.forward(minutes=1)


def reported(night: Night) -> None:
    night.report(dam="wutai-dam-demo", township="wutai-township-demo")
    night.send()


def test_the_secretary_sleeps_and_the_grid_worker_leads_the_village(duty: Night) -> None:
    reported(duty)
    told = [len(texts(duty, who)) for who in (DUTY_ROOM, SECRETARY, GRID_WORKER, CONTACT)]
    assert told == [1, 1, 1, 1], "the township and everybody of the village, at the same time"

    wait(duty, 2)
    answer = c.AnswerAlert(alert=KEY, answer="on_the_way", means="message")
    by(duty, GRID_WORKER, answer)
    by(duty, DUTY_ROOM, answer)
    wait(duty, 8)
    assert texts(duty, GRID_WORKER)[-1].startswith("【代：村党支部书记未答复】"), "10:00 after"
    said = "".join(texts(duty, DUTY_ROOM))
    assert "下石村" not in said, "the village has answered: nothing for the township"


def test_nobody_of_a_village_answers_and_its_township_hears_which(duty: Night) -> None:
    reported(duty)
    by(duty, DUTY_ROOM, c.AnswerAlert(alert=KEY, answer="on_the_way", means="message"))
    by(duty, f"{CONTACT}-2", c.AnswerAlert(alert=KEY, answer="on_the_way", means="message"))
    wait(duty, 20)
    again = [text for text in texts(duty, DUTY_ROOM) if "无人答复" in text]
    assert [text.partition("】")[0] for text in again] == [
        "【下石村（演示）无人答复，请派人去叫",
        "【柳滩村（演示）无人答复，请派人去叫",
    ], "each silent village once, and not the one that has answered"
    assert "您的职务：乡（镇）值班室" in again[0], "their own post, not the silent one"
    unreached = duty.state.unreached
    assert (KEY, SECRETARY) in unreached, "20:00 after: the county's desk"
    wait(duty, 20)
    later = [text for text in texts(duty, DUTY_ROOM) if "无人答复" in text]
    assert later == again, "not in every round"


def test_three_times_and_households_are_told_by_who_is_awake(duty: Night) -> None:
    reported(duty)
    by(duty, DUTY_ROOM, c.ReportVillage(village=VILLAGE, stage="called", means="telephone"))
    wait(duty, 2)
    by(duty, GRID_WORKER, c.ReportVillage(village=VILLAGE, stage="answered", means="telephone"))
    wait(duty, 6)
    moving = c.ReportVillage(
        village=VILLAGE, stage="moving", means="in_person", households_moved=31, people_moved=88,
        need_help=4, with_helper=3,
    )  # fmt: skip
    by(duty, GRID_WORKER, moving)
    stands = standing(duty.state.villages[VILLAGE])
    times = {stage: (at.at - START, at.source) for stage, at in stands.reached.items()}
    assert times == {
        "called": (timedelta(0), "township_duty"),
        "answered": (timedelta(minutes=2), "grid_worker"),
        "moving": (timedelta(minutes=8), "grid_worker"),
    }
    assert stands.figures["households_moved"].shown.value == 31
    assert stands.without_helper == 1


def test_the_loudspeaker_counts_with_the_name_of_who_spoke(duty: Night) -> None:
    reported(duty)
    draft = c.DraftWarning(
        villages=(VILLAGE,), colour="red", text="青石沟尾矿库可能溃坝。",
        what_to_do="马上往两侧高处走。", valid_until=START + timedelta(hours=12),
        ready_correction="刚才的预警是误发。",
    )  # fmt: skip
    duty.put(draft, "duty_officer")
    sign = c.ApproveWarning(warning="warning-1", version=1, mode="real", village_count=1)
    duty.put(sign, "vice_magistrate")
    spoken = c.RecordWarningReceipt(
        warning="warning-1", platform="loudspeaker", outcome="played", village=VILLAGE
    )
    with pytest.raises(Refused) as refused:
        duty.put(spoken, "duty_officer")
    assert (refused.value.code, refused.value.field) == ("missing", "done_by")
    duty.put(spoken.model_copy(update={"done_by": "下石村网格员"}), "duty_officer")
    (kept,) = duty.state.warnings["warning-1"].receipts
    assert (kept.platform, kept.village, kept.done_by is not None) == ("loudspeaker", VILLAGE, True)

"""Hawaii, 13 January 2018: a drill went out to everybody as real, and was taken back after 38
minutes. Each step of it, tried here."""

from __future__ import annotations

from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest
from pydantic import ValidationError

from incident import commands as c
from incident.duties import duties
from incident.events import DutyOverdue, WarningCorrected
from incident.warnings import aloud, standing
from notify.public.cap import Actual, Exercise, document
from notify.public.of_warning import alert_of
from registry.places import Named
from tests.incident.bench import COMMANDER, DESK, Bench, names

WORDS = {
    "ref.text": "青石沟尾矿库溃坝，泥浆正向下游流动。",
    "ref.do": "上村、下村村民立即向两侧高处走。",
    "ref.ready": "刚才的预警是误发，坝没有险情，请大家放心。",
}
ZONE = ZoneInfo("Asia/Shanghai")
VILLAGES = {
    "v-upper": Named("上村", "Upper Village"),
    "v-lower": Named("下村", "Lower Village"),
}


def bench(mode: str) -> Bench:
    return Bench().report(mode=mode)


@pytest.fixture
def drill() -> Bench:
    return bench("exercise")


@pytest.fixture
def real() -> Bench:
    return bench("real")


def draft(on: Bench, **more: object) -> c.DraftWarning:
    given = {
        "villages": ("v-upper", "v-lower"),
        "colour": "red",
        "text": "ref.text",
        "what_to_do": "ref.do",
        "valid_until": on.clock.now() + timedelta(hours=6),
        "ready_correction": "ref.ready",
        "announcement": "ref.told" if on.state.mode == "exercise" else None,
    }
    return c.DraftWarning.model_validate({**given, **more})


def approval(on: Bench, **more: object) -> c.ApproveWarning:
    number = len(on.state.warnings)
    given = {
        "warning": f"warning-{number}",
        "version": on.state.warnings[f"warning-{number}"].version,
        "mode": on.state.mode,
        "village_count": 2,
    }
    return c.ApproveWarning.model_validate({**given, **more})


def out(on: Bench) -> Bench:
    """A warning that is out by the weather bureau's platform."""
    on.do(draft(on), DESK)
    on.do(approval(on), COMMANDER)
    on.do(handed(on), DESK)
    return on


def handed(on: Bench, platform: str = "weather_platform") -> c.RecordWarningReceipt:
    name = f"warning-{len(on.state.warnings)}"
    return c.RecordWarningReceipt.model_validate(
        {"warning": name, "platform": platform, "outcome": "handed_over"}
    )


# -- drill and real stood in one list ----


def test_no_list_holds_both_and_nobody_chooses() -> None:
    for command in (c.DraftWarning, c.CorrectWarning, c.RecordWarningReceipt):
        assert not {"mode", "status"} & command.model_fields.keys(), command
    for mode, kind in (("exercise", Exercise), ("real", Actual)):
        told = out(bench(mode))
        (warning,) = told.state.warnings.values()
        alert = alert_of(told.state, warning, told.playbook, WORDS, VILLAGES)
        assert type(alert) is kind
        status = {"exercise": "Exercise", "real": "Actual"}[mode]
        assert f"<status>{status}</status>" in document(alert, ZONE).decode()


# -- the words of confirming were the same ----


@pytest.mark.parametrize(("mode", "other"), [("exercise", "real"), ("real", "exercise")])
def test_who_takes_one_for_the_other_is_refused(mode: str, other: str) -> None:
    told = bench(mode)
    told.do(draft(told), DESK)
    assert told.refused(approval(told, mode=other), COMMANDER).code == "mode_mixed"
    assert told.refused(approval(told, village_count=200), COMMANDER).field == "village_count"
    told.do(approval(told), COMMANDER)


# -- the script said that it was no drill ----


@pytest.mark.parametrize("script", ["这不是演练", "THIS IS NOT A DRILL", "【演练】溃坝"])
def test_no_script_says_which_it_is(drill: Bench, script: str) -> None:
    for field in ("text", "what_to_do", "ready_correction"):
        with pytest.raises(ValidationError, match="says whether it is an exercise"):
            draft(drill, **{field: script})


def test_the_stamp_of_an_exercise_is_set_by_the_code(drill: Bench, real: Bench) -> None:
    assert aloud("exercise", "溃坝") == "【演练】溃坝【演练】"
    assert aloud("real", "溃坝") == "溃坝"
    for told, stamped in ((out(drill), True), (out(real), False)):
        (warning,) = told.state.warnings.values()
        alert = alert_of(told.state, warning, told.playbook, WORDS, VILLAGES)
        said = document(alert, ZONE).decode()
        assert ("【演练】青石沟尾矿库溃坝，泥浆正向下游流动。【演练】" in said) is stamped
        assert ("演练" in said) is stamped


# -- one person could send ----


def test_one_person_alone_lets_nothing_out(real: Bench) -> None:
    both = (DESK, COMMANDER)
    real.do(draft(real), *both, person="p-alone")
    assert real.refused(approval(real), *both, person="p-alone").code == "second_person"
    spoken = approval(real, spoken=real.spoken(COMMANDER))
    assert real.refused(spoken, DESK, person="p-alone").code == "second_person"
    assert real.refused(handed(real), DESK).code == "impossible", "what nobody approved is not out"
    heard = approval(real, spoken=real.spoken(COMMANDER, witness="p-witness"))
    real.do(heard, DESK, person="p-alone")
    assert real.state.warnings["warning-1"].approved_by == COMMANDER


def test_without_the_authority_a_second_person_is_not_enough(real: Bench) -> None:
    real.do(draft(real), DESK)
    assert real.refused(approval(real), "village_contact").code == "not_authorised"


def test_what_was_changed_after_reading_is_not_approved(real: Bench) -> None:
    real.do(draft(real), DESK)
    read = approval(real, decided_on=real.decided_on("warning:warning-1").model_dump())
    real.do(draft(real, warning="warning-1", colour="orange"), DESK)
    assert real.refused(read, COMMANDER).code == "stale_decision"
    bare = read.model_copy(update={"decided_on": None})
    assert real.refused(bare, COMMANDER).field == "version"
    real.do(approval(real), COMMANDER)
    assert real.refused(approval(real), COMMANDER).code == "impossible", "once"


# -- nobody had been told of the drill ----


def test_an_exercise_that_was_not_announced_is_refused(drill: Bench, real: Bench) -> None:
    refusal = drill.refused(draft(drill, announcement=None), DESK)
    assert (refusal.code, refusal.field) == ("missing", "announcement")
    assert real.refused(draft(real, announcement="ref.a"), DESK).code == "mode_mixed"


# -- there was no correction ready, and it took 38 minutes ----


def test_without_a_ready_correction_there_is_no_draft(real: Bench) -> None:
    with pytest.raises(ValidationError, match="ready_correction"):
        c.DraftWarning.model_validate(
            draft(real).model_dump(exclude={"ready_correction"}, exclude_none=True)
        )


def test_one_action_takes_it_back_from_exactly_the_same_people(real: Bench) -> None:
    out(real)
    real.later(3)
    (event,) = real.do(c.CorrectWarning(warning="warning-1", correction="false_alarm"), DESK)
    assert isinstance(event, WarningCorrected)
    answer, original = real.state.warnings["warning-2"], real.state.warnings["warning-1"]
    assert answer.villages == original.villages
    assert answer.text == original.ready_correction
    assert answer.approved_at == real.clock.now(), "its words were approved before"
    alert = alert_of(real.state, answer, real.playbook, WORDS, VILLAGES)
    written = document(alert, ZONE).decode()
    assert "<msgType>Cancel</msgType>" in written
    assert ".warning-1.v1," in written
    assert [w.id for w in standing(real.state)] == ["warning-2"]
    again = c.CorrectWarning(warning="warning-1", correction="false_alarm")
    assert real.refused(again, DESK).code == "duplicate"


def test_the_clock_runs_from_the_discovery_until_every_way_has_the_correction(real: Bench) -> None:
    out(real)
    real.do(handed(real, "loudspeaker"), DESK)
    found = real.clock.now()
    real.later(2)
    correct = c.CorrectWarning(warning="warning-1", correction="false_alarm", discovered_at=found)
    real.do(correct, DESK)

    def clock() -> tuple[object, object]:
        (running,) = (d for d in duties(real.state, real.playbook) if d.sort == "correction")
        assert running.started_at == found
        return running.done_at, running.due_at

    real.do(handed(real, "weather_platform"), DESK)
    assert clock() == (None, found + timedelta(minutes=10)), "the loudspeakers still say it"
    real.later(36)
    overdue = real.engine(c.NoticeOverdue())
    assert "correct:warning-2" in {x.duty for x in overdue if isinstance(x, DutyOverdue)}
    real.do(handed(real, "loudspeaker"), DESK)
    assert clock()[0] == real.clock.now()


def test_other_words_wait_for_a_second_person_but_never_block_the_ready_ones(real: Bench) -> None:
    out(real)
    bare = c.CorrectWarning(warning="warning-1", correction="all_clear")
    assert real.refused(bare, DESK).field == "text"
    drafted = bare.model_copy(update={"text": "ref.clear"})
    assert names(real.do(drafted, DESK)) == ["WarningCorrected"]
    assert real.state.warnings["warning-2"].approved_at is None
    others = draft(real, warning="warning-2", villages=("v-upper",))
    assert real.refused(others, DESK).field == "villages"
    real.do(c.CorrectWarning(warning="warning-1", correction="false_alarm"), DESK)
    late = approval(real, warning="warning-2", version=1)
    assert real.refused(late, COMMANDER).code == "impossible", "overtaken"

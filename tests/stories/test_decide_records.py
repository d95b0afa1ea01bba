"""Reports on every line, questions from above, tasks: late stays late, ordered is not done."""

from __future__ import annotations

from datetime import timedelta

import pytest

from incident import commands as c
from incident.duties import DutyClock, duties, next_due
from incident.events import DutyOverdue
from tests.incident.bench import CHIEF, COMMANDER, DESK, START, Bench, names

LINE = "government"


@pytest.fixture
def bench() -> Bench:
    return Bench().report()


def clocks(bench: Bench) -> dict[str, DutyClock]:
    return {d.id: d for d in duties(bench.state, bench.playbook)}


def tell(bench: Bench, kind: str = "telephone_first") -> None:
    command = c.TellReport(line=LINE, kind=kind, number="ref.n", receiver="ref.w")
    bench.do(command, DESK)


def test_every_cell_of_the_matrix_runs_from_learning_of_it(bench: Bench) -> None:
    running = clocks(bench)
    for cell in bench.playbook.plan.reporting.clocks:
        if cell.starts == "learned":
            clock = running[f"report:{cell.line}:{cell.kind}:1"]
            assert clock.started_at == START
            limits = [m for m in (cell.local_limit_min, cell.statutory_limit_min) if m]
            assert clock.due_at == START + timedelta(minutes=min(limits)), "the tighter one leads"
    assert next_due(bench.state, bench.playbook) == min(
        d.due_at for d in running.values() if d.due_at
    )


def test_a_report_in_time_is_never_late_and_not_told_twice(bench: Bench) -> None:
    bench.later(5)
    tell(bench)
    name = f"report:{LINE}:telephone_first:1"
    assert clocks(bench)[name].done_at == bench.clock.now()
    bench.later(5000)
    assert not clocks(bench)[name].late(bench.clock.now())
    again = c.TellReport(line=LINE, kind="telephone_first", number="ref.n", receiver="ref.w")
    assert bench.refused(again, DESK).code == "duplicate"


def test_late_stays_late_after_it_was_done(bench: Bench) -> None:
    name = f"report:{LINE}:telephone_first:1"
    bench.later(180)
    events = bench.engine(c.NoticeOverdue())
    assert name in {x.duty for x in events if isinstance(x, DutyOverdue)}
    assert bench.engine(c.NoticeOverdue()) == [], "recorded once"
    tell(bench)
    clock = clocks(bench)[name]
    assert clock.done_at is not None
    assert clock.late(bench.clock.now())
    assert name in bench.state.overdue


def test_continued_reports_follow_each_other_until_the_end() -> None:
    bench = Bench().respond()
    assert f"report:{LINE}:continued:1" not in clocks(bench)
    bench.do(c.StepReport(line=LINE, kind="written_first", step="sent"), DESK)
    first = clocks(bench)[f"report:{LINE}:continued:1"]
    assert first.started_at == bench.clock.now()
    bench.later(60)
    for step in ("drafted", "signed", "sent"):
        command = {"line": LINE, "kind": "continued", "step": step}
        bench.do(c.StepReport.model_validate(command), DESK)
    second = clocks(bench)[f"report:{LINE}:continued:2"]
    assert second.started_at == bench.clock.now()
    tell(bench, "continued")
    assert f"report:{LINE}:continued:3" in clocks(bench)
    bench.end()
    assert f"report:{LINE}:continued:3" not in clocks(bench)
    assert clocks(bench)[f"report:{LINE}:final:1"].started_at == bench.clock.now()


def test_a_written_report_is_received_only_after_it_was_sent(bench: Bench) -> None:
    received = c.StepReport(line=LINE, kind="written_first", step="received")
    assert bench.refused(received, DESK).code == "impossible"
    bench.do(c.StepReport(line=LINE, kind="written_first", step="sent"), DESK)
    bench.do(received, DESK)
    assert bench.refused(received, DESK).code == "duplicate"


@pytest.mark.parametrize(
    ("line", "kind", "figures", "field"),
    [
        ("gossip", "telephone_first", None, "line"),
        (LINE, "written_first", None, "kind"),
        (LINE, "telephone_first", 1, "figures"),
    ],
)
def test_a_report_names_a_cell_and_figures_that_exist(
    bench: Bench, line: str, kind: str, figures: int | None, field: str
) -> None:
    command = c.TellReport(line=line, kind=kind, number="ref.n", receiver="ref.w", figures=figures)
    refusal = bench.refused(command, DESK)
    assert (refusal.code, refusal.field) == ("unknown_item", field)


def test_questions_from_above_are_answered_in_time_or_late(bench: Bench) -> None:
    bench.do(c.RecordInstruction(from_whom="ref.f", words="ref.w", means="telephone"), DESK)
    bench.do(c.RecordInquiry(from_whom="ref.f", question="ref.q"), DESK)
    limit = bench.playbook.plan.reporting.inquiry_answer_min
    assert clocks(bench)["answer:inquiry-1"].due_at == START + timedelta(minutes=limit)
    bench.later(limit + 1)
    bench.do(c.AnswerInquiry(inquiry="inquiry-1", answer="ref.a"), DESK)
    assert clocks(bench)["answer:inquiry-1"].late(bench.clock.now())
    wrong = c.AnswerInstruction(instruction="inquiry-1", measure="ref.m")
    assert bench.refused(wrong, DESK).code == "unknown_item"


def test_a_task_is_done_with_its_proof_and_verified_by_somebody_else(bench: Bench) -> None:
    bench.do(c.StartResponse(level=2), COMMANDER)
    task = bench.playbook.task("call-members")
    assert bench.state.tasks[task.id].status == "assigned"
    finish = c.FinishTask(task=task.id, proof=task.proof, evidence="ref.e")
    wrong = finish.model_copy(update={"proof": "photo"})
    assert bench.refused(wrong, DESK).code == "wrong_proof"
    assert bench.refused(finish, "medical_liaison_of_nowhere").code == "not_authorised"
    verify = c.VerifyTask(task=task.id)
    assert bench.refused(verify, task.verifier).code == "impossible"
    bench.do(finish, DESK, task.verifier, person="p-same")
    assert bench.refused(verify, task.verifier, person="p-same").code == "second_person"
    bench.do(c.ReturnTask(task=task.id, reason="ref.r"), task.verifier, person="p-other")
    assert bench.state.tasks[task.id].status == "started"
    bench.do(finish, DESK)
    bench.do(verify, task.verifier, person="p-other")
    assert bench.state.tasks[task.id].status == "verified"
    unknown = c.ReceiveTask(task="sing")
    assert bench.refused(unknown, DESK).code == "unknown_task"


def test_a_group_receives_all_its_waiting_tasks_by_name(bench: Bench) -> None:
    bench.do(c.StartResponse(level=2), COMMANDER)
    theirs = [t.id for t in bench.state.tasks.values() if t.group == "rescue"]
    liaison, other = "rescue_liaison", "medical_liaison"
    *seen, unseen = theirs
    assert len(seen) > 2, theirs
    bench.do(c.ReceiveTask(task=seen[0]), liaison)
    everything = c.ReceiveTasks(group="rescue", tasks=tuple(seen))
    assert bench.refused(everything, other).code == "not_authorised"
    events = bench.do(everything, liaison)
    assert names(events) == ["TaskReceived"] * (len(seen) - 1)
    assert {bench.state.tasks[t].status for t in seen} == {"received"}
    assert bench.state.tasks[unseen].status == "assigned", "what was not listed still waits"
    assert bench.refused(everything, liaison).code == "impossible"
    strange = next(t.id for t in bench.state.tasks.values() if t.group != "rescue")
    mixed = c.ReceiveTasks(group="rescue", tasks=(unseen, strange))
    refused = bench.refused(mixed, liaison)
    assert (refused.code, refused.field) == ("unknown_task", "tasks")
    nowhere = c.ReceiveTasks(group="choir", tasks=(unseen,))
    assert bench.refused(nowhere, liaison).code == "unknown_group"
    bench.do(c.ReceiveTasks(group="rescue", tasks=(unseen,)), DESK)
    assert bench.state.tasks[unseen].status == "received", "as told by telephone"


def test_a_task_that_waits_gets_its_time_when_the_last_one_before_it_is_done(
    bench: Bench,
) -> None:
    bench.do(c.StartResponse(level=2), COMMANDER)
    waiting = bench.playbook.task("danger-zone-mark")
    assert f"task:{waiting.id}" not in clocks(bench)
    for name in waiting.after:
        proof = bench.playbook.task(name).proof
        bench.later(7).do(c.FinishTask(task=name, proof=proof, evidence="ref.e"), DESK)
    assert waiting.target_min is not None
    due = bench.clock.now() + timedelta(minutes=waiting.target_min)
    assert clocks(bench)[f"task:{waiting.id}"].due_at == due


def test_an_ordered_task_has_its_own_words_and_verifier(bench: Bench) -> None:
    bench.do(c.StartResponse(level=2), COMMANDER)
    order = c.OrderTask(group="rescue", text="ref.t", verifier=CHIEF)
    assert bench.refused(order, DESK).code == "not_authorised"
    assert bench.refused(order.model_copy(update={"group": "choir"}), COMMANDER).code == (
        "unknown_group"
    )
    bench.do(order, COMMANDER)
    task = bench.state.tasks["ordered-1"]
    assert (task.text, task.verifier, task.status) == ("ref.t", CHIEF, "assigned")

"""Any sequence of commands by anybody: the table holds, refusals change nothing, the log folds."""

from __future__ import annotations

from datetime import timedelta

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from incident import commands as c
from incident.codec import decode
from incident.decide import Actor
from incident.decisions import open_decisions
from incident.duties import DueTimes, duties, next_due
from incident.evolve import evolve, fold
from incident.lifecycle import moves
from incident.model import Override
from incident.rules import assess
from incident.state import Incident, Stage
from runtime.refusal import Refused
from tests.incident.bench import CHIEF, COMMANDER, DESK, GENERAL, SUPERIOR, Bench, chained, wutai

PEOPLE = st.sampled_from(
    [DESK, CHIEF, COMMANDER, GENERAL, SUPERIOR, "duty_leader", "rescue_liaison"]
)
LEVELS = st.sampled_from([1, 2])
CONDITIONS = st.deferred(lambda: st.sampled_from([x.id for x in wutai().plan.ending.conditions]))
TASKS = st.deferred(lambda: st.sampled_from(sorted(wutai().tasks)))
MEASURES = st.sampled_from(["dead", "trapped", "missing", "seriously_injured"])
ACTIONS = st.sampled_from(["start", "raise", "lower"])
FORWARD = (
    c.FormOnSite(),
    c.HandOverCommand(to="ref.to"),
    c.TakeBackCommand(),
    c.EndResponse(),
    c.BeginAftermath(),
    c.CloseIncident(),
    c.DismissReport(reason="ref.r", evidence="ref.e"),
    c.ReopenReport(reason="ref.r"),
    c.AcceptLowering(reason="ref.r"),
    c.OrderWithdrawal(reason="ref.r"),
    c.LiftWithdrawal(reason="ref.r"),
    c.ChangeGroups(add=("moving",)),
    c.ChangeKind(kind="dangerous_sign", reason="ref.r"),
    c.SecondOverride(of="override-1"),
    c.SignOrder(order="order-1", sheet="sheet"),
    c.RefuseSigning(order="order-1", reason="ref.r"),
    c.ApproveFigures(figures={"dead": 1}, checking="ref.c"),
    c.TellReport(line="government", kind="telephone_first", number="ref.n", receiver="ref.w"),
    c.AddNote(note="ref.n"),
    c.CorrectEntry(entry=1, correction="ref.c", reason="ref.r"),
    c.RecordInquiry(from_whom="ref.f", question="ref.q"),
    c.AnswerInquiry(inquiry="inquiry-1", answer="ref.a"),
    c.Propose(action="end"),
)
ALLOWED = moves()


class Accident(RuleBasedStateMachine):
    """The pure core under a fake clock."""

    def __init__(self) -> None:
        super().__init__()
        self.bench = Bench()
        self.folded = Incident(id=self.bench.state.id, plan=self.bench.playbook.digest)
        self.checked = 0
        self.stage: Stage = "none"
        self.due, self.timed = DueTimes(), self.folded

    def give(self, command: c.Command, person: str, *, engine: bool = False) -> None:
        before, count = self.bench.state, len(self.bench.entries)
        actor = Actor(person, frozenset() if engine else frozenset({person}), engine=engine)
        try:
            self.bench.act(command, actor)
        except Refused:
            assert self.bench.state == before
            assert len(self.bench.entries) == count

    @rule()
    @precondition(lambda self: self.stage == "none")
    def report(self) -> None:
        self.give(c.ReportIncident(place="ref.p", what="ref.w"), DESK)

    @rule(
        measure=MEASURES,
        value=st.none() | st.integers(0, 40),
        source=PEOPLE,
        back=st.integers(0, 90),
    )
    def claim(self, measure: str, value: int | None, source: str, back: int) -> None:
        observed = self.bench.clock.now() - timedelta(minutes=back)
        command = c.RecordClaim(measure=measure, value=value, source=source, observed_at=observed)
        self.give(command, DESK)

    @rule(number=st.integers(1, 4))
    def doubt(self, number: int) -> None:
        command = c.DoubtClaim(claim=f"claim-{number}", confidence="doubtful", reason="ref.r")
        self.give(command, DESK)

    @rule(action=ACTIONS, level=LEVELS, person=PEOPLE)
    def propose(self, action: str, level: int, person: str) -> None:
        self.give(c.Propose.model_validate({"action": action, "level": level}), person)

    @rule(action=ACTIONS, level=LEVELS, person=PEOPLE)
    def decline(self, action: str, level: int, person: str) -> None:
        self.give(c.Decline(decision=f"{action}:{level}", reason="ref.r"), person)

    @rule(level=LEVELS, person=PEOPLE, loud=st.booleans())
    def start(self, level: int, person: str, loud: bool) -> None:
        override = Override(reason="ref.r") if loud else None
        self.give(c.StartResponse(level=level, override=override), person)

    @rule(level=LEVELS, post=PEOPLE)
    def start_spoken(self, level: int, post: str) -> None:
        self.give(c.StartResponse(level=level, spoken=self.bench.spoken(post)), DESK)

    @rule(level=LEVELS, person=PEOPLE, way=st.sampled_from(["raise", "lower", "resume"]))
    def change_level(self, level: int, person: str, way: str) -> None:
        match way:
            case "raise":
                self.give(c.RaiseLevel(level=level), person)
            case "lower":
                self.give(c.LowerLevel(level=level, reason="ref.r"), person)
            case _:
                self.give(c.ResumeResponse(level=level, reason="ref.r"), person)

    @rule(condition=CONDITIONS, met=st.booleans())
    def condition(self, condition: str, met: bool) -> None:
        status = "met" if met else "not_met"
        command = {"condition": condition, "status": status, "evidence": "ref.e"}
        self.give(c.SetCondition.model_validate(command), DESK)

    @rule(task=TASKS, step=st.sampled_from([c.ReceiveTask, c.StartTask, c.VerifyTask]))
    def task(self, task: str, step: type[c.ReceiveTask | c.StartTask | c.VerifyTask]) -> None:
        self.give(step(task=task), CHIEF)

    @rule(tasks=st.lists(TASKS, min_size=1, max_size=4))
    def receive_several(self, tasks: list[str]) -> None:
        group = self.bench.playbook.task(tasks[0]).group
        self.give(c.ReceiveTasks(group=group, tasks=tuple(tasks)), CHIEF)

    @rule(task=TASKS)
    def finish(self, task: str) -> None:
        proof = self.bench.playbook.task(task).proof
        self.give(c.FinishTask(task=task, proof=proof, evidence="ref.e"), DESK)

    @rule()
    @precondition(lambda self: self.stage in ("ended", "aftermath"))
    def aftermath(self) -> None:
        for task in self.bench.playbook.plan.ending.aftermath:
            self.give(c.FinishTask(task=task.id, proof=task.proof, evidence="ref.e"), DESK)

    @rule(command=st.sampled_from(FORWARD), person=PEOPLE)
    def anything(self, command: c.Command, person: str) -> None:
        self.give(command, person)

    @rule(minutes=st.integers(1, 800))
    def pass_time(self, minutes: int) -> None:
        self.bench.later(minutes)
        self.give(c.NoticeOverdue(), "engine", engine=True)

    @invariant()
    def only_moves_of_the_table(self) -> None:
        """Every command is one move; what follows from it inside is a move of the table too."""
        for entry in self.bench.entries[self.checked :]:
            was = self.folded.stage
            self.folded = evolve(self.folded, entry)
            assert (was, self.folded.stage) in ALLOWED or was == self.folded.stage
        self.checked = len(self.bench.entries)
        self.stage = self.bench.state.stage
        assert self.folded == self.bench.state

    @invariant()
    def a_level_stands_only_where_a_response_was_started(self) -> None:
        state = self.bench.state
        if state.stage in ("none", "reported", "assessed", "proposed"):
            assert state.level is None
        if state.stage in ("responding", "ended", "aftermath", "closed"):
            assert state.level in (1, 2)
            assert state.started_at is not None
        assert (state.stage in ("ended", "aftermath", "closed")) <= (state.ended_at is not None)

    @invariant()
    def the_assessment_is_never_below_the_figures_without_a_person(self) -> None:
        state, criteria = self.bench.state, self.bench.playbook.plan.criteria
        if state.assessment is not None:
            reading = assess(criteria, dict(state.assessment.facts))
            assert (reading.grade, reading.level) == (
                state.assessment.grade,
                state.assessment.level,
            )

    @invariant()
    def what_is_computed_from_it_can_be_computed(self) -> None:
        state, book = self.bench.state, self.bench.playbook
        assert len({d.id for d in duties(state, book)}) == len(duties(state, book))
        running = [d for d in duties(state, book) if d.due_at is not None and d.done_at is None]
        due = min((d.due_at for d in running if d.id not in state.overdue), default=None)  # type: ignore[type-var]
        assert next_due(state, book) == due
        self.due = self.due.after(self.timed, state, book)
        self.timed = state
        assert self.due.first == due, "caught up from the state before, it is the same"
        for decision in open_decisions(state, book):
            assert decision.decider in book.posts

    def teardown(self) -> None:
        assert fold(self.bench.state.id, self.bench.entries) == self.bench.state or not (
            self.bench.entries
        )
        assert [decode(body) for body in chained(self.bench)] == self.bench.entries
        assert [entry.seq for entry in self.bench.entries] == list(
            range(1, len(self.bench.entries) + 1)
        )


Accident.TestCase.settings = settings(
    max_examples=150, stateful_step_count=40, deadline=None, derandomize=True
)
TestAccident = Accident.TestCase

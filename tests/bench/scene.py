"""A played incident: the real composition, the county and plan that come with it, no network."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

from incident import commands as c
from incident.decisions import open_decisions
from tests.stories.program import Night, night

DESK = "duty_officer"
COMMANDER = "vice_magistrate"
MEASURES = ("trapped", "missing", "dead", "at_risk")
THEIRS = (c.StartResponse, c.OrderTask)
"""Commands that the plan gives to the commander."""
SOURCES = ("township", "operator", "fire", "police")


class Scene:
    """One incident after another, each command a second after the one before it."""

    def __init__(self, told: Night) -> None:
        self.told = told
        self.program = told.program
        self.desk = told.program.desk
        self.officer = told.holder(DESK)
        self.commander = told.holder(COMMANDER)
        self.incident = ""
        self._count = 0

    def put(self, command: c.Command) -> None:
        """One command through the desk; the commander orders tasks, the duty officer the rest."""
        self.told.clock.forward(timedelta(seconds=1))
        by = self.commander if isinstance(command, THEIRS) else self.officer
        self.desk.put(self.incident, command, by)

    def respond(self, tasks: int) -> None:
        """A new incident in response, with at least this many tasks."""
        self.incident = self.told.report().incident
        self.put(c.StartResponse(level=2))
        while len(self.told.state.tasks) < tasks:
            self.put(self.order())

    def grow(self, events: int) -> None:
        """Go on with everything that a long incident brings, up to this many events."""
        while True:
            for command in self._hour():
                if self.told.state.seq >= events:
                    return
                self.put(command)

    def usual(self, each: int) -> Iterator[c.Command]:
        """The daily bread: of ``each`` tasks the three steps, and as many notes and claims."""
        waiting = [t for t in self.told.state.tasks.values() if t.status == "assigned"][:each]
        for task in waiting:
            proof = task.proof or self.program.shelf.get(self.told.state.plan).task(task.id).proof
            yield self.note()
            yield c.ReceiveTask(task=task.id)
            yield self.claim()
            yield c.StartTask(task=task.id)
            yield c.FinishTask(task=task.id, proof=proof, evidence="照片三张，现场负责人已核对。")

    def note(self) -> c.AddNote:
        self._count += 1
        return c.AddNote(note=f"第{self._count}次通话：下游河道水位无明显变化，继续观察。")

    def claim(self) -> c.RecordClaim:
        """Figures in which the sources differ, as they do, below what would end a level."""
        self._count += 1
        return c.RecordClaim(
            measure=MEASURES[self._count % len(MEASURES)],
            value=self._count % 3,
            source=SOURCES[self._count // 2 % len(SOURCES)],
            note="电话报告，尚未与现场核对。",
        )

    def order(self) -> c.OrderTask:
        self._count += 1
        return c.OrderTask(
            group="rescue", text=f"第{self._count}号任务：清理进场道路。", verifier=COMMANDER
        )

    def _hour(self) -> Iterator[c.Command]:
        """Twenty commands: tasks, figures, notes, reports, questions and answers."""
        yield self.order()
        yield self.note()
        yield self.claim()
        task = [t.id for t in self.told.state.tasks.values() if t.text is not None][-1]
        yield c.ReceiveTask(task=task)
        yield self.claim()
        yield c.StartTask(task=task)
        yield self.note()
        yield c.RecordInquiry(from_whom="市应急管理局值班室", question="现有被困人数是多少？")
        yield self.claim()
        yield c.AnswerAlert(alert="entry-1")
        inquiry = list(self.told.state.questions)[-1]
        yield c.AnswerInquiry(inquiry=inquiry, answer="以核定的上报数字为准，正在核实。")
        yield self.note()
        yield c.BlockTask(task=task, reason="道路被泥沙淹没。")
        yield self.claim()
        yield self._report()
        yield c.RecordMovement(post=COMMANDER, movement="left", place="县应急指挥中心")
        yield c.StartTask(task=task)
        yield c.AnswerAlert(alert="entry-1", answer="on_the_way")
        yield c.FinishTask(task=task, proof="note", evidence="道路已抢通一条车道。")
        yield self.note()

    def _report(self) -> c.TellReport:
        reporting = self.program.shelf.get(self.told.state.plan).plan.reporting
        return c.TellReport(
            line=reporting.lines[0].id, kind="continued", number="sim:0001", receiver="值班员"
        )


@contextmanager
def scene(folder: Path, database_url: str | None = None) -> Iterator[Scene]:
    """The program on a fresh data folder, nothing reported yet."""
    with night(folder, database_url) as told:
        yield Scene(told)


def decisions(of: Scene) -> int:
    """How many decisions wait; a page that is measured should have some to show."""
    playbook = of.program.shelf.get(of.told.state.plan)
    return len(open_decisions(of.told.state, playbook))

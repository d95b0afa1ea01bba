"""The table at which a drill is played: the desk as in operation, and who sits around it."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from pydantic import ValidationError

from drills.agenda import Act, Agenda
from drills.cast import Cast
from drills.fill import Moment
from drills.pace import Pace
from drills.schema import Scenario
from incident.actors import ENGINE
from incident.commands import COMMANDS, Command
from incident.desk import Desk
from incident.state import Incident
from playbooks.lookup import Playbook
from runtime.language import Lang, phrase
from runtime.refusal import Refused


@dataclass(frozen=True, slots=True)
class Refusal:
    """A command that the desk did not take; part of the story, never a reason to stop."""

    at: datetime
    command: str
    refused: Refused


@dataclass
class Table:
    """Everything that the players share. ``incident`` is empty until it is reported."""

    desk: Desk
    playbook: Playbook
    cast: Cast
    scenario: Scenario
    agenda: Agenda
    pace: Pace
    lang: Lang
    player: str
    """Under this name the incident is driven, and the drill's alert engine works for it."""
    incident: str = ""
    refusals: list[Refusal] = field(default_factory=list)

    @property
    def state(self) -> Incident:
        return self.desk.state(self.incident)

    def now(self) -> datetime:
        return self.pace.now()

    def plan(self, key: str, at: datetime, act: Act, jitter_min: int = 0) -> None:
        """Put an action on the agenda, once for each key."""
        self.agenda.plan(key, at, act, jitter_min=jitter_min, not_before=self.now())

    def put(self, post: str, command: Command) -> bool:
        """Give a command as the holder of a post; False where the desk refused it."""
        try:
            self.desk.put(self.incident, command, self.cast.person(post))
        except Refused as refused:
            self.refusals.append(Refusal(self.now(), command.wire(), refused))
            return False
        return True

    def notice_overdue(self) -> None:
        """What the scheduler does in operation: look at the clocks."""
        self.desk.put(self.incident, COMMANDS["NoticeOverdue"](), ENGINE)

    def command(self, name: str, given: dict[str, Any]) -> Command:
        """A command from a scenario's values. Raises Refused ``scenario_broken``."""
        state = self.state if self.incident else Incident(id="", plan=self.playbook.digest)
        filled = Moment(state, self.playbook, self.now(), self.lang).fill(given)
        try:
            return COMMANDS[name].model_validate(filled)
        except ValidationError as error:
            first = error.errors()[0]
            raise Refused(
                "scenario_broken",
                field=f"{name}.{'.'.join(str(part) for part in first['loc'])}",
                value=first["input"],
                allowed=phrase("{it}", it=first["msg"]),
            ) from None

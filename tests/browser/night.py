"""A short night told to the running program over its API: enough to look at on every page."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from tests.app.test_serve import ask
from tests.browser.house import OFFICER, House


@dataclass(frozen=True)
class Told:
    """Says commands to the program as one person."""

    house: House
    token: str

    @classmethod
    def by(cls, house: House, person: str) -> Told:
        return cls(house, house.tailings("token", "create", f"for-{person}", "--person", person))

    def report(self, **said: Any) -> str:
        """The new incident's id."""
        opened: str = self._ask("/api/v1/incidents", "POST", said)["incident"]
        return opened

    def put(self, incident: str, command: str, **said: Any) -> None:
        self._ask(f"/api/v1/incidents/{incident}/commands/{command}", "POST", said)

    def state(self, incident: str) -> Any:
        """The incident as it is now."""
        return self._ask(f"/api/v1/incidents/{incident}")

    def now(self) -> str:
        """This moment, as the API takes it."""
        return ago(0)

    def orders(self, incident: str) -> list[str]:
        """Ids of the spoken orders, oldest first."""
        return list(self.state(incident)["orders"])

    def _ask(self, path: str, method: str = "GET", said: dict[str, Any] | None = None) -> Any:
        headers = {"Authorization": f"Bearer {self.token}", "Content-Type": "application/json"}
        code, _, text = ask(self.house.address + path, method, said, headers)
        assert code in (200, 201), f"{path}: {code} {text}"
        return json.loads(text)


def begin(told: Told, title: str = "青石沟溃坝", mode: str = "real") -> str:
    """A dam has failed; nothing but the report is there. The incident's id."""
    return told.report(
        mode=mode,
        title=title,
        place="青石沟尾矿库",
        what="坝体溃决，尾砂下泄约两公里，下石村部分房屋被埋。",
        source="企业值班室来电",
        dam="wutai-dam-demo",
        occurred_at=ago(12),
    )


def respond(told: Told, incident: str) -> None:
    """Sources that differ, a spoken order, tasks, a report upward and figures that are approved."""
    for measure, value, source in (
        ("dead", 2, "police"),
        ("missing", 3, "operator"),
        ("missing", 7, "township"),
        ("trapped", 4, "fire"),
        ("at_risk", 240, "township"),
    ):
        told.put(incident, "RecordClaim", measure=measure, value=value, source=source)
    spoken = {"on_behalf_of": "vice_magistrate", "means": "telephone", "said_at": ago(1)}
    told.put(incident, "StartResponse", level=2, spoken=spoken)
    told.put(
        incident,
        "TellReport",
        line="government",
        kind="telephone_first",
        number="sim:0001",
        receiver="市应急管理局值班员",
    )
    approved = {"dead": 2, "missing": 3}
    told.put(incident, "ApproveFigures", figures=approved, checking="其余人员核实中", spoken=spoken)
    told.put(incident, "AddNote", note="下游河道水位上涨，已通知沿河三个村。")


@dataclass(frozen=True, slots=True)
class Night:
    """An incident under response, and a spoken order of it."""

    incident: str
    order: str


def whole_night(house: House, person: str = OFFICER, mode: str = "real") -> Night:
    """A whole one, told by a duty officer of that mode's roster."""
    told = Told.by(house, person)
    incident = begin(told, mode=mode)
    respond(told, incident)
    return Night(incident, told.orders(incident)[0])


def ago(minutes: int) -> str:
    """A moment some minutes before now, as the API takes it."""
    return (datetime.now(UTC) - timedelta(minutes=minutes)).isoformat()

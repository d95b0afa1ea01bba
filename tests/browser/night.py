"""A short night told to the running program over its API: enough to look at on every page."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import quote

from tests.app.test_serve import ask
from tests.browser.house import COMMANDER, OFFICER, House
from tests.browser.links import link_of

VILLAGE = "wutai-village-demo-1"


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

    def log(self, **said: Any) -> str:
        """The id of a new entry in the duty desk's log."""
        entry: str = self._ask("/api/v1/duty/entries", "POST", said)["entry"]["id"]
        return entry

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
    """An incident under response, and what belongs to it."""

    incident: str
    order: str
    """A spoken order."""
    warning: int
    """Number of a warning that was drafted."""
    entry: str
    """A call in the duty desk's log that has not become an incident."""
    past: str
    """A moment of it, as an address has it."""
    link: str
    """The token of the commander's signed link."""


def whole_night(house: House) -> Night:
    """A whole one, told by the duty officer."""
    told = Told.by(house, OFFICER)
    incident = begin(told)
    respond(told, incident)
    past = quote(told.now())
    told.put(
        incident,
        "DraftWarning",
        villages=[VILLAGE],
        colour="orange",
        text="青石沟尾矿库坝体溃决，尾砂正沿河道下泄。",
        what_to_do="马上向河道两侧高处走，不要回家取东西。",
        valid_until=ago(-600),
        ready_correction="刚才的预警是误发，请返回。",
    )
    entry = told.log(
        kind="call",
        from_whom="（演示）东台沟尾矿库值班员",
        words="东台沟尾矿库库水位较昨日上涨约0.4米，坝面未见异常。",
    )
    link = link_of(house, incident, COMMANDER)
    return Night(incident, told.orders(incident)[0], 1, entry, past, link)


def exercise_night(house: House, player: str) -> str:
    """The same in an exercise, told by a duty officer of its roster. The incident's id."""
    told = Told.by(house, player)
    incident = begin(told, mode="exercise")
    respond(told, incident)
    return incident


def ago(minutes: int) -> str:
    """A moment some minutes before now, as the API takes it."""
    return (datetime.now(UTC) - timedelta(minutes=minutes)).isoformat()

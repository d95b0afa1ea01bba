"""What a check is given, and what it says."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from types import MappingProxyType
from typing import Literal

from app.plan_folders import plan_folders
from app.storage import vault_of
from incident.anchors import AnchorFile
from playbooks.load import load_plan
from playbooks.lookup import Playbook
from playbooks.words import PlanBroken
from runtime.clock import Clock
from runtime.database import Database
from runtime.free import free_bytes
from runtime.language import N_, Lang, Phrase, translate
from runtime.settings import Settings
from runtime.vault import Vault

NAMES: Mapping[str, str] = MappingProxyType(
    {
        "callbacks": N_("requests of providers"),
        "tries": N_("tries to come in"),
        "channels": N_("channels"), "clock": N_("clock"), "database": N_("database"),
        "disk": N_("disk"), "duty": N_("duty number"), "files": N_("files"), "folder": N_("folder"),
        "heads": N_("heads of the logs"), "log": N_("log"), "modes": N_("exercise and real"),
        "network": N_("network"), "places": N_("places"),
        "plan": N_("plan"), "posts": N_("posts"),
        "sending": N_("sending of messages"), "settings": N_("settings"),
        "tests": N_("tests of the ways"),
    }
)  # fmt: skip
"""What a check is called for people; programs read ``Line.check``."""


@dataclass(frozen=True)
class Line:
    """One finding. ``remedy`` says what to do now; a good line has none."""

    check: str
    level: Literal["ok", "warning", "fault"]
    what: Phrase
    remedy: Phrase | None = None

    def say(self, lang: Lang) -> str:
        mark = {"ok": "[ok]", "warning": "[!!]", "fault": "[XX]"}[self.level]
        # the fault ends, and what to do begins, also where neither has a full stop
        remedy = f" → {self.remedy.say(lang)}" if self.remedy else ""
        name = translate(NAMES[self.check], lang)
        return f"{mark} {name}: {self.what.say(lang)}{remedy}"


@dataclass(frozen=True)
class Patient:
    """What is examined."""

    settings: Settings
    clock: Clock
    database: Database | None
    free: Callable[[Settings], int] = free_bytes

    @property
    def folder_anchors(self) -> AnchorFile:
        return AnchorFile(self.settings.data.expanduser().absolute() / "anchors.jsonl")

    @property
    def vault(self) -> Vault | None:
        return vault_of(self.settings, self.settings.data.expanduser().absolute())

    @cached_property
    def playbooks(self) -> tuple[Playbook, ...]:
        """The plans that load; ``check_plan`` tells of the others. Read once for all checks."""
        return tuple(self._playbooks())

    def _playbooks(self) -> Iterator[Playbook]:
        for folder in plan_folders(self.settings):
            try:
                yield Playbook.of(load_plan(folder))
            except PlanBroken:
                continue


Check = Callable[[Patient], Iterable[Line]]

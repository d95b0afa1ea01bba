"""What a check is given, and what it says."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Literal

from app.storage import vault_of
from incident.anchors import AnchorFile
from runtime.clock import Clock
from runtime.database import Database
from runtime.language import Lang, Phrase
from runtime.settings import Settings
from runtime.vault import Vault


def free_bytes(settings: Settings) -> int:
    """Free bytes where the data folder is, or will be."""
    place = settings.data.expanduser().absolute()
    while not place.exists():
        place = place.parent
    return shutil.disk_usage(place).free


@dataclass(frozen=True)
class Line:
    """One finding. ``remedy`` says what to do now; a good line has none."""

    check: str
    level: Literal["ok", "warning", "fault"]
    what: Phrase
    remedy: Phrase | None = None

    def say(self, lang: Lang) -> str:
        mark = {"ok": "[ok]", "warning": "[!!]", "fault": "[XX]"}[self.level]
        remedy = f" {self.remedy.say(lang)}" if self.remedy else ""
        return f"{mark} {self.check}: {self.what.say(lang)}{remedy}"


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


Check = Callable[[Patient], Iterable[Line]]

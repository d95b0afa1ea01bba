"""A view: one incident for one audience, with the revision in which each fragment last changed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any


@dataclass(frozen=True, slots=True)
class Rendered:
    """What an audience sees now: fragments by key, the incident's time, and when time alone will
    change something (incident time; None if nothing is running out)."""

    fragments: Mapping[str, str]
    now: datetime
    rate: float
    changes_at: datetime | None
    around: Any = None
    """What a page shows beside the fragments, of the same reading; the hub only keeps it."""

    def later(self, seconds: float) -> datetime:
        """The incident's time so many real seconds after the rendering."""
        return self.now + timedelta(seconds=seconds * self.rate)


@dataclass(frozen=True, slots=True)
class Fragment:
    html: str
    revision: int


@dataclass
class View:
    """Starts at revision 1 with the first rendering. ``epoch`` is one life of a hub."""

    epoch: str
    revision: int = 0
    fragments: dict[str, Fragment] = field(default_factory=dict)

    def take(self, rendered: Mapping[str, str]) -> dict[str, str]:
        """Take over a new rendering; what changed by it. A key that is gone becomes empty."""
        gone = dict.fromkeys(self.fragments.keys() - rendered.keys(), "")
        changed = {
            key: html
            for key, html in {**rendered, **gone}.items()
            if key not in self.fragments or self.fragments[key].html != html
        }
        if changed:
            self.revision += 1
            for key, html in changed.items():
                self.fragments[key] = Fragment(html, self.revision)
        return changed

    def since(self, revision: int) -> dict[str, str]:
        """Fragments that are newer than a revision of this epoch."""
        return {k: f.html for k, f in self.fragments.items() if f.revision > revision}

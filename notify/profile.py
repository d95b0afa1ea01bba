"""Which channels are used for which kind of contact, in which order: a file of its own."""

from __future__ import annotations

from collections.abc import Collection
from functools import partial
from pathlib import Path

from notify.numbers import Region
from registry.schema import ContactKind
from runtime.language import N_, phrase
from runtime.yamlmodels import Id, Part
from runtime.yamlproblems import FilesRefused
from runtime.yamlread import read_model

profile_refused = partial(FilesRefused, "profile_broken")
"""What becomes of mistakes in a profile or in the file of channels."""

PROFILES = Path(__file__).resolve().parent / "profiles"
"""The profiles that come with the program."""


class Profile(Part):
    """Channels by kind of contact, the best first. The telephone list comes last everywhere."""

    profile: Id
    region: Region | None = None
    """Of numbers that name no country; the file of channels may say another."""
    kinds: dict[ContactKind, tuple[Id, ...]]

    @property
    def names(self) -> frozenset[str]:
        """Every channel that it uses."""
        return frozenset(name for names in self.kinds.values() for name in names)


def profiles() -> tuple[str, ...]:
    """The names of those that come with the program."""
    return tuple(sorted(path.stem for path in PROFILES.glob("*.yaml")))


def load_profile(name: str) -> Profile:
    """A profile by name. Raises ``FilesRefused("profile_broken")`` with file, line and reason."""
    return read_profile(PROFILES / f"{name}.yaml")


def read_profile(path: Path, known: Collection[str] | None = None) -> Profile:
    """A profile from a file. With ``known``, a channel of another name is refused too.

    Raises ``FilesRefused("profile_broken")`` with file, line and reason.
    """
    profile, marks = read_model(path, Profile, profile_refused)
    reason = phrase(N_("There is no channel of this name."))
    strange = [
        marks.problem(("kinds", kind, at), name, reason)
        for kind, names in profile.kinds.items()
        for at, name in enumerate(names)
        if known is not None and name not in known
    ]
    if strange:
        raise profile_refused(strange)
    return profile

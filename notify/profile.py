"""Which channels are used for which kind of contact, in which order: a file that comes along."""

from __future__ import annotations

from pathlib import Path

from pydantic import ValidationError

from registry.schema import ContactKind
from runtime.yamlmodels import Id, Part, problems_of
from runtime.yamlproblems import FilesRefused, SourceBroken
from runtime.yamlsource import read_file

PROFILES = Path(__file__).resolve().parent / "profiles"
"""The profiles that come with the program, and those that a county adds beside them."""


class Profile(Part):
    """Channels by kind of contact, the best first. The telephone list comes last everywhere."""

    profile: Id
    kinds: dict[ContactKind, tuple[Id, ...]]


def profiles() -> tuple[str, ...]:
    """The names there are."""
    return tuple(sorted(path.stem for path in PROFILES.glob("*.yaml")))


def load_profile(name: str) -> Profile:
    """A profile by name. Raises ``FilesRefused("profile_broken")`` with file, line and reason."""
    path = PROFILES / f"{name}.yaml"
    try:
        data, marks = read_file(path)
    except SourceBroken as broken:
        raise FilesRefused("profile_broken", broken.problems) from None
    try:
        return Profile.model_validate(data)
    except ValidationError as error:
        raise FilesRefused("profile_broken", problems_of(error, marks)) from None

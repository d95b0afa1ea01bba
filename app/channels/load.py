"""Reading the file of channels with its profile and its secrets: all of it, or a refusal."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from app.channels.schema import CHANNELS, ChannelsFile, Secrets
from app.channels.secret import Reading
from notify.profile import Profile, load_profile, profile_refused, profiles, read_profile
from runtime.language import N_, phrase
from runtime.refusal import Refused
from runtime.settings import Settings
from runtime.yamlproblems import Marks
from runtime.yamlread import read_model

FILE = "channels.yaml"
"""Its name in the data folder."""


@dataclass(frozen=True)
class Configured:
    """What an installation's file says, with the secrets that it names."""

    file: ChannelsFile
    profile: Profile
    folder: Path
    secrets: Secrets = field(repr=False)

    def secret(self, *place: str | int, name: str) -> str | None:
        """A secret of the section at a place; None where the file names none."""
        return self.secrets.get((place, name))

    def needed(self, *place: str | int, name: str) -> str:
        """The same for one that the section cannot be without."""
        return self.secrets[place, name]


def configured(settings: Settings, env: Mapping[str, str] = os.environ) -> Configured | None:
    """The file that the settings name, or the one in the data folder; None where there is none.

    Raises ``FilesRefused("profile_broken")`` with file, line, field and reason of every mistake,
    and ``Refused("setting")`` where Twilio is set up both there and by environment variables.
    """
    own = settings.data.expanduser().absolute() / FILE
    if settings.channels is not None:
        path = settings.channels.expanduser().absolute()
    elif own.is_file():
        path = own
    else:
        return None
    found = load_channels(path, env)
    if found.file.twilio is not None and settings.twilio_account_sid is not None:
        allowed = phrase(N_("the section twilio in {file}, or the variables, but not both"),
                         file=path.name)  # fmt: skip
        raise Refused("setting", field="TWILIO_ACCOUNT_SID", value=None, allowed=allowed)
    return found


def load_channels(path: Path, env: Mapping[str, str]) -> Configured:
    """One file. Raises ``FilesRefused("profile_broken")``."""
    file, marks = read_model(path, ChannelsFile, profile_refused)
    profile = _profile(file, path.parent, marks)
    secrets, problems = Reading(path.parent, env, marks).every(file)
    if problems:
        raise profile_refused(problems)
    return Configured(file, profile, path.parent, secrets)


def _profile(file: ChannelsFile, folder: Path, marks: Marks) -> Profile:
    if not file.profile.endswith(".yaml"):
        if file.profile in profiles():
            return load_profile(file.profile)
        names = ", ".join(profiles())
        reason = phrase(N_("one of {names}, or a file that ends in .yaml"), names=names)
        raise profile_refused([marks.problem(("profile",), file.profile, reason)])
    return read_profile(folder / file.profile, {*file.names(), *CHANNELS, "modem", "twilio_voice"})

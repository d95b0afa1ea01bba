"""Reading the secrets that a file of channels names, and refusing those that others can read."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from app.channels.schema import ChannelsFile
from app.channels.section import Section
from notify.channels.webhook.channel import MIN_SECRET
from runtime.language import N_, Phrase, phrase
from runtime.yamlproblems import Marks, Place, Problem

LARGEST = 10_000
"""Bytes of a secret that are read."""


@dataclass(frozen=True)
class Reading:
    """``folder`` is where relative paths begin, ``env`` the environment."""

    folder: Path
    env: Mapping[str, str]
    marks: Marks

    def every(self, file: ChannelsFile) -> tuple[dict[tuple[Place, str], str], tuple[Problem, ...]]:
        """Every secret by its section's place and its name, and what is wrong with the rest."""
        found: dict[tuple[Place, str], str] = {}
        problems: list[Problem] = []
        for place, section in file.sections():
            for name, by, where in _named(section):
                try:
                    secret = self._file(where) if by == "file" else self._variable(where)
                    _long_enough(place, secret)
                except ValueError as error:
                    reason: Phrase = error.args[0]
                    # The place is shown, never what lies there.
                    problems.append(self.marks.problem((*place, f"{name}_{by}"), where, reason))
                else:
                    found[place, name] = secret
        return found, tuple(problems)

    def _file(self, where: str) -> str:
        path = self.folder / Path(where).expanduser()
        try:
            with path.open("rb") as file:
                mode = stat.S_IMODE(os.fstat(file.fileno()).st_mode)
                raw = file.read(LARGEST)
        except OSError:
            raise ValueError(phrase(N_("The file cannot be opened."))) from None
        if mode & (stat.S_IRWXG | stat.S_IRWXO):
            message = N_("Others can read this file; change that with chmod 600.")
            raise ValueError(phrase(message))
        try:
            secret = raw.decode("utf-8").strip()
        except UnicodeDecodeError:
            secret = ""
        if not secret:
            raise ValueError(phrase(N_("a readable text file that holds the secret")))
        return secret

    def _variable(self, where: str) -> str:
        secret = self.env.get(where, "").strip()
        if not secret:
            raise ValueError(phrase(N_("This environment variable is not set.")))
        return secret


def _long_enough(place: Place, secret: str) -> None:
    if place == ("webhook",) and len(secret.encode()) < MIN_SECRET:
        raise ValueError(phrase(N_("The secret needs {least} bytes or more."), least=MIN_SECRET))


def _named(section: Section) -> Iterator[tuple[str, str, str]]:
    for name in (*section.required, *section.optional):
        for by in ("file", "env"):
            if where := section.place(name, by):
                yield name, by, where

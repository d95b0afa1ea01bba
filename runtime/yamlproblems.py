"""What is wrong in files that people wrote, and where: file, line, field, value and reason."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from runtime.language import Lang, Phrase
from runtime.refusal import Refused

Place = tuple[str | int, ...]
"""Where a value stands in the data: keys and positions from the top."""


@dataclass(frozen=True)
class Problem:
    """One thing that is wrong in a file; ``line`` counts from 1, ``field`` is dotted."""

    file: str
    line: int
    field: str
    value: object
    reason: Phrase

    @property
    def where(self) -> str:
        """The place in one word for people: ``dams.yaml:7 dams[0].id``."""
        return f"{self.file}:{self.line} {self.field}".rstrip()

    def say(self, lang: Lang) -> str:
        """Place and reason in the reader's language."""
        return f"{self.where}: {self.reason.say(lang)}"


class SourceBroken(Exception):  # noqa: N818 - an answer about a file, not a fault
    """Files that could not be read; ``problems`` is all that was found, file by file."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(problem.say("en") for problem in self.problems))


class FilesRefused(Refused):
    """Files that cannot be used; ``problems`` is all that was found.

    ``field`` and ``value`` are those of the first problem. ``allowed`` begins with its reason and
    tells every further problem, with its place, on a line of its own.
    """

    def __init__(self, code: str, problems: Sequence[Problem]) -> None:
        self.problems = tuple(problems)
        first = self.problems[0]
        many = len(self.problems) > 1
        allowed = _Reasons("", {}, self.problems) if many else first.reason
        super().__init__(code, field=first.where, value=first.value, allowed=allowed)


@dataclass(frozen=True)
class _Reasons(Phrase):
    """Problems one a line, the first without its place: a refusal names that as its field."""

    problems: tuple[Problem, ...] = ()

    def say(self, lang: Lang) -> str:
        first, *more = self.problems
        return "\n".join([first.reason.say(lang), *(problem.say(lang) for problem in more)])


class Marks:
    """For every key and value read: the file and the line. A key's line counts for its value."""

    def __init__(self, lines: Mapping[Place, tuple[str, int]]) -> None:
        self._lines = dict(lines)

    def at(self, path: Sequence[str | int]) -> tuple[str, int]:
        """File and line of what stands at ``path``, or of the nearest thing that contains it."""
        return self._lines.get(self.known(path), ("", 1))

    def known(self, path: Sequence[str | int]) -> Place:
        """The longest beginning of ``path`` that was written in a file."""
        return next(
            (part for n in range(len(path), 0, -1) if (part := tuple(path[:n])) in self._lines), ()
        )

    def problem(self, path: Sequence[str | int], value: object, reason: Phrase) -> Problem:
        """A problem about the value at ``path``."""
        file, line = self.at(path)
        return Problem(file, line, dotted(path), value, reason)

    def joined(self, other: Marks) -> Marks:
        """Both together; where both know a place, this one counts."""
        return Marks(other._lines | self._lines)


def dotted(path: Sequence[str | int]) -> str:
    """A path as people read it: ``dams[3].facts.height_m``."""
    text = "".join(f"[{p}]" if isinstance(p, int) else f".{p}" for p in path)
    return text.removeprefix(".")

"""Reading a plan's folder: YAML as plain data, with the file and line of every value.

A plan is read by people in an emergency and changed by hand in quiet times, so the YAML is kept
plain: no anchors, aliases or tags, no key twice, ``true`` and ``false`` only (``on`` and ``no``
are words), dates stay text until the schema reads them.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from playbooks.words import PlanBroken, Problem
from runtime.language import N_, Phrase, phrase

Location = tuple[str | int, ...]

MAX_BYTES = 2_000_000
MAX_DEPTH = 20

# At most 15 digits: what every JSON reader keeps exactly (RFC 8785). Longer ones stay text, which
# the schema then refuses where it wants a number.
_INT = re.compile(r"-?(?:0|[1-9][0-9]{0,14})")
_FLOAT = re.compile(r"-?(?:0|[1-9][0-9]{0,8})\.[0-9]{1,6}")
_PLAIN = {"": None, "~": None, "null": None, "true": True, "false": False}


@dataclass(frozen=True)
class Mark:
    """Where something stands: file name within the folder, and line counted from 1."""

    file: str
    line: int


@dataclass(frozen=True)
class Source:
    """The merged data of all files, and the mark of every value by its path.

    The mark of a mapping's value is the line of its key.
    """

    data: dict[str, Any]
    marks: Mapping[Location, Mark]

    def mark(self, location: Location) -> Mark:
        """The mark of the value, or of the nearest enclosing one that exists in the files."""
        while location not in self.marks:
            location = location[:-1]
        return self.marks[location]

    def value(self, location: Location) -> object:
        """The value as written; None where there is none."""
        found: Any = self.data
        for step in location:
            try:
                found = found[step]
            except (KeyError, IndexError, TypeError):
                return None
        return found


def dotted(location: Location) -> str:
    """A path for people: ``tasks[3].trigger.on``."""
    text = ""
    for step in location:
        text += f"[{step}]" if isinstance(step, int) else f".{step}"
    return text.removeprefix(".")


def read_source(folder: Path) -> Source:
    """All ``*.yaml`` of the folder in name order, merged by top-level key.

    Raises PlanBroken with every problem found, at most one syntax error per file.
    """
    data: dict[str, Any] = {}
    marks: dict[Location, Mark] = {(): Mark(f"{folder.name}/", 1)}
    problems: list[Problem] = []
    files = sorted(folder.glob("*.yaml")) if folder.is_dir() else []
    if not files:
        problems.append(_problem(marks[()], "", folder.name, phrase(NO_FILES)))
    for file in files:
        reader = _Reader(file.name)
        try:
            content = reader.read(file.read_bytes())
        except _Unreadable as unreadable:
            problems.append(unreadable.problem)
            continue
        problems += reader.problems
        for key, value in content.items():
            if key in data:
                first = marks[(key,)]
                where = phrase(TWICE_IN_FILES, file=first.file, line=first.line)
                problems.append(_problem(reader.marks[(key,)], key, key, where))
                continue
            data[key] = value
            marks.update({at: mark for at, mark in reader.marks.items() if at[:1] == (key,)})
    if problems:
        raise PlanBroken(problems)
    return Source(data, marks)


NO_FILES = N_("The folder has no .yaml files.")
TOO_LARGE = N_("The file is larger than {limit} bytes.")
NOT_UTF8 = N_("The file is not UTF-8; save it as UTF-8.")
NOT_PRINTABLE = N_("The file holds a control character; remove it.")
TAB = N_("Indent with spaces, not with tabs.")
SYNTAX = N_("This is not valid YAML: {detail}.")
NOT_MAPPING = N_("A file holds keys with values, nothing else.")
MANY_DOCUMENTS = N_("A file holds one YAML document only.")
ALIAS = N_("Anchors and aliases (& and *) are not used in plans; write the value out.")
TAG = N_("Tags (!) are not used in plans.")
KEY = N_("A key must be a plain word.")
TWICE = N_("This key stands twice in the same mapping; first in line {line}.")
TWICE_IN_FILES = N_("This top-level key stands already in {file}, line {line}.")
DEEP = N_("The nesting is deeper than {limit} levels.")


class _Unreadable(Exception):  # noqa: N818 - carries the problem that ends the reading of a file
    def __init__(self, problem: Problem) -> None:
        self.problem = problem
        super().__init__(problem.where)


def _problem(mark: Mark, field: str, value: object, reason: Phrase) -> Problem:
    return Problem(mark.file, mark.line, field, value, reason)


class _Reader:
    """Builds one file's data from its YAML events, keeping marks and duplicates."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.marks: dict[Location, Mark] = {}
        self.problems: list[Problem] = []
        self._next: Callable[[], yaml.Event]

    def read(self, raw: bytes) -> dict[str, Any]:
        text = self._text(raw)
        loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
        events = yaml.parse(text, loader)
        self._next = lambda: next(events)
        try:
            return self._document()
        except yaml.MarkedYAMLError as error:
            at = error.problem_mark or error.context_mark
            line = at.line + 1 if at else 1
            written = text.splitlines()[line - 1] if line <= len(text.splitlines()) else ""
            indent = written[: len(written) - len(written.lstrip())]
            reason = phrase(TAB) if "\t" in indent else phrase(SYNTAX, detail=error.problem)
            raise _Unreadable(self._fault(line, "", written.strip(), reason)) from error

    def _text(self, raw: bytes) -> str:
        if len(raw) > MAX_BYTES:
            reason = phrase(TOO_LARGE, limit=MAX_BYTES)
            raise _Unreadable(self._fault(1, "", len(raw), reason))
        try:
            text = raw.decode("utf-8-sig")
        except UnicodeDecodeError as error:
            line = raw[: error.start].count(b"\n") + 1
            raise _Unreadable(
                self._fault(line, "", raw[error.start :][:1], phrase(NOT_UTF8))
            ) from error
        control = yaml.reader.Reader.NON_PRINTABLE.search(text)
        if control:
            line = text.count("\n", 0, control.start()) + 1
            raise _Unreadable(self._fault(line, "", repr(control[0]), phrase(NOT_PRINTABLE)))
        return text

    def _document(self) -> dict[str, Any]:
        self._next()  # the stream starts
        event = self._next()
        if isinstance(event, yaml.StreamEndEvent):
            return {}
        event = self._next()
        if not isinstance(event, yaml.MappingStartEvent):
            empty = isinstance(event, yaml.ScalarEvent) and event.value == ""
            if empty and isinstance(self._next(), yaml.DocumentEndEvent):
                return {}
            raise _Unreadable(self._fault(_line(event), "", "", phrase(NOT_MAPPING)))
        data: dict[str, Any] = self._value(event, ())
        self._next()  # the document ends
        event = self._next()
        if not isinstance(event, yaml.StreamEndEvent):
            line = _line(event)
            raise _Unreadable(self._fault(line, "", "---", phrase(MANY_DOCUMENTS)))
        return data

    def _value(self, event: yaml.Event, at: Location) -> Any:
        line = _line(event)
        self.marks.setdefault(at, Mark(self.name, line))
        self._plain_only(event, at)
        if len(at) > MAX_DEPTH:
            raise _Unreadable(self._fault(line, dotted(at), "", phrase(DEEP, limit=MAX_DEPTH)))
        if isinstance(event, yaml.MappingStartEvent):
            return self._mapping(at)
        if isinstance(event, yaml.SequenceStartEvent):
            items: list[Any] = []
            while not isinstance(event := self._next(), yaml.SequenceEndEvent):
                items.append(self._value(event, (*at, len(items))))
            return items
        return _scalar(event)

    def _mapping(self, at: Location) -> dict[str, Any]:
        found: dict[str, Any] = {}
        while not isinstance(event := self._next(), yaml.MappingEndEvent):
            line = _line(event)
            self._plain_only(event, at)
            if not isinstance(event, yaml.ScalarEvent) or event.value in {"", "<<"}:
                raise _Unreadable(self._fault(line, dotted(at), "", phrase(KEY)))
            key: str = event.value
            here = (*at, key)
            if key in found:
                reason = phrase(TWICE, line=self.marks[here].line)
                self.problems.append(self._fault(line, dotted(here), key, reason))
                self._value(self._next(), here)
                continue
            self.marks[here] = Mark(self.name, line)
            found[key] = self._value(self._next(), here)
        return found

    def _plain_only(self, event: yaml.Event, at: Location) -> None:
        line = _line(event)
        anchor, tag = getattr(event, "anchor", None), getattr(event, "tag", None)
        if isinstance(event, yaml.AliasEvent) or anchor:
            raise _Unreadable(self._fault(line, dotted(at), anchor, phrase(ALIAS)))
        if tag:
            raise _Unreadable(self._fault(line, dotted(at), tag, phrase(TAG)))

    def _fault(self, line: int, field: str, value: object, reason: Phrase) -> Problem:
        return Problem(self.name, line, field, value, reason)


def _line(event: yaml.Event) -> int:
    return event.start_mark.line + 1 if event.start_mark else 1


def _scalar(event: yaml.Event) -> str | int | float | bool | None:
    """What a scalar means: YAML 1.2's JSON subset; everything else is text."""
    if not isinstance(event, yaml.ScalarEvent):  # pragma: no cover - the parser gives no other
        raise TypeError(event)
    value: str = event.value
    if event.style:
        return value
    if value in _PLAIN:
        return _PLAIN[value]
    if _INT.fullmatch(value):
        return int(value)
    return float(value) if _FLOAT.fullmatch(value) else value

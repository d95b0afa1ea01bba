"""Reading YAML that people write, so that every mistake can be shown at its line.

Stricter than YAML: UTF-8 only, one document a file, no key twice, no tags, anchors or merge keys,
and nothing guessed: ``true``/``false`` and ``null`` are the only words with a meaning of their
own (``no``, ``on`` and ``012`` stay text). Decimals are exact, a moment carries its UTC offset.
What comes out is plain frozen-friendly data (``dict``, ``tuple``, ``str``, ``int``, ``Decimal``,
``bool``, ``date``, ``datetime``, ``None``), ready for pydantic models in strict mode.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

import yaml
from yaml.composer import Composer
from yaml.events import NodeEvent
from yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode
from yaml.parser import Parser
from yaml.reader import Reader
from yaml.resolver import BaseResolver
from yaml.scanner import Scanner

from runtime.language import N_, phrase
from runtime.yamlproblems import (
    Marks,
    Place,
    Problem,
    SourceBroken,
    dotted,
    problems_of,
    refusal,
)

__all__ = ["Marks", "Problem", "SourceBroken", "problems_of", "read_file", "read_folder", "refusal"]

DEEPEST = 40
"""Levels of nesting that are read; deeper is a mistake or an attack."""


def read_folder(folder: Path) -> tuple[dict[str, object], Marks]:
    """All ``*.yaml`` files of a folder as one mapping of their top-level keys.

    A key may stand in one file only. Raises ``SourceBroken`` with every file's problem.
    """
    files = sorted(folder.glob("*.yaml")) if folder.is_dir() else []
    problems = [
        Problem(stray.name, 1, "", stray.name, phrase(N_("File names end in .yaml.")))
        for stray in (sorted(folder.glob("*.yml")) if folder.is_dir() else [])
    ]
    if not files and not problems:
        raise SourceBroken([_whole(folder, N_("The folder holds no .yaml file."))])
    data: dict[str, object] = {}
    marks = Marks({(): (folder.name, 1)})
    for file in files:
        try:
            part, lines = read_file(file)
        except SourceBroken as broken:
            problems += broken.problems
            continue
        for key in part:
            if key in data:
                there = phrase(N_("This stands in {file} already."), file=marks.at((key,))[0])
                problems.append(lines.problem((key,), key, there))
        data = part | data
        marks = marks.joined(lines)
    if problems:
        raise SourceBroken(problems)
    return data, marks


def read_file(path: Path) -> tuple[dict[str, object], Marks]:
    """One file, whose top level is a mapping. Raises ``SourceBroken``."""
    try:
        raw = path.read_bytes()
    except OSError:
        raise SourceBroken([_whole(path, N_("The file cannot be opened."))]) from None
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        reason = phrase(N_("The file is not UTF-8 text here; save it as UTF-8."))
        found = Problem(path.name, line, "", raw[error.start : error.end].hex(), reason)
        raise SourceBroken([found]) from None
    return _read(text, path.name)


def _whole(path: Path, message: str) -> Problem:
    return Problem(path.name, 1, "", path.name, phrase(message))


def _read(text: str, file: str) -> tuple[dict[str, object], Marks]:
    node = _compose(text, file)
    reading = _Reading(file)
    data = reading.value(node, ()) if node is not None else None
    if reading.problems:
        raise SourceBroken(reading.problems)
    if not isinstance(data, dict):
        reason = phrase(N_("The file must consist of keys and their values."))
        raise SourceBroken([Problem(file, 1, "", None, reason)])
    return data, Marks(reading.lines)


# -- from text to nodes --------------------------------------------------------------------------


class _Refusing(Reader, Scanner, Parser, Composer, BaseResolver):
    """PyYAML's composer without aliases, tags and the guesses of YAML 1.1."""

    def __init__(self, text: str) -> None:
        Reader.__init__(self, text)
        Scanner.__init__(self)
        Parser.__init__(self)
        Composer.__init__(self)
        BaseResolver.__init__(self)
        self.depth = 0

    def compose_node(self, parent: Node | None, index: int) -> Node | None:
        event: NodeEvent = self.peek_event()  # type: ignore[no-untyped-call]
        line = event.start_mark.line if event.start_mark else 0
        if event.anchor or getattr(event, "tag", None):
            raise _Stop(line, N_("Anchors, aliases and tags are not used here."))
        if self.depth >= DEEPEST:
            raise _Stop(line, N_("This is nested too deep."))
        self.depth += 1
        node = super().compose_node(parent, index)
        self.depth -= 1
        return node


class _Stop(Exception):  # noqa: N818 - carries the place to the caller
    def __init__(self, line: int, message: str) -> None:
        super().__init__(message)
        self.line, self.message = line, message


_SHAPE = N_("This is not well-formed: check indentation, colons, quotes and brackets.")
_TAB = N_("Tabs cannot indent; use spaces.")
_CONTROL = N_("This character is not allowed in a text file.")


def _compose(text: str, file: str) -> Node | None:
    try:
        return _Refusing(text).get_single_node()
    except _Stop as stop:
        line, message = stop.line, stop.message
    except yaml.reader.ReaderError as error:
        line, message = text.count("\n", 0, error.position), _CONTROL
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line = mark.line if mark else 0
        message = _TAB if "'\\t'" in (error.problem or "") else _SHAPE
    lines = text.split("\n")
    line = min(line, len(lines) - 1)
    raise SourceBroken([Problem(file, line + 1, "", lines[line].strip(), phrase(message))])


# -- from nodes to values ------------------------------------------------------------------------

_WORDS: Mapping[str, bool | None] = {
    "true": True,
    "false": False,
    "null": None,
    "~": None,
    "": None,
}
_INT = re.compile(r"-?(?:0|[1-9][0-9]*)")
_DECIMAL = re.compile(r"-?(?:0|[1-9][0-9]*)\.[0-9]+")
_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_MOMENT = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}[Tt ][0-9]{2}:[0-9]{2}\S*(?: ?[-+Zz]\S*)?")
_LONGEST_NUMBER = 30


class _Reading:
    """Turns the nodes of one file into data, remembers lines and collects problems."""

    def __init__(self, file: str) -> None:
        self.file = file
        self.lines: dict[Place, tuple[str, int]] = {}
        self.problems: list[Problem] = []

    def value(self, node: Node, path: Place) -> object:
        self.lines.setdefault(path, (self.file, node.start_mark.line + 1))
        if isinstance(node, MappingNode):
            return dict(self._pairs(node, path))
        if isinstance(node, SequenceNode):
            return tuple(self.value(item, (*path, n)) for n, item in enumerate(node.value))
        assert isinstance(node, ScalarNode)  # noqa: S101 - YAML knows no fourth kind
        return self._scalar(node, path)

    def _pairs(self, node: MappingNode, path: Place) -> Iterator[tuple[str, object]]:
        seen: set[str] = set()
        for key_node, value_node in node.value:
            line = key_node.start_mark.line + 1
            key = key_node.value
            if not isinstance(key_node, ScalarNode) or (key == "<<" and not key_node.style):
                self._refuse(path, line, None, N_("A key must be a plain word."))
            elif key in seen:
                self._refuse((*path, key), line, key, N_("This key stands here twice."))
            else:
                seen.add(key)
                self.lines[*path, key] = (self.file, line)
                yield key, self.value(value_node, (*path, key))

    def _scalar(self, node: ScalarNode, path: Place) -> object:
        text = str(node.value)
        if node.style is not None:
            return text
        if text in _WORDS:
            return _WORDS[text]
        if len(text) <= _LONGEST_NUMBER and _INT.fullmatch(text):
            return int(text)
        if len(text) <= _LONGEST_NUMBER and _DECIMAL.fullmatch(text):
            return Decimal(text)
        return self._time(text, node, path)

    def _time(self, text: str, node: Node, path: Place) -> str | date | datetime:
        try:
            if _DATE.fullmatch(text):
                return date.fromisoformat(text)
            if not _MOMENT.fullmatch(text):
                return text
            moment = datetime.fromisoformat(text)
        except ValueError:
            message = N_("The calendar has no such date or time.")
        else:
            if moment.tzinfo is not None:
                return moment
            message = N_("A time needs its offset, for example 2024-05-06T08:00:00+08:00.")
        self._refuse(path, node.start_mark.line + 1, text, message)
        return text

    def _refuse(self, path: Place, line: int, value: object, message: str) -> None:
        self.problems.append(Problem(self.file, line, dotted(path), value, phrase(message)))

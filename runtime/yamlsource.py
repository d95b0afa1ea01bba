"""Reading YAML that people write, so that every mistake can be shown at its line.

Stricter than YAML: UTF-8 only, one document a file, no key twice, no tags, anchors or merge keys,
and nothing guessed (see ``runtime.yamlscalar``). What comes out is plain frozen-friendly data
(``dict``, ``tuple``, ``str``, ``int``, ``Decimal``, ``bool``, ``date``, ``datetime``, ``None``),
ready for pydantic models in strict mode.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import yaml
from yaml.events import CollectionEndEvent, CollectionStartEvent

from runtime.language import N_, Phrase, phrase
from runtime.yamlproblems import Marks, Place, Problem, SourceBroken, dotted
from runtime.yamlscalar import Scalar, meaning

LARGEST = 2_000_000
"""Bytes of a file that are read."""
DEEPEST = 20
"""Levels of nesting that are read; deeper is a mistake or an attack."""
BOTTOM = 10 * DEEPEST
"""Levels at which reading ends: the parser takes longer for each that follows, up to hours."""

_NOT_TEXT = yaml.reader.Reader.NON_PRINTABLE
_CONTROL = N_("The file holds a control character; remove it.")
_KEYS = N_("The file must consist of keys and their values.")


def read_folder(folder: Path) -> tuple[dict[str, object], Marks]:
    """All ``*.yaml`` files of a folder, in name order, as one mapping of their top-level keys.

    A key may stand in one file only. Raises ``SourceBroken`` with every file's problems.
    """
    files = sorted(folder.glob("*.yaml")) if folder.is_dir() else []
    problems = [
        Problem(stray.name, 1, "", stray.name, phrase(N_("File names end in .yaml.")))
        for stray in (sorted(folder.glob("*.yml")) if folder.is_dir() else [])
    ]
    if not files and not problems:
        reason = phrase(N_("The folder holds no .yaml file."))
        raise SourceBroken([Problem(f"{folder.name}/", 1, "", folder.name, reason)])
    data: dict[str, object] = {}
    marks = Marks({(): (f"{folder.name}/", 1)})
    for file in files:
        try:
            part, lines = read_file(file)
        except SourceBroken as broken:
            problems += broken.problems
            continue
        for key in part:
            if key in data:
                name, line = marks.at((key,))
                message = N_("This top-level key stands already in {file}, line {line}.")
                problems.append(lines.problem((key,), key, phrase(message, file=name, line=line)))
        data = part | data
        marks = marks.joined(lines)
    if problems:
        raise SourceBroken(problems)
    return data, marks


def read_file(path: Path) -> tuple[dict[str, object], Marks]:
    """One file, whose top level is a mapping.

    Raises ``SourceBroken`` with everything that was found up to the first place at which the
    text is no YAML.
    """
    reader = _Reader(path.name, _text(path))
    data = reader.read()
    if reader.problems:
        raise SourceBroken(reader.problems)
    return data, Marks(reader.lines)


def _text(path: Path) -> str:
    """The text of a file, a byte order mark left out."""
    try:
        with path.open("rb") as file:
            raw = file.read(LARGEST + 1)
    except OSError:
        raise _broken(path, 1, path.name, N_("The file cannot be opened.")) from None
    if len(raw) > LARGEST:
        reason = phrase(N_("The file is larger than {limit} bytes."), limit=LARGEST)
        raise SourceBroken([Problem(path.name, 1, "", path.name, reason)])
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        message = N_("The file is not UTF-8 text here; save it as UTF-8.")
        raise _broken(path, line, raw[error.start : error.end].hex(), message) from None
    control = _NOT_TEXT.search(text)
    if control:
        line = text.count("\n", 0, control.start()) + 1
        raise _broken(path, line, repr(control[0]), _CONTROL)
    return text


def _broken(path: Path, line: int, value: object, message: str) -> SourceBroken:
    return SourceBroken([Problem(path.name, line, "", value, phrase(message))])


class _Reader:
    """Turns the events of one file into data, remembers lines and collects problems."""

    def __init__(self, file: str, text: str) -> None:
        self.lines: dict[Place, tuple[str, int]] = {(): (file, 1)}
        self.problems: list[Problem] = []
        self._file = file
        self._text = text
        # The parser in C is many times faster; an installation may lack it.
        loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
        self._events: Iterator[yaml.Event] = yaml.parse(text, loader)

    def read(self) -> dict[str, object]:
        """The data of the file; worthless if there are ``problems``."""
        try:
            return self._document()
        except _Bottomless as error:
            if not self.problems:
                self._refuse((), error.line, None, phrase(_DEEP, limit=DEEPEST))
            return {}
        except yaml.MarkedYAMLError as error:
            mark = error.problem_mark or error.context_mark
            written = self._text.splitlines() or [""]
            at = min(mark.line if mark else 0, len(written) - 1)
            indent = written[at][: len(written[at]) - len(written[at].lstrip())]
            message = _TAB if "\t" in indent else _SHAPE
            self._refuse((), at + 1, written[at].strip(), phrase(message))
            return {}

    def _document(self) -> dict[str, object]:
        next(self._events)  # the stream starts
        if isinstance(next(self._events), yaml.StreamEndEvent):
            self._refuse((), 1, None, phrase(_KEYS))
            return {}
        event = next(self._events)
        data: dict[str, object] = {}
        if not isinstance(event, yaml.MappingStartEvent):
            self._refuse((), _line(event), None, phrase(_KEYS))
            self._skip(event)
        elif self._plain(event, ()):
            data = dict(self._pairs(()))
        next(self._events)  # the document ends
        event = next(self._events)
        if not isinstance(event, yaml.StreamEndEvent):
            reason = phrase(N_("A file holds one YAML document only."))
            self._refuse((), _line(event), "---", reason)
        return data

    def _value(self, event: yaml.Event, at: Place) -> object:
        self.lines.setdefault(at, (self._file, _line(event)))
        if not self._plain(event, at):
            return None
        if isinstance(event, yaml.ScalarEvent):
            return self._scalar(event, at)
        if isinstance(event, yaml.MappingStartEvent):
            return dict(self._pairs(at))
        items: list[object] = []
        while not isinstance(event := next(self._events), yaml.SequenceEndEvent):
            items.append(self._value(event, (*at, len(items))))
        return tuple(items)

    def _pairs(self, at: Place) -> Iterator[tuple[str, object]]:
        seen: set[str] = set()
        while not isinstance(event := next(self._events), yaml.MappingEndEvent):
            line = _line(event)
            if not self._plain(event, at):
                self._skip(next(self._events))
                continue
            if not isinstance(event, yaml.ScalarEvent) or event.value in {"", "<<"}:
                self._skip(event)
                self._refuse(at, line, None, phrase(N_("A key must be a plain word.")))
                self._skip(next(self._events))
                continue
            here = (*at, str(event.value))
            if event.value in seen:
                message = N_("This key stands twice in the same mapping; first in line {line}.")
                self._refuse(here, line, event.value, phrase(message, line=self.lines[here][1]))
                self._value(next(self._events), here)  # may hold problems of its own
                continue
            seen.add(event.value)
            self.lines[here] = (self._file, line)
            yield event.value, self._value(next(self._events), here)

    def _scalar(self, event: yaml.ScalarEvent, at: Place) -> Scalar:
        text = str(event.value)
        if not event.style:
            try:
                return meaning(text)
            except ValueError as error:
                self._refuse(at, _line(event), text, error.args[0])
        elif event.style == '"' and (control := _NOT_TEXT.search(text)):  # from an escape: "\0"
            self._refuse(at, _line(event), repr(control[0]), phrase(_CONTROL))
        return text

    def _plain(self, event: yaml.Event, at: Place) -> bool:
        """Whether the node may be read; otherwise it is refused and left behind."""
        named = getattr(event, "anchor", None) or getattr(event, "tag", None)
        if named:
            reason = phrase(N_("Anchors, aliases and tags are not used here."))
        elif len(at) > DEEPEST:
            reason = phrase(_DEEP, limit=DEEPEST)
        else:
            return True
        self._refuse(at, _line(event), named, reason)
        self._skip(event)
        return False

    def _skip(self, event: yaml.Event) -> None:
        """Leave a node behind, with all that it holds. Raises ``_Bottomless``."""
        depth = int(isinstance(event, CollectionStartEvent))
        while depth:
            if depth > BOTTOM:
                raise _Bottomless(_line(event))
            event = next(self._events)
            depth += isinstance(event, CollectionStartEvent)
            depth -= isinstance(event, CollectionEndEvent)

    def _refuse(self, at: Place, line: int, value: object, reason: Phrase) -> None:
        self.problems.append(Problem(self._file, line, dotted(at), value, reason))


class _Bottomless(Exception):  # noqa: N818 - ends the reading of a file, which is then refused
    """Nested so deeply, at ``line``, that the rest is not looked at."""

    def __init__(self, line: int) -> None:
        super().__init__(line)
        self.line = line


_DEEP = N_("The nesting is deeper than {limit} levels.")
_SHAPE = N_("This is not well-formed: check indentation, colons, quotes and brackets.")
_TAB = N_("Tabs cannot indent; use spaces.")


def _line(event: yaml.Event) -> int:
    return event.start_mark.line + 1 if event.start_mark else 1

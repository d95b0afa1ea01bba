"""Files that people write: every mistake is shown at its line, nothing is guessed."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
import yaml

from runtime.yamlproblems import Problem, SourceBroken
from runtime.yamlsource import read_file, read_folder

CHINESE = re.compile("[\u4e00-\u9fff]")


def write(folder: Path, text: str | bytes, name: str = "a.yaml") -> Path:
    path = folder / name
    path.write_bytes(text.encode() if isinstance(text, str) else text)
    return path


def problems(path: Path) -> tuple[Problem, ...]:
    with pytest.raises(SourceBroken) as caught:
        read_folder(path) if path.is_dir() else read_file(path)
    return caught.value.problems


def only(path: Path) -> Problem:
    (problem,) = problems(path)
    return problem


def test_values_are_exact_and_not_guessed(tmp_path: Path) -> None:
    text = """\
on: no
int: -12
octal: 012
grouped: 1_000
power: 1e3
exact: 1.10
clock: 12:30
when: 2024-05-06
moment: 2024-05-06T08:00:00+08:00
truth: true
nothing: null
nothing_too:
quoted: "12"
block: |
  12
list: [1, 尾矿库]
inner: {a: {b: false}}
"""
    data, _ = read_file(write(tmp_path, text))
    assert data == {
        "on": "no",
        "int": -12,
        "octal": "012",
        "grouped": "1_000",
        "power": "1e3",
        "exact": Decimal("1.10"),
        "clock": "12:30",
        "when": date(2024, 5, 6),
        "moment": datetime(2024, 5, 6, 0, 0, tzinfo=UTC),
        "truth": True,
        "nothing": None,
        "nothing_too": None,
        "quoted": "12",
        "block": "12\n",
        "list": (1, "尾矿库"),
        "inner": {"a": {"b": False}},
    }
    assert str(data["exact"]) == "1.10"


def test_every_value_remembers_its_line(tmp_path: Path) -> None:
    _, marks = read_file(write(tmp_path, "a: 1\nb:\n  - x\n  - y: 2\n    z: 3\n"))
    assert marks.at(("b",)) == ("a.yaml", 2)
    assert marks.at(("b", 1, "z")) == ("a.yaml", 5)
    assert marks.at(("b", 1, "unwritten", "deeper")) == ("a.yaml", 4)


def test_a_byte_order_mark_is_no_part_of_the_first_key(tmp_path: Path) -> None:
    data, _ = read_file(write(tmp_path, b"\xef\xbb\xbfa: 1\n"))
    assert data == {"a": 1}


def test_other_encodings_are_refused_with_the_line(tmp_path: Path) -> None:
    problem = only(write(tmp_path, b"a: 1\nb: " + "尾矿库".encode("gb18030")))
    assert (problem.file, problem.line) == ("a.yaml", 2)
    assert "UTF-8" in problem.reason.say("en")


BAD = {
    "key twice": ("a: 1\nb: 2\na: 3\n", 3, "a", "twice in the same mapping; first in line 1"),
    "key twice inside": ("a:\n  - b: 1\n    b: 2\n", 3, "a[0].b", "first in line 2"),
    "anchor": ("a: &x [1]\n", 1, "a", "Anchors"),
    "anchor of the whole": ("&x\na: 1\n", 1, "", "Anchors"),
    "alias": ("b: *x\n", 1, "b", "aliases"),
    "alias as key": ("a: {*x : 1}\n", 1, "a", "aliases"),
    "tag": ("a: 1\nb: !!python/name:os.system x\n", 2, "b", "tags"),
    "local tag": ("a: 1\nb: !local {c: 1}\n", 2, "b", "tags"),
    "merge key": ("a: {b: 1}\nc:\n  <<: {d: 1}\n", 3, "c", "plain word"),
    "list as key": ("? [a, b]\n: 1\n", 1, "", "plain word"),
    "mapping as key": ("a: 1\n? {b: 1}\n: 2\n", 2, "", "plain word"),
    "no key": ("a: 1\n'': 2\n", 2, "", "plain word"),
    "tab": ("a: 1\nb:\n\t- c\n", 3, "", "Tabs"),
    "open quotes": ("a: 1\nb: 'open\n", 2, "", "well-formed"),
    "open bracket": ("a: 1\nb: [1\nc: 2\n", 3, "", "well-formed"),
    "two colons": ("a: 1\nb: x: y\n", 2, "", "well-formed"),
    "two documents": ("a: 1\n---\nb: 2\n", 2, "", "one YAML document"),
    "control character": ("a: 1\nb: \x07\n", 2, "", "control character"),
    "escaped control character": ('a: 1\nb: "\\0"\n', 2, "b", "control character"),
    "no such day": ("a: 1\nb: 2024-02-30\n", 2, "b", "calendar"),
    "no such hour": ("a: 1\nb: 2024-02-03T25:00:00Z\n", 2, "b", "calendar"),
    "time without offset": ("a: 1\nb: 2024-02-03T08:00:00\n", 2, "b", "offset"),
    "a list": ("- a\n- b\n", 1, "", "keys and their values"),
    "a word": ("\nword\n", 2, "", "keys and their values"),
    "nothing": ("", 1, "", "keys and their values"),
    "only a comment": ("# nothing yet\n", 1, "", "keys and their values"),
    "deep": ("a:\n  " + "[" * 60 + "]" * 60, 2, "a" + "[0]" * 20, "deeper than 20"),
    "large": ("a: " + "x" * 2_000_001 + "\n", 1, "", "larger than 2000000 bytes"),
}


@pytest.mark.parametrize("name", BAD)
def test_what_could_be_misread_is_refused(tmp_path: Path, name: str) -> None:
    text, line, field, reason = BAD[name]
    problem = only(write(tmp_path, text))
    assert (problem.file, problem.line, problem.field) == ("a.yaml", line, field)
    assert reason in problem.reason.say("en")
    assert CHINESE.search(problem.reason.say("zh"))


def test_everything_wrong_in_a_file_is_shown_at_once(tmp_path: Path) -> None:
    text = "a: {b: 1, b: 2}\nc: *x\n<<: {d: !t 1}\nd: 2024-02-30\ne: &y [[1]]\na: 2\nf: [\n"
    found = problems(write(tmp_path, text))
    assert [(p.line, p.field) for p in found] == [
        (1, "a.b"),
        (2, "c"),
        (3, ""),
        (4, "d"),
        (5, "e"),
        (6, "a"),
        (7, ""),
    ]


def test_the_largest_and_the_deepest_that_is_read(tmp_path: Path) -> None:
    text = "a: " + "[" * 19 + "1" + "]" * 19 + "\nb: "
    text += "x" * (2_000_000 - len(text))
    data, _ = read_file(write(tmp_path, text))
    assert set(data) == {"a", "b"}


def test_all_double_keys_of_a_file_are_shown_at_once(tmp_path: Path) -> None:
    found = problems(write(tmp_path, "a: 1\na: 2\nb: 1\nb: 2\n"))
    assert [(p.line, p.field) for p in found] == [(2, "a"), (4, "b")]


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("9" * 15, 10**15 - 1),
        ("9" * 16, "9" * 16),
        ("9" * 5000, "9" * 5000),
        ("-0.000000000001", Decimal("-0.000000000001")),
        ("0.0000000000001", "0.0000000000001"),
    ],
)
def test_a_longer_row_of_digits_than_others_keep_exactly_stays_text(
    tmp_path: Path, written: str, read: object
) -> None:
    data, _ = read_file(write(tmp_path, f"a: {written}"))
    assert data == {"a": read}


def test_a_folder_is_the_sum_of_its_files(tmp_path: Path) -> None:
    write(tmp_path, "dams: [1]\n", "b.yaml")
    write(tmp_path, "# comment\nmines: [2]\n", "a.yaml")
    write(tmp_path, "not read\n", "readme.md")
    data, marks = read_folder(tmp_path)
    assert data == {"mines": (2,), "dams": (1,)}
    assert marks.at(("dams", 0)) == ("b.yaml", 1)
    assert marks.at(("mines",)) == ("a.yaml", 2)


def test_a_key_in_two_files_is_refused_in_the_second(tmp_path: Path) -> None:
    write(tmp_path, "dams: [1]\n", "a.yaml")
    write(tmp_path, "\ndams: [2]\n", "b.yaml")
    problem = only(tmp_path)
    assert (problem.file, problem.line, problem.field) == ("b.yaml", 2, "dams")
    assert "already in a.yaml, line 1" in problem.reason.say("en")


def test_every_broken_file_of_a_folder_is_named(tmp_path: Path) -> None:
    write(tmp_path, "a: 1\na: 2\n", "a.yaml")
    write(tmp_path, "b: [\n", "b.yaml")
    write(tmp_path, "c: 1\n", "c.yml")
    (tmp_path / "d.yaml").mkdir()
    assert [p.file for p in problems(tmp_path)] == ["c.yml", "a.yaml", "b.yaml", "d.yaml"]


def test_a_place_in_no_file_is_the_folder(tmp_path: Path) -> None:
    write(tmp_path, "a: 1\n")
    _, marks = read_folder(tmp_path)
    assert marks.at(("missing",)) == (f"{tmp_path.name}/", 1)


def test_a_missing_folder_and_a_missing_file_are_said_so(tmp_path: Path) -> None:
    for folder in (tmp_path, tmp_path / "nowhere"):
        with pytest.raises(SourceBroken, match=r"no \.yaml file"):
            read_folder(folder)
    with pytest.raises(SourceBroken, match="cannot be opened"):
        read_file(tmp_path / "nowhere.yaml")


@pytest.mark.parametrize("before", ["a: ", "a: &b ", "? "])
def test_a_file_without_a_bottom_is_refused_without_reading_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, before: str
) -> None:
    """Each level takes the parser longer than the one above: such a file would keep the program
    from starting for hours."""
    parse, read = yaml.parse, list[object]()

    def counted(*given: Any) -> Iterator[object]:
        for event in parse(*given):
            read.append(event)
            yield event

    monkeypatch.setattr(yaml, "parse", counted)
    problem = only(write(tmp_path, before + "[" * 3_000))
    assert len(read) < 300
    assert problem.line == 1

"""Files that people write: every mistake is shown at its line, nothing is guessed."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Annotated, Literal

import pytest
from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator

from runtime.language import N_, phrase
from runtime.refusal import Refused
from runtime.yamlsource import (
    Problem,
    SourceBroken,
    problems_of,
    read_file,
    read_folder,
    refusal,
)


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
    assert "UTF-8" in problem.reason.message


@pytest.mark.parametrize(
    ("text", "line", "word"),
    [
        ("a: 1\nb: 2\na: 3\n", 3, "twice"),
        ("a:\n  - b: 1\n    b: 2\n", 3, "twice"),
        ("a: &x 1\nb: *x\n", 1, "Anchors"),
        ("a: 1\nb: !!python/name:os.system x\n", 2, "tags"),
        ("a: 1\nb: !local x\n", 2, "tags"),
        ("a: {b: 1}\nc:\n  <<: {d: 1}\n", 3, "plain word"),
        ("? [a, b]\n: 1\n", 1, "plain word"),
        ("a: 1\nb:\n\t- c\n", 3, "Tabs"),
        ("a: 1\nb: 'open\n", 3, "well-formed"),
        ("a: 1\nb: x: y\n", 2, "well-formed"),
        ("a: 1\n---\nb: 2\n", 2, "well-formed"),
        ("a: 1\nb: \x07\n", 2, "character"),
        ("a: 1\nb: 2024-02-30\n", 2, "calendar"),
        ("a: 1\nb: 2024-02-03T25:00:00Z\n", 2, "calendar"),
        ("a: 1\nb: 2024-02-03T08:00:00\n", 2, "offset"),
        ("- a\n- b\n", 1, "keys"),
        ("", 1, "keys"),
        ("a:\n  " + "[" * 60 + "]" * 60, 2, "deep"),
    ],
)
def test_what_could_be_misread_is_refused(tmp_path: Path, text: str, line: int, word: str) -> None:
    problem = only(write(tmp_path, text))
    assert problem.line == line
    assert word in problem.reason.message


def test_all_double_keys_of_a_file_are_shown_at_once(tmp_path: Path) -> None:
    found = problems(write(tmp_path, "a: 1\na: 2\nb: 1\nb: 2\n"))
    assert [(p.line, p.field) for p in found] == [(2, "a"), (4, "b")]


def test_a_long_row_of_digits_stays_text(tmp_path: Path) -> None:
    data, _ = read_file(write(tmp_path, "a: " + "9" * 5000))
    assert data["a"] == "9" * 5000


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
    assert problem.reason.values == {"file": "a.yaml"}


def test_every_broken_file_of_a_folder_is_named(tmp_path: Path) -> None:
    write(tmp_path, "a: 1\na: 2\n", "a.yaml")
    write(tmp_path, "b: [\n", "b.yaml")
    write(tmp_path, "c: 1\n", "c.yml")
    assert {p.file for p in problems(tmp_path)} == {"a.yaml", "b.yaml", "c.yml"}


def test_a_missing_folder_and_a_missing_file_are_said_so(tmp_path: Path) -> None:
    with pytest.raises(SourceBroken, match=r"no \.yaml file"):
        read_folder(tmp_path / "nowhere")
    with pytest.raises(SourceBroken, match="cannot be opened"):
        read_file(tmp_path / "nowhere.yaml")


# -- what models say ---------------------------------------------------------------------------


class Dam(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)

    id: Annotated[str, Field(pattern="^[a-z]+$", max_length=5)]
    kind: Literal["wet", "dry"] = "wet"
    height_m: Decimal | int | None = None
    built: date | None = None
    villages: tuple[str, ...] = ()
    people: Annotated[int, Field(ge=0)] = 0
    real: bool = True

    @field_validator("villages")
    @classmethod
    def _names(cls, names: tuple[str, ...]) -> tuple[str, ...]:
        if "" in names:
            raise ValueError(phrase(N_("A village needs a name, not {what}."), what="nothing"))
        if "?" in names:
            raise ValueError("unknown village")
        return names


class Dams(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)

    dams: tuple[Dam, ...]


def complaints(tmp_path: Path, text: str) -> list[tuple[int, str, object, str]]:
    data, marks = read_file(write(tmp_path, text))
    with pytest.raises(ValidationError) as caught:
        Dams.model_validate(data)
    return [
        (p.line, p.field, p.value, p.reason.message.format_map(p.reason.values))
        for p in problems_of(caught.value, marks)
    ]


def test_good_data_fits_a_strict_model(tmp_path: Path) -> None:
    text = "dams:\n  - {id: a, height_m: 1.5, built: 2020-01-31, villages: [x], real: false}\n"
    data, _ = read_file(write(tmp_path, text))
    (dam,) = Dams.model_validate(data).dams
    assert (dam.height_m, dam.built, dam.real) == (Decimal("1.5"), date(2020, 1, 31), False)


@pytest.mark.parametrize(
    ("entry", "field", "value", "reason"),
    [
        ("kind: wet", "dams[0].id", None, "This is required and was not given."),
        ("id: a\n    hight: 3", "dams[0].hight", 3, "This field is not known."),
        ("id: 7", "dams[0].id", 7, "This must be text; put it in quotes."),
        ("id: A", "dams[0].id", "A", "This must have the form ^[a-z]+$."),
        ("id: aaaaaa", "dams[0].id", "aaaaaa", "This text may have at most 5 characters."),
        ("id: a\n    kind: damp", "dams[0].kind", "damp", "This must be one of: 'wet', 'dry'."),
        ("id: a\n    people: -1", "dams[0].people", -1, "This must be at least 0."),
        (
            "id: a\n    people: 1.5",
            "dams[0].people",
            Decimal("1.5"),
            "This must be a whole number.",
        ),
        ("id: a\n    real: yes", "dams[0].real", "yes", "This must be true or false."),
        (
            "id: a\n    built: soon",
            "dams[0].built",
            "soon",
            "This must be a date such as 2024-05-06.",
        ),
        ("id: a\n    villages: x", "dams[0].villages", "x", "This must be a list."),
        (
            "id: a\n    villages: ['']",
            "dams[0].villages",
            None,
            "A village needs a name, not nothing.",
        ),
        ("id: a\n    villages: ['?']", "dams[0].villages", None, "unknown village"),
    ],
)
def test_complaints_name_line_field_value_and_reason(
    tmp_path: Path, entry: str, field: str, value: object, reason: str
) -> None:
    ((line, where, shown, why),) = complaints(tmp_path, f"dams:\n  - {entry}\n")
    assert (where, shown, why) == (field, value, reason)
    assert line == 1 + len(entry.split("\n"))


def test_branches_of_a_union_do_not_show_in_the_place(tmp_path: Path) -> None:
    found = complaints(tmp_path, "dams:\n  - id: a\n    height_m: tall\n")
    assert {(line, field, value) for line, field, value, _ in found} == {
        (3, "dams[0].height_m", "tall")
    }


def test_a_refusal_shows_the_first_problem_and_counts_the_rest() -> None:
    first = Problem("dams.yaml", 7, "dams[0].id", "A", phrase(N_("This field is not known.")))
    alone = refusal("registry_broken", [first])
    assert isinstance(alone, Refused)
    assert (alone.code, alone.field, alone.value) == (
        "registry_broken",
        "dams.yaml:7 dams[0].id",
        "A",
    )
    assert alone.allowed == first.reason
    assert refusal("registry_broken", [first, first, first]).allowed.values["more"] == 2


def test_a_misspelt_key_is_shown_before_the_one_it_leaves_missing(tmp_path: Path) -> None:
    write(tmp_path, "# comment\ndasm: []\n", "b.yaml")
    data, marks = read_folder(tmp_path)
    with pytest.raises(ValidationError) as caught:
        Dams.model_validate(data)
    found = [(p.file, p.line, p.field) for p in problems_of(caught.value, marks)]
    assert found == [("b.yaml", 2, "dasm"), (tmp_path.name, 1, "dams")]

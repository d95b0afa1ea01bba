"""What models say against files that people write: in words, at the line of the mistake."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Annotated, Literal

import pytest
from pydantic import Field, ValidationError, field_validator

from runtime.language import N_, phrase
from runtime.yamlmodels import Id, Part, problems_of
from runtime.yamlproblems import Marks
from runtime.yamlsource import read_file, read_folder


def read(folder: Path, text: str) -> tuple[dict[str, object], Marks]:
    path = folder / "a.yaml"
    path.write_text(text, encoding="utf-8")
    return read_file(path)


LONG = "a" * 61
LOWER_CASE = "An identifier has lower-case letters and digits, joined by single - or _."


class Dam(Part):
    id: Id
    kind: Literal["wet", "dry"] = "wet"
    source: Annotated[str, Field(min_length=1)] = "paper"
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


class Dams(Part):
    dams: tuple[Dam, ...]


def complaints(tmp_path: Path, text: str) -> list[tuple[int, str, object, str]]:
    data, marks = read(tmp_path, text)
    with pytest.raises(ValidationError) as caught:
        Dams.model_validate(data)
    return [
        (p.line, p.field, p.value, p.reason.message.format_map(p.reason.values))
        for p in problems_of(caught.value, marks)
    ]


def test_good_data_fits_a_strict_model(tmp_path: Path) -> None:
    text = "dams:\n  - {id: a, height_m: 1.5, built: 2020-01-31, villages: [x], real: false}\n"
    data, _ = read(tmp_path, text)
    (dam,) = Dams.model_validate(data).dams
    assert (dam.height_m, dam.built, dam.real) == (Decimal("1.5"), date(2020, 1, 31), False)


@pytest.mark.parametrize(
    ("entry", "field", "value", "reason"),
    [
        ("kind: wet", "dams[0].id", None, "This is required and was not given."),
        ("id: a\n    hight: 3", "dams[0].hight", 3, "This field is not known."),
        ("id: 7", "dams[0].id", 7, "This must be text; put it in quotes."),
        (
            "id: A",
            "dams[0].id",
            "A",
            LOWER_CASE,
        ),
        (f"id: {LONG}", "dams[0].id", LONG, "This text may have at most 60 characters."),
        ("id: ''", "dams[0].id", "", LOWER_CASE),
        ("id: a\n    source: ''", "dams[0].source", "", "Must not be empty."),
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
            "This must be a date without quotation marks, such as 2024-05-06.",
        ),
        (
            "id: a\n    built: '2024-05-06'",
            "dams[0].built",
            "2024-05-06",
            "This must be a date without quotation marks, such as 2024-05-06.",
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
    assert found == [(3, "dams[0].height_m", "tall", "This must be an exact number.")]


def test_a_misspelt_key_is_shown_before_the_one_it_leaves_missing(tmp_path: Path) -> None:
    (tmp_path / "b.yaml").write_text("# comment\ndasm: []\n", encoding="utf-8")
    data, marks = read_folder(tmp_path)
    with pytest.raises(ValidationError) as caught:
        Dams.model_validate(data)
    found = [(p.file, p.line, p.field) for p in problems_of(caught.value, marks)]
    assert found == [("b.yaml", 2, "dasm"), (f"{tmp_path.name}/", 1, "dams")]

"""Reading a county's folder: strictly, and with every mistake at its file and line."""

from __future__ import annotations

from pathlib import Path

from pydantic import ValidationError

from registry.check import check
from registry.schema import County
from runtime.yamlmodels import problems_of
from runtime.yamlproblems import FilesRefused, SourceBroken
from runtime.yamlsource import read_folder

SAMPLE = Path(__file__).resolve().parent / "sample"
"""The county that comes with the program: published facts, fictional people."""


def load_county(folder: Path) -> County:
    """The county described by the ``*.yaml`` files of a folder.

    Raises ``FilesRefused("registry_broken")`` with file, line, field, value and reason of every
    mistake: first of the files, then of the shape, then of what must hold across them.
    """
    try:
        data, marks = read_folder(folder)
    except SourceBroken as broken:
        raise FilesRefused("registry_broken", broken.problems) from None
    try:
        county = County.model_validate(data)
    except ValidationError as error:
        raise FilesRefused("registry_broken", problems_of(error, marks)) from None
    problems = tuple(check(county, marks))
    if problems:
        raise FilesRefused("registry_broken", problems)
    return county

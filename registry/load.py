"""Reading a county's folder: strictly, and with every mistake at its file and line."""

from __future__ import annotations

from pathlib import Path

from pydantic import ValidationError

from registry.check import check
from registry.schema import County
from runtime.yamlsource import SourceBroken, problems_of, read_folder, refusal

SAMPLE = Path(__file__).resolve().parent / "sample"
"""The county that comes with the program: published facts, fictional people."""


def load_county(folder: Path) -> County:
    """The county described by the ``*.yaml`` files of a folder.

    Raises ``Refused("registry_broken")``; its field is ``file:line field`` of the first mistake.
    """
    try:
        data, marks = read_folder(folder)
    except SourceBroken as broken:
        raise refusal("registry_broken", broken.problems) from None
    try:
        county = County.model_validate(data)
    except ValidationError as error:
        raise refusal("registry_broken", problems_of(error, marks)) from None
    problems = tuple(check(county, marks))
    if problems:
        raise refusal("registry_broken", problems)
    return county

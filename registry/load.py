"""Reading a county's folder: strictly, and with every mistake at its file and line."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from registry.check import check
from registry.schema import County
from runtime.yamlproblems import FilesRefused
from runtime.yamlread import read_model
from runtime.yamlsource import read_folder

SAMPLE = Path(__file__).resolve().parent / "sample"
"""The county that comes with the program: published facts, fictional people."""


def load_county(folder: Path) -> County:
    """The county described by the ``*.yaml`` files of a folder.

    Raises ``FilesRefused("registry_broken")`` with file, line, field, value and reason of every
    mistake: first of the files, then of the shape, then of what must hold across them.
    """
    refused = partial(FilesRefused, "registry_broken")
    county, marks = read_model(folder, County, refused, read_folder)
    problems = tuple(check(county, marks))
    if problems:
        raise refused(problems)
    return county

"""From files to a checked model, or one refusal that names every mistake at its file and line."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TypeVar

from pydantic import BaseModel, ValidationError

from runtime.yamlmodels import problems_of
from runtime.yamlproblems import FilesRefused, Marks, Problem, SourceBroken
from runtime.yamlsource import read_file

M = TypeVar("M", bound=BaseModel)


def read_model(
    path: Path,
    model: type[M],
    refused: Callable[[Sequence[Problem]], FilesRefused],
    read: Callable[[Path], tuple[dict[str, object], Marks]] = read_file,
) -> tuple[M, Marks]:
    """What a file (or with ``read_folder`` a folder) says, and where it says it.

    Raises what ``refused`` makes of the mistakes: first of the files, then of the shape.
    """
    try:
        data, marks = read(path)
    except SourceBroken as broken:
        raise refused(broken.problems) from None
    try:
        return model.model_validate(data), marks
    except ValidationError as error:
        raise refused(problems_of(error, marks)) from None

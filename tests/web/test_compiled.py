"""Templates are compiled once, not at each start; what is kept of them is not believed blindly."""

from __future__ import annotations

import errno
import sys
from pathlib import Path

import pytest
from jinja2 import Environment, FileSystemLoader

from web.compiled import Compiled


class Started(Environment):
    """The templates of one start; ``worked`` names those that were compiled in it."""

    def __init__(self, folder: Path, made_by: bytes = b"1") -> None:
        super().__init__(
            loader=FileSystemLoader(folder / "templates"),
            bytecode_cache=Compiled(folder / "kept", made_by),
        )
        self.worked: list[str | None] = []

    def compile(self, source, name=None, filename=None, raw=False, defer_init=False):  # type: ignore[no-untyped-def]
        self.worked.append(name)
        return super().compile(source, name, filename, raw, defer_init)

    def says(self) -> str:
        return self.get_template("page.html").render(name="x")


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(sys, "dont_write_bytecode", False)
    (tmp_path / "templates").mkdir()
    (tmp_path / "templates/page.html").write_text("a {{ name }}", encoding="utf-8")
    return tmp_path


def kept(folder: Path) -> Path:
    (file,) = (folder / "kept").iterdir()
    return file


def test_a_second_start_compiles_nothing(folder: Path) -> None:
    first, second = Started(folder), Started(folder)
    assert (first.says(), first.worked) == ("a x", ["page.html"])
    assert (second.says(), second.worked) == ("a x", [])


def test_a_template_that_changed_is_compiled_anew(folder: Path) -> None:
    Started(folder).says()
    (folder / "templates/page.html").write_text("b {{ name }}", encoding="utf-8")
    assert Started(folder).says() == "b x"


def test_what_was_compiled_by_other_code_is_not_used(folder: Path) -> None:
    Started(folder).says()
    other = Started(folder, b"2")
    other.says()
    assert other.worked == ["page.html"]


@pytest.mark.parametrize("left", [0, 20, 40, -1], ids=["empty", "begun", "half", "byte-missing"])
def test_what_a_power_cut_left_is_compiled_anew(folder: Path, left: int) -> None:
    Started(folder).says()
    kept(folder).write_bytes(kept(folder).read_bytes()[:left])
    again = Started(folder)
    assert (again.says(), again.worked) == ("a x", ["page.html"])
    assert Started(folder).says() == "a x"


def test_one_changed_byte_is_not_run(folder: Path) -> None:
    Started(folder).says()
    made = bytearray(kept(folder).read_bytes())
    made[-10] ^= 1
    kept(folder).write_bytes(made)
    again = Started(folder)
    assert (again.says(), again.worked) == ("a x", ["page.html"])


def test_where_nothing_can_be_written_the_page_is_there_all_the_same(folder: Path) -> None:
    (folder / "kept").write_text("no folder", encoding="utf-8")
    assert Started(folder).says() == "a x"


def test_whoever_wants_no_compiled_files_gets_none(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "dont_write_bytecode", True)
    assert Started(folder).says() == "a x"
    assert not (folder / "kept").exists()


def test_a_full_disk_leaves_nothing_behind(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(self: Path, data: bytes) -> int:
        self.touch()
        raise OSError(errno.ENOSPC, "full")

    monkeypatch.setattr(Path, "write_bytes", full)
    assert Started(folder).says() == "a x"
    assert [*(folder / "kept").iterdir()] == []

"""Files that cannot be read as a plan's data are refused with file and line."""

from __future__ import annotations

from pathlib import Path

import pytest

from playbooks.source import read_source
from playbooks.words import PlanBroken
from tests.playbooks.edited import CHINESE

BAD = {
    "duplicate key": (b"a: 1\nb:\n  c: 1\n  c: 2\n", 4, "b.c", "twice"),
    "duplicate top key": (b"a: 1\nb: 2\na: 3\n", 3, "a", "twice"),
    "not utf-8": (b"a: 1\nb: \xb5\xd8\n", 2, "", "UTF-8"),
    "alias": (b"a: &x [1]\nb: *x\n", 1, "a", "Anchors"),
    "alias alone": (b"b: *x\n", 1, "b", "Anchors"),
    "tag": (b"a: 1\nb: !!python/name:os.system x\n", 2, "b", "Tags"),
    "tab": (b"a:\n\tb: 1\n", 2, "", "tabs"),
    "control character": (b"a: 1\nb: \x07\n", 2, "", "control"),
    "syntax": (b"a: 1\nb: [1\nc: 2\n", 3, "", "not valid YAML"),
    "a list": (b"- a\n- b\n", 1, "", "keys with values"),
    "a word": (b"\nword\n", 2, "", "keys with values"),
    "two documents": (b"a: 1\n---\nb: 2\n", 2, "", "one YAML document"),
    "a mapping as key": (b"a: 1\n? {b: 1}\n: 2\n", 2, "", "plain word"),
    "merge key": (b"a:\n  <<: {b: 1}\n", 2, "a", "plain word"),
    "deep": (b"a: " + b"[" * 30 + b"]" * 30 + b"\n", 1, "a" + "[0]" * 20, "deeper"),
    "large": (b"a: " + b"x" * 2_000_001 + b"\n", 1, "", "larger"),
}


@pytest.mark.parametrize("name", BAD)
def test_bad_file_is_refused(tmp_path: Path, name: str) -> None:
    raw, line, field, reason = BAD[name]
    (tmp_path / "a.yaml").write_bytes(raw)
    with pytest.raises(PlanBroken) as refusal:
        read_source(tmp_path)
    (problem,) = refusal.value.problems
    assert (problem.file, problem.line, problem.field) == ("a.yaml", line, field)
    assert reason in problem.reason.say("en")
    assert CHINESE.search(problem.reason.say("zh"))


def test_key_in_two_files_names_both_places(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_text("one: 1\ntwo: 2\n")
    (tmp_path / "b.yaml").write_text("three: 3\n\ntwo: 4\n")
    with pytest.raises(PlanBroken) as refusal:
        read_source(tmp_path)
    (problem,) = refusal.value.problems
    assert (problem.file, problem.line, problem.field) == ("b.yaml", 3, "two")
    assert "a.yaml, line 2" in problem.reason.say("en")


def test_problems_of_all_files_are_told_together(tmp_path: Path) -> None:
    (tmp_path / "b.yaml").write_text("a: [\n")
    (tmp_path / "a.yaml").write_bytes(b"\xff\n")
    with pytest.raises(PlanBroken) as refusal:
        read_source(tmp_path)
    assert [problem.file for problem in refusal.value.problems] == ["a.yaml", "b.yaml"]


@pytest.mark.parametrize("folder", [".", "missing"])
def test_folder_without_files_is_refused(tmp_path: Path, folder: str) -> None:
    with pytest.raises(PlanBroken) as refusal:
        read_source(tmp_path / folder)
    assert "no .yaml files" in refusal.value.problems[0].reason.say("en")


def test_values_are_what_they_look_like(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_text(
        "on: started\nwords: [no, yes, 2030-01-31, 12:30, 010, 1_000, 1e3]\n"
        "numbers: [0, -7, 2.50]\nothers: [true, false, null, ~]\nempty:\nquoted: ['1', \"true\"]\n"
    )
    assert read_source(tmp_path).data == {
        "on": "started",
        "words": ["no", "yes", "2030-01-31", "12:30", "010", "1_000", "1e3"],
        "numbers": [0, -7, 2.5],
        "others": [True, False, None, None],
        "empty": None,
        "quoted": ["1", "true"],
    }


def test_marks_point_at_keys_and_items(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_text(
        "# a comment\nlist:\n  - id: x\n    text: |\n      long\n  - y\n"
    )
    (tmp_path / "empty.yaml").write_text("# nothing yet\n")
    source = read_source(tmp_path)
    assert source.mark(("list", 0, "text")).line == 4
    assert source.mark(("list", 1)).line == 6
    assert source.mark(("list", 0, "absent", 3)).line == 3
    assert source.value(("list", 0, "text")) == "long\n"
    assert source.value(("list", 7)) is None

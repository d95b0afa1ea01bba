"""No file of the project names a package index host, or a path of the machine it was made on.

Where packages come from is the choice of whoever installs: each machine's own settings say it.
"""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
LOCKS = ("requirements.txt", "requirements-dev.txt")
NOT_OURS = {
    ".git",
    ".venv",
    "build",
    "dist",
    "htmlcov",
    "node_modules",
    "__pycache__",
    ".pytest_cache",
    ".mypy_cache",
    ".ruff_cache",
    ".import_linter_cache",
    ".hypothesis",
}

# Each is put together from pieces, so that this file does not contain what it looks for.
HOSTS = [
    r"\bpy" + r"pi\.",
    "python" + "hosted",
    "npm" + r"js\.",
    "npm" + r"mirror\.",
    r"\bcrates" + r"\.io",
    r"proxy\.go" + r"lang\.",
    "ana" + r"conda\.",
    r"\bdeb" + r"ian\.org",
    r"ubuntu" + r"\.com/ubuntu",
    "mirr" + r"ors?\.[a-z]",
    "tuna" + r"\.tsing",
    "py" + "pi/(?:simple|web)",
    "--(?:extra-)?index" + "-url",
    "--find" + "-links",
    "--trusted" + "-host",
]
PATHS = [
    r"(?<![\w.}])/wo" + "rk/",
    r"(?<![\w.}])/ro" + r"ot(?:/|\b(?!\w))",
    r"(?<![\w.}])/ho" + r"me/\w",
    r"(?<![\w.}])/Us" + r"ers/\w",
    r"[A-Z]:\\Us" + "ers",
    r"\.py" + "env",
]
FORBIDDEN = re.compile("|".join(HOSTS + PATHS), re.IGNORECASE)


def project_files() -> list[Path]:
    """Return what git tracks or would; without git, all but environments and caches."""
    command = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    try:
        listed = subprocess.run(command, cwd=ROOT, capture_output=True, check=True).stdout
    except (OSError, subprocess.CalledProcessError):
        every = (path for path in ROOT.rglob("*") if not path.is_symlink())
        return sorted(
            path
            for path in every
            if path.is_file()
            and not NOT_OURS & set(path.relative_to(ROOT).parts)
            and not any(part.endswith(".egg-info") for part in path.relative_to(ROOT).parts)
        )
    paths = (ROOT / name.decode("utf-8", "surrogateescape") for name in listed.split(b"\0") if name)
    return sorted({path for path in paths if path.is_file() and not path.is_symlink()})


def text_of(path: Path) -> str | None:
    """Return the text of a file, or None for one that is not text."""
    data = path.read_bytes()
    if b"\0" in data:
        return None
    return data.decode("utf-8", "replace")


def findings(name: str, text: str) -> list[str]:
    return [
        f"{name}:{number}: {found.group()!r}"
        for number, line in enumerate(text.splitlines(), 1)
        for found in FORBIDDEN.finditer(line)
    ]


def test_files_are_found() -> None:
    names = {path.relative_to(ROOT).as_posix() for path in project_files()}
    assert names.issuperset({*LOCKS, "pyproject.toml", "Makefile", "bin/setup"})


def test_no_index_host_and_no_machine_path() -> None:
    found: list[str] = []
    for path in project_files():
        text = text_of(path)
        if text is not None:
            found += findings(path.relative_to(ROOT).as_posix(), text)
    assert not found, "\n".join(found)


@pytest.mark.parametrize(
    "line",
    [
        "--index" + "-url https://example.org",
        "https://py" + "pi.org/simple",
        "https://files.python" + "hosted.org/packages",
        "https://registry.npm" + "js.org/x",
        "cd /wo" + "rk/main",
        "'/ro" + "ot/.cache'",
        "/ho" + "me/someone/x",
    ],
)
def test_the_patterns_find_what_they_look_for(line: str) -> None:
    assert findings("sample", line)


@pytest.mark.parametrize(
    "line",
    ["a framework/thing", "<a href='{{ root }}/home'>", "GET /homes", "teamwork/", "~/.cache"],
)
def test_the_patterns_leave_other_text_alone(line: str) -> None:
    assert not findings("sample", line)


@pytest.mark.parametrize("lock", LOCKS)
def test_every_locked_requirement_has_hashes(lock: str) -> None:
    text = (ROOT / lock).read_text(encoding="utf-8").replace("\\\n", " ")
    requirements = [line for line in text.splitlines() if re.match(r"[A-Za-z0-9]", line)]
    assert len(requirements) > len(LOCKS)
    for requirement in requirements:
        assert "==" in requirement
        assert "--hash=sha256:" in requirement, requirement.split()[0]


def test_locks_agree() -> None:
    """What runs under test is what runs in use."""
    pinned = []
    for lock in LOCKS:
        text = (ROOT / lock).read_text(encoding="utf-8")
        found = re.findall(r"^([a-z0-9-]+)(?:\[[^]]*\])?==(\S+)", text, re.MULTILINE)
        pinned.append(set(found))
    runtime, dev = pinned
    assert runtime
    assert runtime <= dev

"""A new root package is installed and is under the import contract."""

from __future__ import annotations

import re
import shutil
import tomllib
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def root_packages(root: Path) -> set[str]:
    return {path.parent.name for path in root.glob("*/__init__.py")} - {"tests"}


def undeclared(root: Path) -> set[str]:
    """Where a root package is missing, or one is named that is not there: place and package."""
    configuration = tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))["tool"]
    packages = root_packages(root)
    (contract,) = configuration["importlinter"]["contracts"]
    layered = {name for layer in contract["layers"] for name in re.findall(r"\w+", layer)}
    found = {
        "installed": packages - set(configuration["setuptools"]["packages"]["find"]["include"]),
        "checked": packages ^ set(configuration["importlinter"]["root_packages"]),
        "layered": packages - layered,
    }
    return {f"{place}: {name}" for place, names in found.items() for name in names}


def test_every_root_package_is_declared() -> None:
    assert root_packages(ROOT)
    assert undeclared(ROOT) == set()


def test_a_package_that_is_not_declared_fails(tmp_path: Path) -> None:
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    for package in (*root_packages(ROOT), "tests"):
        (tmp_path / package).mkdir()
        (tmp_path / package / "__init__.py").touch()
    assert undeclared(tmp_path) == set()
    (tmp_path / "planted").mkdir()
    assert undeclared(tmp_path) == set(), "a folder is no package"
    (tmp_path / "planted" / "__init__.py").touch()
    assert undeclared(tmp_path) == {"installed: planted", "checked: planted", "layered: planted"}
    (tmp_path / "planted" / "__init__.py").unlink()
    (tmp_path / "notify" / "__init__.py").unlink()
    assert undeclared(tmp_path) == {"checked: notify"}


def test_exceptions_to_the_contract_are_none() -> None:
    configuration = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]
    (contract,) = configuration["importlinter"]["contracts"]
    assert "ignore_imports" not in contract

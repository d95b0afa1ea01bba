"""A new root package is installed and is under the import contract."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def root_packages() -> set[str]:
    return {path.parent.name for path in ROOT.glob("*/__init__.py")} - {"tests"}


def test_every_root_package_is_declared() -> None:
    configuration = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]
    packages = root_packages()
    assert packages
    assert packages <= set(configuration["setuptools"]["packages"]["find"]["include"])
    assert packages == set(configuration["importlinter"]["root_packages"])
    (contract,) = configuration["importlinter"]["contracts"]
    layered = {name for layer in contract["layers"] for name in re.findall(r"\w+", layer)}
    assert packages <= layered


def test_exceptions_to_the_contract_are_none() -> None:
    configuration = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]
    (contract,) = configuration["importlinter"]["contracts"]
    assert "ignore_imports" not in contract

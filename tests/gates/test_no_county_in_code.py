"""The plan is data: no county's name stands in code."""

from __future__ import annotations

from tests.gates.test_clock import ROOT, product_files

NAMES = ("五台", "wutai", "忻州", "岚山", "lanshan")
"""Names of the counties and cities in the plans and the registry that come with the program."""


def named(text: str) -> list[str]:
    """The names that stand in a text."""
    return [name for name in NAMES if name in text.lower()]


def test_no_county_is_named_in_code() -> None:
    found = {
        file.relative_to(ROOT).as_posix(): names
        for file in product_files()
        if (names := named(file.read_text(encoding="utf-8")))
    }
    assert found == {}


def test_the_gate_bites() -> None:
    assert named("county = 'Wutai'") == ["wutai"]
    assert named("COUNTY = '五台县'") == ["五台"]
    assert named("county = playbook.plan.document.jurisdiction") == []

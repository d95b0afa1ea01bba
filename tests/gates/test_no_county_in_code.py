"""The plan is data: no county's name stands in code.

The names are read from the plans and the registry, so that a county that is added is looked for
as well.
"""

from __future__ import annotations

from functools import cache

import pytest

from playbooks.load import load_plan
from registry.load import SAMPLE, load_county
from tests.gates.test_clock import ROOT, product_files

PLANS = (ROOT / "playbooks" / "plans", ROOT / "tests" / "plans")
KINDS = (
    "（虚构）",
    "(fictional)",
    "人民政府",
    "People's Government of",
    "County",
    "City",
    "县",
    "市",
)
"""What a name says besides whose it is; a county may be called without it."""


@cache
def names() -> frozenset[str]:
    """The counties, and the cities above them: id, Chinese and English name, in lower case."""
    county = load_county(SAMPLE)
    found = {county.jurisdiction, county.name.zh, county.name.en}
    for root in PLANS:
        for folder in root.iterdir():
            area = load_plan(folder).document.jurisdiction
            found |= {area.id, area.name.zh, area.name.en, area.upper.zh, area.upper.en}
    return frozenset(bare(name) for name in found)


def bare(name: str) -> str:
    """五台县 and Wutai County without what every county is called."""
    for kind in KINDS:
        name = name.replace(kind, "")
    return name.strip().lower()


def named(text: str) -> list[str]:
    """The names that stand in a text."""
    return sorted(name for name in names() if name in text.lower())


def test_the_names_come_from_the_data() -> None:
    assert names() >= {"五台", "wutai", "忻州", "xinzhou", "岚山", "lanshan", "云州"}
    assert all(len(name) > 1 for name in names())


def test_no_county_is_named_in_code() -> None:
    found = {
        file.relative_to(ROOT).as_posix(): said
        for file in product_files()
        if (said := named(file.read_text(encoding="utf-8")))
    }
    assert found == {}


@pytest.mark.parametrize(
    "planted", ["county = 'Wutai'", "COUNTY = '五台县'", "# 报忻州市", "lanshan-2030"]
)
def test_the_gate_bites(planted: str) -> None:
    assert named(planted)


def test_what_names_no_county_passes() -> None:
    assert named("county = playbook.plan.document.jurisdiction  # 县人民政府") == []

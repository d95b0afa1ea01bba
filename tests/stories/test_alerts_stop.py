"""A duty telephone says STOP in the middle of the night: it must not be a quiet loss."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape
from pathlib import Path

import pytest

from tests.stories.telephones import COMMANDER, Telephones, proposed, telephones


@pytest.fixture
def night(tmp_path: Path, database_url: str) -> Iterator[Telephones]:
    with telephones(tmp_path, database_url) as told:
        yield told


def board(night: Telephones) -> str:
    return unescape(night.page(f"/incidents/{night.incident}"))


def ringing(night: Telephones) -> list[str]:
    """The alarms of what people wrote, on the board of who keeps the record."""
    return re.findall(r'data-alarm="(replies:[^"]*)"', board(night))


@pytest.mark.parametrize("words", ["STOP", "退订"])
def test_it_rings_on_the_board_until_somebody_has_looked(night: Telephones, words: str) -> None:
    proposed(night)
    assert ringing(night) == []
    night.writes(COMMANDER, words)
    (first,) = ringing(night)
    assert "条回复待人工阅看" in board(night)
    night.writes(COMMANDER, "退订")
    (second,) = ringing(night)
    assert second != first, "each rings anew"

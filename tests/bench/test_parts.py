"""What is asked of ``make bench``."""

import pytest

from tests.bench.__main__ import PARTS, main


def test_a_part_that_is_not_known_is_named_and_nothing_is_measured(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert main(["commands", "comands"]) == 2
    said = capsys.readouterr()
    assert not said.out
    assert "comands" in said.err
    assert all(name in said.err for name in PARTS)

"""The program as the shell starts it."""

from __future__ import annotations

import gc

import pytest

from app.start import main


def test_it_reads_the_command_line_and_collects_rubbish_again(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("sys.argv", ["tailings", "--help"])
    with pytest.raises(SystemExit) as ended:
        main()
    assert ended.value.code == 0
    assert "doctor" in capsys.readouterr().out
    assert gc.isenabled()

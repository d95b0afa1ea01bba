"""The program as the shell starts it."""

from __future__ import annotations

import gc
import subprocess
import sys

import click
import pytest

from app.cli import PLACES, main


def test_it_reads_the_command_line_and_collects_rubbish_again(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("sys.argv", ["tailings", "--help"])
    with pytest.raises(SystemExit) as ended:
        main()
    assert ended.value.code == 0
    said = capsys.readouterr().out
    assert [name for name in PLACES if f"\n  {name} " not in said] == []
    assert gc.isenabled()


def test_a_command_goes_by_the_name_it_is_found_by() -> None:
    context = click.Context(main)
    found = {name: main.get_command(context, name) for name in main.list_commands(context)}
    assert [name for name, command in found.items() if not command or command.name != name] == []


def test_a_command_waits_for_no_other() -> None:
    """Facts are assessed without the pages and the channels."""
    program = (
        "import sys; from app.cli import main; main(['assess', '--help'], 'tailings', None, False)"
    )
    program += "; print([m for m in sys.modules if m.startswith(('web.', 'notify.channels'))])"
    ran = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True, timeout=60
    )
    assert ran.stdout.splitlines()[-1] == "[]"

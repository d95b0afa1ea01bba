"""Starting the real program as a newcomer would."""

from __future__ import annotations

import re
import signal
import socket
import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
TAILINGS = Path(sys.executable).parent / "tailings"


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def serving(folder: Path, port: int) -> Iterator[tuple[subprocess.Popen[str], str]]:
    """The program, and the sign-in link that it printed."""
    program = subprocess.Popen(
        [TAILINGS, "--data", folder, "serve", "--port", str(port)],
        stdout=subprocess.PIPE,
        text=True,
        cwd=ROOT,
    )
    try:
        assert program.stdout is not None
        link = None
        while link is None:
            line = program.stdout.readline()
            assert line, "the program ended before it printed a link"
            link = re.search(r"http://\S+/enter/\S+", line)
        yield program, link.group()
    finally:
        if program.poll() is None:
            program.kill()
        program.wait(10)
        if program.stdout is not None:
            program.stdout.close()


def start_again(folder: Path, port: int) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [TAILINGS, "--data", folder, "serve", "--port", str(port)],
        capture_output=True,
        text=True,
        timeout=30,
        check=False,
        cwd=ROOT,
    )


def status(url: str) -> int:
    try:
        with urllib.request.urlopen(url, timeout=10) as answer:
            return int(answer.status)
    except urllib.error.HTTPError as error:
        with error:
            return error.code


def test_it_starts_in_a_folder_with_spaces_and_chinese_and_ends_when_told(tmp_path: Path) -> None:
    folder = tmp_path / "值班 数据"
    port = free_port()
    with serving(folder, port) as (program, link):
        assert link.startswith(f"http://127.0.0.1:{port}/enter/")
        assert status(f"http://127.0.0.1:{port}/") == 200  # the page that asks to sign in
        assert status(link) == 200
        program.send_signal(signal.SIGTERM)
        program.wait(10)
    assert (folder / "tailings.db").exists()


def test_a_second_start_on_the_same_folder_is_refused(tmp_path: Path) -> None:
    with serving(tmp_path / "a", free_port()) as (program, _):
        second = start_again(tmp_path / "a", free_port())
        assert second.returncode == 2
        assert str(program.pid) in second.stderr
        with serving(tmp_path / "b", free_port()) as (other, _):
            assert other.poll() is None


def test_a_taken_port_is_named_and_another_one_offered(tmp_path: Path) -> None:
    port = free_port()
    with serving(tmp_path / "a", port):
        second = start_again(tmp_path / "b", port)
    assert second.returncode == 2
    assert str(port) in second.stderr
    assert f"--port {port + 1}" in second.stderr
    assert not (tmp_path / "b").exists()


def test_after_a_kill_it_starts_again(tmp_path: Path) -> None:
    port = free_port()
    with serving(tmp_path, port) as (program, _):
        program.kill()
        program.wait(10)
    with serving(tmp_path, port) as (_, link):
        assert status(link) == 200

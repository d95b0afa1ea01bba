"""Starting the real program as a newcomer would."""

from __future__ import annotations

import http.client
import json
import os
import re
import shlex
import shutil
import signal
import socket
import sqlite3
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from app.compose import compose
from app.plan_folders import PLANS
from runtime.settings import Settings
from tests.web.conftest import OFFICER

ROOT = Path(__file__).resolve().parents[2]
TAILINGS = Path(sys.executable).parent / "tailings"
PATIENCE_S = 60
"""After so long a program hangs."""


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def start(folder: Path, port: int, plans: Path | None, host: str | None = None) -> dict[str, Any]:
    """How the program is started: by its name, from anywhere, in a shell of its own."""
    own = {} if plans is None else {"TAILINGS_PLANS": str(plans)}
    own |= {} if host is None else {"TAILINGS_HOST": host}
    return {
        "args": [TAILINGS, "--data", folder, "serve", "--port", str(port)],
        "text": True,
        "cwd": ROOT,
        "env": {**os.environ, **own},
    }


@contextmanager
def serving(
    folder: Path,
    port: int,
    *,
    plans: Path | None = None,
    printed: list[str] | None = None,
    host: str | None = None,
) -> Iterator[tuple[subprocess.Popen[str], str]]:
    """The program, and the sign-in link that it printed; the lines before it go to ``printed``."""
    program = subprocess.Popen(
        **start(folder, port, plans, host), stdout=subprocess.PIPE, stderr=subprocess.STDOUT
    )
    try:
        assert program.stdout is not None
        lines, link = [] if printed is None else printed, None
        while link is None:
            line = program.stdout.readline()
            assert line, "the program ended before it printed a link: " + "".join(lines)
            lines.append(line)
            link = re.search(r"http://\S+/enter/\S+", line)
        yield program, link.group()
    finally:
        if program.poll() is None:
            program.kill()
        program.wait(10)
        if program.stdout is not None:
            program.stdout.close()


def start_again(
    folder: Path, port: int, *, plans: Path | None = None
) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        **start(folder, port, plans), capture_output=True, timeout=30, check=False
    )


def ask(
    url: str, method: str = "GET", body: Any = None, headers: Mapping[str, str] | None = None
) -> tuple[int, Mapping[str, str], str]:
    """Status, headers and text of one answer; redirects are not followed."""
    parts = urlsplit(url)
    with closing(http.client.HTTPConnection(parts.netloc, timeout=10)) as connection:
        sent = None if body is None else json.dumps(body)
        connection.request(method, parts.path or "/", sent, dict(headers or {}))
        answer = connection.getresponse()
        given = {name.lower(): value for name, value in answer.getheaders()}
        return answer.status, given, answer.read().decode("utf-8")


def status(url: str) -> int:
    return ask(url)[0]


def tailings(folder: Path, *words: str) -> str:
    """Standard output of another command on the same folder, while the program runs."""
    done = subprocess.run(
        [TAILINGS, "--data", folder, *words],
        capture_output=True,
        text=True,
        timeout=30,
        check=True,
        cwd=ROOT,
    )
    return done.stdout.strip()


def test_it_starts_in_a_folder_with_spaces_and_chinese_and_ends_when_told(tmp_path: Path) -> None:
    folder = tmp_path / "值班 数据"
    port = free_port()
    with serving(folder, port) as (program, link):
        assert link.startswith(f"http://127.0.0.1:{port}/enter/")
        code, headers, _ = ask(f"http://127.0.0.1:{port}/")
        assert (code, headers["location"]) == (303, "/sign-in")
        program.send_signal(signal.SIGTERM)
        # Not killed by the signal: everything was closed.
        assert program.wait(PATIENCE_S) == 0
    assert (folder / "tailings.db").exists()
    assert not (folder / "tailings.db-wal").exists()  # SQLite clears it at the last close


def test_the_folder_is_printed_and_the_link_opens_once(tmp_path: Path) -> None:
    folder, port = tmp_path / "值班 数据", free_port()
    home = {"Origin": f"http://127.0.0.1:{port}"}
    seen: list[str] = []
    with serving(folder, port, printed=seen) as (_, link):
        assert any(str(folder) in line for line in seen)
        code, _, page = ask(link)
        assert code == 200
        assert "<form" in page
        assert ask(link)[0] == 200  # to look at it does not use it up
        code, headers, _ = ask(link, "POST", headers=home)
        assert code == 303
        session = headers["set-cookie"].partition(";")[0]
        address = f"http://127.0.0.1:{port}/"
        assert ask(address, headers={"Cookie": session})[0] == 200
        assert ask(link, "POST", headers=home)[0] == 403


def test_a_second_start_on_the_same_folder_is_refused(tmp_path: Path) -> None:
    with serving(tmp_path / "a", free_port()) as (program, _):
        second = start_again(tmp_path / "a", free_port())
        assert second.returncode == 2
        chinese, english = second.stderr.splitlines()
        assert str(program.pid) in chinese
        assert str(program.pid) in english
        assert re.search("[\u4e00-\u9fff]", chinese)
        assert "Another program is using this data folder" in english
        assert program.poll() is None


def test_a_database_of_a_newer_release_is_not_started_on_and_not_changed(tmp_path: Path) -> None:
    compose(Settings(data=tmp_path)).close()
    with closing(sqlite3.connect(tmp_path / "tailings.db")) as database, database:
        database.execute("UPDATE alembic_version SET version_num = '9999'")
    refused = start_again(tmp_path, free_port())
    assert refused.returncode == 2
    chinese, english = refused.stderr.splitlines()
    assert re.search("[\u4e00-\u9fff]", chinese)
    assert "start the newer program" in english
    assert "9999" in chinese
    assert refused.stdout == ""


def test_two_programs_run_side_by_side_on_two_folders(tmp_path: Path) -> None:
    with (
        serving(tmp_path / "a", free_port()) as (one, first),
        serving(tmp_path / "b", free_port()) as (other, second),
    ):
        assert (status(first), status(second)) == (200, 200)
        assert (one.poll(), other.poll()) == (None, None)


def test_a_link_leads_to_the_program_of_its_own_folder(tmp_path: Path) -> None:
    with (
        serving(tmp_path / "a", free_port()) as (_, first),
        serving(tmp_path / "值班 数据", free_port()) as (other, second),
    ):
        for folder, shown in ((tmp_path / "a", first), (tmp_path / "值班 数据", second)):
            link = tailings(folder, "link", OFFICER)
            assert urlsplit(link).netloc == urlsplit(shown).netloc
            assert status(link) == 200
        assert other.stdout is not None
        line = other.stdout.readline().strip()
        command = line.rpartition("：")[2]
        program = shlex.quote(str(TAILINGS))
        assert command == f"{program} link 人员标识 --data '{tmp_path / '值班 数据'}'"
        typed = shlex.split(command.replace("人员标识", OFFICER))
        done = subprocess.run(typed, capture_output=True, text=True, timeout=30, check=True)
        assert urlsplit(done.stdout.strip()).netloc == urlsplit(second).netloc
        other.send_signal(signal.SIGTERM)
        assert other.wait(10) == 0
        assert not (tmp_path / "值班 数据" / "address").exists()


def test_a_taken_port_is_named_and_another_one_offered(tmp_path: Path) -> None:
    port = free_port()
    with serving(tmp_path / "a", port):
        second = start_again(tmp_path / "b", port)
    assert second.returncode == 2
    assert str(port) in second.stderr
    assert f"--port {port + 1}" in second.stderr
    assert not (tmp_path / "b").exists()


def test_an_address_that_is_none_is_a_wrong_setting(tmp_path: Path) -> None:
    done = subprocess.run(
        [TAILINGS, "--data", tmp_path / "a", "serve", "--host", "no.such.host.invalid"],
        capture_output=True,
        text=True,
        timeout=30,
        check=False,
        cwd=ROOT,
    )
    assert done.returncode == 2
    assert "TAILINGS_HOST" in done.stderr
    assert "Traceback" not in done.stderr


def test_who_listens_to_the_whole_network_is_told_what_to_open(tmp_path: Path) -> None:
    port, printed = free_port(), list[str]()
    with serving(tmp_path, port, printed=printed, host="0.0.0.0") as (program, link):
        assert link.startswith(f"http://127.0.0.1:{port}/enter/"), "this computer can open it"
        assert status(link) == 200
        assert program.stdout is not None
        for line in program.stdout:
            if "网络" in line:
                break
        assert f"{port}" in line
        assert "0.0.0.0" not in "".join((*printed, line)), "nobody can open that"
        assert tailings(tmp_path, "link", OFFICER).strip().count(f"http://127.0.0.1:{port}/") == 1


def test_after_a_kill_it_starts_again_and_nothing_is_lost(tmp_path: Path) -> None:
    port = free_port()
    api = f"http://127.0.0.1:{port}/api/v1/incidents"
    with serving(tmp_path, port) as (program, _):
        token = tailings(tmp_path, "token", "create", "desk", "--person", OFFICER)
        bearer = {"Authorization": f"Bearer {token}", "Content-Type": "application/json"}
        report = {"place": "青石沟", "what": "坝体溃决"}
        code, _, text = ask(api, "POST", report, bearer)
        assert code == 201, text
        incident = json.loads(text)["incident"]
        program.kill()
        program.wait(10)
    with serving(tmp_path, port) as (_, link):
        assert status(link) == 200
        listed = json.loads(ask(api, headers=bearer)[2])["incidents"]
        assert [row["id"] for row in listed] == [incident]
        assert "sound" in tailings(tmp_path, "--lang", "en", "log", "verify", incident)
        tailings(tmp_path, "token", "revoke", "desk")
        assert ask(api, headers=bearer)[0] == 401


def test_a_broken_plan_is_told_at_the_start_while_the_good_one_stays(tmp_path: Path) -> None:
    plans = tmp_path / "plans"
    shutil.copytree(PLANS / "wutai-2024", plans / "wutai-2024")
    with serving(tmp_path / "data", free_port(), plans=plans):
        pass
    with (plans / "wutai-2024" / "document.yaml").open("a", encoding="utf-8") as file:
        file.write("\nmistyped: 1\n")
    seen: list[str] = []
    with serving(tmp_path / "data", free_port(), plans=plans, printed=seen):
        told = "".join(seen)
        assert "document.yaml:" in told
        assert "沿用最近一份无误的文件" in told
        assert "stays in force" in told
    refused = start_again(tmp_path / "new", free_port(), plans=plans)
    assert refused.returncode == 2
    assert "document.yaml:" in refused.stderr
    assert "stays in force" not in refused.stderr


def test_the_doctor_tells_the_port_on_which_it_runs_and_not_the_one_of_the_settings(
    tmp_path: Path,
) -> None:
    folder, port = tmp_path / "data", free_port()
    with serving(folder, port):
        lines = json.loads(tailings(folder, "doctor", "--json"))
    (told,) = (line for line in lines if line["check"] == "network")
    assert f"port {port})" in told["en"]
    assert f"端口{port}）" in told["zh"]

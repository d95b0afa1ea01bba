"""The doctor says when the board is open to the whole network, what that means and what to do."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.checks.line import Line
from runtime.answering import Answering
from runtime.folder import DataFolder
from runtime.settings import read_settings
from tests.app.test_doctor import folder as folder  # noqa: PLC0414 - a fixture
from tests.app.test_doctor import seen


def network(folder: Path, **env: str) -> Line:
    """The line for settings that come from the environment, as in an installation."""
    chosen = read_settings({"TAILINGS_DATA": str(folder), **env})
    where = {"host": chosen.host, "port": chosen.port, "base_url": chosen.base_url}
    (line,) = seen(folder, "network", **where)
    return line


@pytest.mark.parametrize("host", ["", "127.0.0.1", "127.0.0.2", "::1", "localhost"])
def test_what_only_this_computer_reaches_is_in_order(folder: Path, host: str) -> None:
    line = network(folder, TAILINGS_HOST=host)
    assert line.level == "ok"
    assert "仅本机可访问" in line.say("zh")


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.168.1.5", "desk.example"])
def test_an_open_board_without_an_address_is_told_in_words(folder: Path, host: str) -> None:
    line = network(folder, TAILINGS_HOST=host)
    assert line.level == "warning"
    zh, en = line.say("zh"), line.say("en")
    assert "整个网络" in zh
    assert host in zh
    assert "TLS" in zh
    assert "TAILINGS_BASE_URL" in zh.partition("→")[2]
    assert "open to the whole network" in en
    assert "messages carry no link" in en
    assert "TAILINGS_BASE_URL" in en.partition("→")[2]


def test_an_address_without_tls_is_still_readable_on_the_way(folder: Path) -> None:
    address = "http://192.168.1.5:8000"
    line = network(folder, TAILINGS_HOST="0.0.0.0", TAILINGS_BASE_URL=address)
    assert line.level == "warning"
    assert f"{address} is without TLS" in line.say("en")
    assert address in line.say("zh")


def test_behind_a_proxy_with_tls_it_says_how_people_come(folder: Path) -> None:
    address = "https://desk.example"
    line = network(folder, TAILINGS_HOST="0.0.0.0", TAILINGS_BASE_URL=address)
    assert (line.level, line.remedy) == ("ok", None)
    assert address in line.say("zh")
    assert "整个网络" in line.say("zh")


def test_a_stopped_program_is_told_by_the_settings_and_says_so(folder: Path) -> None:
    line = network(folder)
    assert "no program serves this folder now" in line.say("en")
    assert "目前没有程序在此目录上运行" in line.say("zh")
    assert "8000" in line.say("zh")


def test_a_running_program_is_told_as_it_runs_whatever_the_settings_say(folder: Path) -> None:
    held = DataFolder.open(folder)
    try:
        held.answers_at(Answering("http://127.0.0.1:8107", "127.0.0.1", 8107))
        line = network(folder)
        zh, en = line.say("zh"), line.say("en")
        assert line.level == "ok"
        assert "(127.0.0.1, port 8107)" in en
        assert "http://127.0.0.1:8000" in en.partition("settings")[2]
        assert "8107" in zh.partition("；")[0]
        held.answers_at(Answering("http://127.0.0.1:8000", "0.0.0.0", 8000))
        line = network(folder)
        assert line.level == "warning"
        assert "(0.0.0.0, port 8000)" in line.say("en")
        held.answers_at(Answering("https://desk.example", "127.0.0.1", 8107))
        line = network(folder, TAILINGS_PORT="8107", TAILINGS_BASE_URL="https://desk.example")
        assert "settings" not in line.say("en"), "nothing differs"
    finally:
        held.close()
    assert "8000" in network(folder).say("en")

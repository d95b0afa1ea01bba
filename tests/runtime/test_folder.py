"""The data folder: private, locked against a second program, and keeper of the master key."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from pydantic import SecretStr
from sqlalchemy import text

from runtime.answering import Answering, address_of, spelled
from runtime.database import Database
from runtime.folder import DataFolder
from runtime.refusal import Refused

OPEN = """
import sys
from pathlib import Path
from runtime.folder import DataFolder
from runtime.refusal import Refused
try:
    DataFolder.open(Path(sys.argv[1]))
except Refused as refused:
    print(refused.code, refused)
else:
    print("open")
"""
ROOT = Path(__file__).resolve().parents[2]


def open_in_another_process(path: Path) -> str:
    command = [sys.executable, "-c", OPEN, str(path)]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout


@pytest.fixture
def folder(tmp_path: Path) -> Iterator[DataFolder]:
    opened = DataFolder.open(tmp_path / "数据" / "a 100%?#")
    yield opened
    opened.close()


def test_the_folder_is_made_for_its_owner_only(folder: DataFolder) -> None:
    assert folder.path.stat().st_mode & 0o777 == 0o700
    assert folder.anchors == folder.path / "anchors.jsonl"


def test_a_second_process_is_refused_and_told_who_holds_it(folder: DataFolder) -> None:
    said = open_in_another_process(folder.path)
    assert said.startswith("folder_locked ")
    assert f"process {os.getpid()}" in said


def test_a_second_opening_in_one_process_is_refused(folder: DataFolder) -> None:
    with pytest.raises(Refused) as caught:
        DataFolder.open(folder.path)
    assert (caught.value.code, caught.value.field) == ("folder_locked", "TAILINGS_DATA")


def test_a_closed_folder_is_free_again(tmp_path: Path) -> None:
    DataFolder.open(tmp_path).close()
    assert open_in_another_process(tmp_path) == "open\n"


def test_a_process_that_ended_holds_nothing(tmp_path: Path) -> None:
    assert open_in_another_process(tmp_path) == "open\n"
    DataFolder.open(tmp_path).close()


def test_where_the_program_answers_is_known_while_it_runs(tmp_path: Path) -> None:
    folder = DataFolder.open(tmp_path)
    assert address_of(tmp_path) is None
    folder.answers_at(Answering("http://127.0.0.1:8107", "127.0.0.1", 8107))
    assert address_of(tmp_path) == "http://127.0.0.1:8107"
    assert (tmp_path / "address").stat().st_mode & 0o777 == 0o600
    DataFolder.beside(tmp_path).close()  # a drill beside it ends, the program goes on
    assert address_of(tmp_path) == "http://127.0.0.1:8107"
    folder.close()
    assert address_of(tmp_path) is None
    assert not (tmp_path / "address").exists()


def test_the_address_of_a_killed_program_is_not_believed(tmp_path: Path) -> None:
    (tmp_path / "address").write_text("http://127.0.0.1:8107\n127.0.0.1 8107\n")
    assert address_of(tmp_path) is None
    folder = DataFolder.open(tmp_path)  # as by a program that serves no pages
    assert address_of(tmp_path) is None
    folder.close()
    assert address_of(tmp_path / "nowhere") is None


def test_an_address_is_spelled_as_a_browser_takes_it() -> None:
    assert spelled("127.0.0.1", 8001) == "http://127.0.0.1:8001"
    assert spelled("::1", 8001) == "http://[::1]:8001"


def test_its_database_lies_in_it_whatever_its_name(folder: DataFolder) -> None:
    database = Database.open(folder.database_url)
    database.close()
    assert (folder.path / "tailings.db").exists()


def test_another_database_can_be_named(tmp_path: Path) -> None:
    folder = DataFolder.open(tmp_path, database_url="postgresql://h/d")
    assert folder.database_url == "postgresql://h/d"
    folder.close()


def test_a_path_that_is_no_folder_is_refused(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(Refused) as caught:
        DataFolder.open(tmp_path / "file")
    assert (caught.value.code, caught.value.field) == ("setting", "TAILINGS_DATA")


def test_the_master_key_is_made_once_for_its_owner_only(folder: DataFolder) -> None:
    key = folder.master_key()
    assert len(key) == 32
    assert folder.master_key() == key
    path = folder.path / "master.key"
    assert path.stat().st_mode & 0o777 == 0o600
    assert sorted(p.name for p in folder.path.iterdir()) == [
        "lock",
        "master.key",
        "tailings.db",
    ]
    assert folder.master_key(SecretStr(path.read_text(encoding="ascii"))) == key


def test_a_given_key_leaves_no_file(folder: DataFolder) -> None:
    assert folder.master_key(SecretStr("11" * 32)) == b"\x11" * 32
    assert not (folder.path / "master.key").exists()


@pytest.mark.parametrize("content", ["", "11" * 31, "钥匙"])
def test_a_damaged_key_file_is_named_and_kept(folder: DataFolder, content: str) -> None:
    path = folder.path / "master.key"
    path.write_text(content, encoding="utf-8")
    with pytest.raises(Refused) as caught:
        folder.master_key()
    assert caught.value.field == str(path)
    assert path.read_text(encoding="utf-8") == content


def test_the_database_is_its_owner_s_alone_whatever_the_mode_of_the_folder(tmp_path: Path) -> None:
    path = tmp_path / "open to all"
    path.mkdir(mode=0o755)
    earlier = path / "tailings.db-shm"
    (path / "tailings.db").touch(0o644)
    earlier.touch(0o644)
    opened = DataFolder.open(path)
    assert earlier.stat().st_mode & 0o777 == 0o600
    database = Database.open(opened.database_url)
    with database.write() as connection:
        connection.execute(text("CREATE TABLE a (b)"))
    modes = {p.name: p.stat().st_mode & 0o777 for p in path.glob("tailings.db*")}
    database.close()
    opened.close()
    assert set(modes) == {"tailings.db", "tailings.db-wal", "tailings.db-shm"}
    assert set(modes.values()) == {0o600}


def test_with_a_database_elsewhere_none_is_made_here(tmp_path: Path) -> None:
    DataFolder.open(tmp_path / "data", database_url="postgresql://localhost/x").close()
    assert not (tmp_path / "data" / "tailings.db").exists()

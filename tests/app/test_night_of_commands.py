"""One night, told by the program and looked at from the command line, on both engines."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from sqlalchemy import text

from app.cli import main
from incident import commands as c
from runtime.database import Database
from tests.stories.program import night
from tests.web.conftest import OFFICER
from web.access import person_of_token

UNLOCK = {
    "sqlite": "DROP TRIGGER event_no_update",
    "postgresql": "ALTER TABLE event DISABLE TRIGGER USER",
}
"""What the owner of a database could do."""


@pytest.fixture
def incident(database_url: str, tmp_path: Path) -> str:
    """A response that was started by a spoken order; the program no longer runs."""
    with night(tmp_path / "data", database_url) as duty:
        duty.report()
        duty.put(c.RecordClaim(measure="missing", value=2, source="township"), "duty_officer")
        spoken = duty.said("vice_magistrate", recording="录音0231")
        duty.put(c.StartResponse(level=2, spoken=spoken), "duty_officer")
        duty.send()
        return duty.incident


def test_the_log_is_verified_exported_and_a_change_is_named(
    incident: str, database: Database, database_url: str, tmp_path: Path
) -> None:
    def run(*words: str) -> Result:
        env = {"DATABASE_URL": database_url, "TAILINGS_LANG": "en"}
        return CliRunner().invoke(main, ["--data", str(tmp_path / "data"), *words], env=env)

    sound = run("log", "verify", incident)
    assert (sound.exit_code, "sound" in sound.stdout) == (0, True), sound.output
    exported = run("log", "export", incident)
    lines = [json.loads(line) for line in exported.stdout.splitlines()]
    assert any("ResponseStarted" in str(line) for line in lines)
    file = tmp_path / "night.jsonl"
    file.write_text(exported.stdout, encoding="utf-8")
    assert run("log", "verify", "--file", str(file)).exit_code == 3, "no head was given with it"

    token = run("token", "create", "desk", "--person", OFFICER).stdout.strip()
    with database.read() as connection:
        assert person_of_token(connection, token) == OFFICER

    well = json.loads(run("doctor", "--json").stdout)
    said = {line["check"]: line["level"] for line in well}
    assert (said["database"], said["log"]) == ("ok", "ok")

    with database.write() as connection:
        connection.execute(text(UNLOCK[database.dialect]))
        connection.execute(text("UPDATE event SET type = 'ResponseEnded' WHERE seq = 3"))
    changed = run("log", "verify", incident)
    assert changed.exit_code == 1
    assert "entry 3" in changed.stdout
    doctor = json.loads(run("doctor", "--json").stdout)
    assert {line["level"] for line in doctor if line["check"] == "log"} == {"fault"}

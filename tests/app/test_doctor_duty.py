"""The doctor says where messages would ask nobody to call: no office number of the duty desk."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import text

from app.checks.duty import check_duty_number
from app.checks.line import Line, Patient
from runtime.clock import ManualClock
from runtime.database import Database
from runtime.settings import Settings
from tests.app.test_doctor import folder as folder  # noqa: PLC0414 - a fixture
from tests.stories.program import START


def examined(folder: Path, plans: Path | None = None, *, office: bool = False) -> list[Line]:
    database = Database.open(f"sqlite:///{folder / 'tailings.db'}")
    try:
        if office:
            with database.write() as connection:
                connection.execute(text("UPDATE contact SET kind = 'office'"))
        settings = Settings(data=folder, **({} if plans is None else {"plans": plans}))
        return list(check_duty_number(Patient(settings, ManualClock(START), database)))
    finally:
        database.close()


def test_without_an_office_number_it_warns_and_says_what_is_missing(folder: Path) -> None:
    """The county of the samples has simulated telephones only."""
    (line,) = examined(folder)
    assert (line.check, line.level) == ("duty", "warning")
    assert "通讯录中没有" in line.say("zh")
    assert line.remedy is not None


def test_with_one_it_is_content(folder: Path) -> None:
    (line,) = examined(folder, office=True)
    assert (line.check, line.level, line.remedy) == ("duty", "ok", None)


def test_what_cannot_be_looked_at_is_left_to_the_other_checks(folder: Path, tmp_path: Path) -> None:
    broken = tmp_path / "plans" / "broken"
    broken.mkdir(parents=True)
    (broken / "plan.yaml").write_text("nothing: right", encoding="utf-8")
    assert all("broken" not in line.say("en") for line in examined(folder, tmp_path / "plans"))
    patient = Patient(Settings(data=folder), ManualClock(START), None)
    assert list(check_duty_number(patient)) == []

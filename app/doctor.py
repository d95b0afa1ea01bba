"""What is wrong with an installation, in words, and what to do about it.

One function per thing, listed in ``CHECKS``. A check never repairs and never raises: what it
cannot find out is itself a fault.
"""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import ExitStack

from app.checks.callbacks import check_callbacks
from app.checks.chain import check_sending
from app.checks.channels import check_channels
from app.checks.county import check_plan, check_posts
from app.checks.duty import check_duty_number
from app.checks.files import check_files
from app.checks.heads import check_heads
from app.checks.line import Check, Line, Patient
from app.checks.modes import check_modes
from app.checks.network import check_network
from app.checks.places import check_places
from app.checks.storage import RESTORE, check_clock, check_database, check_disk, check_log
from app.checks.tests import check_tests
from app.checks.tries import check_tries
from app.storage import readable_url
from runtime.clock import Clock
from runtime.database import Database
from runtime.folder import can_write
from runtime.language import N_, phrase
from runtime.refusal import Refused
from runtime.settings import Settings


def examine(settings: Settings, clock: Clock) -> list[Line]:
    """Every check on one installation; the program may be running meanwhile."""
    with ExitStack() as opened:
        return _examine(settings, clock, *_open(settings, opened))


def _examine(
    settings: Settings, clock: Clock, database: Database | None, first: list[Line]
) -> list[Line]:
    patient = Patient(settings, clock, database)
    lines = [Line("settings", "ok", phrase(N_("read without fault"))), *first]
    try:
        for name, check in CHECKS.items():
            try:
                lines += check(patient)
            except Refused as refused:
                lines.append(_unexamined(name, refused.sentence))
            except Exception as error:  # noqa: BLE001 - a check that cannot look has found something
                lines.append(_unexamined(name, error))
    finally:
        if database is not None:
            database.close()
    return lines


def _open(settings: Settings, opened: ExitStack) -> tuple[Database | None, list[Line]]:
    folder = settings.data.expanduser().absolute()
    if settings.database_url is None and not (folder / "tailings.db").exists():
        line = Line(
            "database",
            "fault",
            phrase(N_("there is none in {folder}"), folder=folder),
            phrase(N_("Start the program once, or name the right folder with --data.")),
        )
        return None, [line]
    lines = []
    if settings.database_url is None and not can_write(folder):
        lines.append(
            Line(
                "folder",
                "fault",
                phrase(N_("{folder} cannot be written; a copy was examined"), folder=folder),
                phrase(
                    N_(
                        "Its log can be verified as it is. To run the program, copy the folder to "
                        "a place that can be written."
                    )
                ),
            )
        )
    try:
        return Database.open(opened.enter_context(readable_url(settings, folder))), lines
    except Refused as refused:
        if settings.database_url is None:
            remedy = phrase(RESTORE)
        else:
            remedy = phrase(N_("Start the database server or correct DATABASE_URL."))
        return None, [Line("database", "fault", refused.sentence, remedy)]


def _unexamined(check: str, error: object) -> Line:
    return Line(
        check,
        "fault",
        phrase(N_("could not be examined: {error}"), error=error),
        phrase(N_("Look at the faults above first.")),
    )


def wrong_settings(refused: Refused) -> Line:
    """The only line there is when the settings cannot be read."""
    remedy = phrase(N_("Correct the setting and examine again."))
    return Line("settings", "fault", refused.sentence, remedy)


CHECKS: Mapping[str, Check] = {
    "database": check_database,
    "log": check_log,
    "heads": check_heads,
    "clock": check_clock,
    "disk": check_disk,
    "files": check_files,
    "network": check_network,
    "modes": check_modes,
    "sending": check_sending,
    "channels": check_channels,
    "tests": check_tests,
    "callbacks": check_callbacks,
    "tries": check_tries,
    "plan": check_plan,
    "posts": check_posts,
    "duty": check_duty_number,
    "places": check_places,
}
"""Every check, in the order in which faults explain each other."""

"""What is wrong with an installation, in words, and what to do about it.

One function per thing, listed in ``CHECKS``. A check never repairs and never raises: what it
cannot find out is itself a fault.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Literal

from sqlalchemy import func, select, text
from sqlmodel import col

from app.plan_folders import plan_folders
from app.show_log import verdict_lines
from incident.anchors import AnchorFile
from incident.tables import EventRow, IncidentRow
from incident.verify import verify
from playbooks.load import load_plan
from playbooks.lookup import Playbook
from playbooks.words import PlanBroken, spoken
from registry.directory import Directory
from runtime.clock import Clock
from runtime.database import Database
from runtime.folder import database_url_of
from runtime.language import N_, Lang, Phrase, phrase
from runtime.migrate import standing
from runtime.refusal import Refused
from runtime.settings import Settings
from runtime.vault import Vault

LEAST_FREE_BYTES = 1 << 30
"""Below this a long night of photos could fill the disk."""
CLOCK_SLACK = timedelta(minutes=2)


@dataclass(frozen=True)
class Line:
    """One finding. ``remedy`` says what to do now; a good line has none."""

    check: str
    level: Literal["ok", "warning", "fault"]
    what: Phrase
    remedy: Phrase | None = None

    def say(self, lang: Lang) -> str:
        mark = {"ok": "[ok]", "warning": "[!!]", "fault": "[XX]"}[self.level]
        remedy = f" {self.remedy.say(lang)}" if self.remedy else ""
        return f"{mark} {self.check}: {self.what.say(lang)}{remedy}"


@dataclass(frozen=True)
class Patient:
    """What is examined."""

    settings: Settings
    clock: Clock
    database: Database | None
    free: Callable[[Settings], int] = field(default_factory=lambda: free_bytes)

    @property
    def folder_anchors(self) -> AnchorFile:
        return AnchorFile(self.settings.data.expanduser().absolute() / "anchors.jsonl")


Check = Callable[[Patient], Iterable[Line]]


def examine(settings: Settings, clock: Clock) -> list[Line]:
    """Every check on one installation; the program may be running meanwhile."""
    database, first = _open(settings)
    patient = Patient(settings, clock, database)
    lines = [Line("settings", "ok", phrase(N_("read without fault"))), *first]
    try:
        for name, check in CHECKS.items():
            try:
                lines += check(patient)
            except Exception as error:  # noqa: BLE001 - a check that cannot look has found something
                lines.append(
                    Line(
                        name,
                        "fault",
                        phrase(N_("could not be examined: {error}"), error=error),
                        phrase(N_("Look at the faults above first.")),
                    )
                )
    finally:
        if database is not None:
            database.close()
    return lines


def _open(settings: Settings) -> tuple[Database | None, list[Line]]:
    folder = settings.data.expanduser().absolute()
    if settings.database_url is None and not (folder / "tailings.db").exists():
        line = Line(
            "database",
            "fault",
            phrase(N_("there is none in {folder}"), folder=folder),
            phrase(N_("Start the program once, or name the right folder with --data.")),
        )
        return None, [line]
    try:
        return Database.open(settings.database_url or database_url_of(folder)), []
    except Refused as refused:
        remedy = phrase(N_("Start the database server or correct DATABASE_URL."))
        return None, [Line("database", "fault", phrase("{it}", it=refused.value), remedy)]


def check_database(patient: Patient) -> Iterable[Line]:
    """Reachable, of this release's shape, and sound as a file."""
    if patient.database is None:
        return
    stands = standing(patient.database)
    if not stands.up_to_date:
        yield Line(
            "database",
            "fault",
            phrase(
                N_("its shape is {current}, this release needs {head}"),
                current=stands.current,
                head=stands.head,
            ),
            phrase(N_("Start this release's program once; make a copy of the folder before.")),
        )
        return
    if patient.database.dialect == "sqlite":
        with patient.database.read() as connection:
            said = connection.execute(text("PRAGMA quick_check(1)")).scalar()
        if said != "ok":
            yield Line(
                "database",
                "fault",
                phrase(N_("the file is damaged: {said}"), said=said),
                phrase(N_("Stop the program and restore the newest backup.")),
            )
            return
    yield Line("database", "ok", phrase(N_("reachable, sound, of this release's shape")))


def check_log(patient: Patient) -> Iterable[Line]:
    """Every log still verifies against the heads kept outside the database."""
    if patient.database is None:
        return
    with patient.database.read() as connection:
        names = list(connection.execute(select(col(IncidentRow.id))).scalars())
        broken = [
            verdict
            for name in names
            if not (
                verdict := verify(connection, name, list(patient.folder_anchors.read(name)))
            ).sound
        ]
    for verdict in broken:
        yield Line(
            "log",
            "fault",
            phrase("{it}", it=" ".join(x.say("zh") for x in verdict_lines(verdict))),
            phrase(N_("Keep the folder as it is, stop the program and call the administrator.")),
        )
    if not broken:
        yield Line("log", "ok", phrase(N_("{count} logs verify"), count=len(names)))


def check_clock(patient: Patient) -> Iterable[Line]:
    """The machine's clock has not gone back behind the newest entry."""
    if patient.database is None:
        return
    with patient.database.read() as connection:
        newest = connection.execute(
            select(func.max(col(EventRow.recorded_at))).where(col(EventRow.mode) == "real")
        ).scalar()
    now = patient.clock.now()
    if newest is not None and now + CLOCK_SLACK < newest:
        yield Line(
            "clock",
            "fault",
            phrase(
                N_("it says {now}, but the log has an entry of {newest}"),
                now=now.isoformat(timespec="seconds"),
                newest=newest.isoformat(timespec="seconds"),
            ),
            phrase(N_("Set the machine's clock; entries made meanwhile carry wrong times.")),
        )
    else:
        yield Line("clock", "ok", phrase("{it}", it=now.isoformat(timespec="seconds")))


def check_disk(patient: Patient) -> Iterable[Line]:
    """Room for a long night."""
    free = patient.free(patient.settings)
    if free < LEAST_FREE_BYTES:
        yield Line(
            "disk",
            "fault",
            phrase(N_("only {free} MiB are free"), free=free >> 20),
            phrase(N_("Free at least {least} MiB."), least=LEAST_FREE_BYTES >> 20),
        )
    else:
        yield Line("disk", "ok", phrase(N_("{free} MiB are free"), free=free >> 20))


def free_bytes(settings: Settings) -> int:
    """Free bytes where the data folder is, or will be."""
    place = settings.data.expanduser().absolute()
    while not place.exists():
        place = place.parent
    return shutil.disk_usage(place).free


def check_channels(patient: Patient) -> Iterable[Line]:
    """Whether an alert could reach a real telephone."""
    if patient.settings.twilio_account_sid is None:
        yield Line(
            "channels",
            "warning",
            phrase(N_("only simulated phones and the call list: no message leaves this machine")),
            phrase(N_("Call people by the call list, or configure an SMS channel.")),
        )
    elif patient.settings.base_url is None:
        yield Line(
            "channels",
            "warning",
            phrase(N_("Twilio is on, but no receipts can arrive")),
            phrase(N_("Set TAILINGS_BASE_URL to the address at which Twilio can call back.")),
        )
    else:
        yield Line("channels", "ok", phrase(N_("Twilio is configured")))


def check_plan(patient: Patient) -> Iterable[Line]:
    """Every plan loads; what its document leaves open is counted."""
    for folder in plan_folders(patient.settings):
        try:
            plan = load_plan(folder)
        except PlanBroken as broken:
            yield Line(
                "plan",
                "fault",
                phrase("{where}: {it}", where=broken.field, it=broken.allowed),
                phrase(N_("Correct the file; until then the last good version stays in force.")),
            )
            continue
        blocking = sum(1 for f in plan.findings if f.severity == "blocks")
        yield Line(
            "plan",
            "ok",
            phrase(
                N_("{plan} loads; {all} findings about the document, {blocking} of them blocking"),
                plan=plan.document.id,
                all=len(plan.findings),
                blocking=blocking,
            ),
        )


def check_posts(patient: Patient) -> Iterable[Line]:
    """Every post that decides something, or keeps the record, is held by somebody today."""
    if patient.database is None:
        return
    directory = Directory(patient.database, Vault(bytes(32), patient.clock))
    vacant: dict[str, Phrase] = {}
    for folder in plan_folders(patient.settings):
        try:
            playbook = Playbook.of(load_plan(folder))
        except PlanBroken:
            continue  # said by check_plan
        county = playbook.plan.document.jurisdiction.id
        with patient.database.read() as connection:
            for post in _needed(playbook):
                held = directory.holders(connection, county, "real", post, patient.clock.now())
                if not held and playbook.posts[post].scope == "county":
                    vacant[post] = spoken(playbook.posts[post].title)
    for post, title in vacant.items():
        yield Line(
            "posts",
            "fault",
            phrase(N_("nobody holds {title} ({post})"), title=title, post=post),
            phrase(N_("Enter the holder in the registry before it is needed.")),
        )
    if not vacant:
        yield Line("posts", "ok", phrase(N_("every post that decides is filled")))


def _needed(playbook: Playbook) -> list[str]:
    deciding = [post for authority in playbook.plan.authority for post in authority.chain]
    return list(dict.fromkeys([*deciding, *playbook.plan.recording.posts]))


CHECKS: Mapping[str, Check] = {
    "database": check_database,
    "log": check_log,
    "clock": check_clock,
    "disk": check_disk,
    "channels": check_channels,
    "plan": check_plan,
    "posts": check_posts,
}
"""Every check, in the order in which faults explain each other."""

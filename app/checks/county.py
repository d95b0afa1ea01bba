"""Checks of what the county entered: plans, and who holds which post."""

from __future__ import annotations

from collections.abc import Iterable

from app.checks.line import Line, Patient
from app.plan_folders import plan_folders
from app.plans_in_force import STAYS
from playbooks.load import load_plan
from playbooks.lookup import Playbook
from playbooks.words import PlanBroken, spoken
from registry.directory import Directory
from runtime.language import N_, Phrase, phrase
from runtime.vault import Vault


def check_plan(patient: Patient) -> Iterable[Line]:
    """Every plan loads; what its document leaves open is counted."""
    for folder in plan_folders(patient.settings):
        try:
            plan = load_plan(folder)
        except PlanBroken as broken:
            yield Line(
                "plan",
                "fault",
                phrase("{where}: {it}", where=folder, it=broken.sentence),
                phrase(STAYS),
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
    for playbook in patient.playbooks:
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

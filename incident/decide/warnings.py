"""Warnings to the public: two people let one out, and one action takes it back.

The mode is the incident's and no choice; each version is approved as it was read; a correction goes
to exactly the villages of what it corrects.
"""

from __future__ import annotations

from datetime import timedelta

from incident import commands as c
from incident import events as e
from incident.decide.case import Case
from incident.decide.known import known, stands
from incident.decide.villages import own_village
from incident.posts import deciding, village_posts
from incident.state.warnings import PublicWarning
from incident.warnings import BY_PEOPLE, SPOKEN, drafts, follower, standing
from incident.words import numbered, word
from runtime.language import N_, phrase
from runtime.refusal import Refused

CORRECT_WITHIN = timedelta(minutes=10)
"""From the discovery of an error to its correction on every way that has the warning. The house's
own limit: no statute or clause of a plan sets one."""


def draft(case: Case, cmd: c.DraftWarning) -> list[e.Event]:
    """Raises Refused ``unknown_item`` for a village that the registry does not have, ``duplicate``
    for one named twice, ``missing`` for an exercise of which the villages were not told,
    ``invalid`` for a time that is over, ``impossible`` for another audience of a correction or a
    draft that was approved meanwhile."""
    _villages(case, cmd.villages)
    _announced(case, cmd.announcement)
    if case.due(cmd.valid_until, "valid_until") <= case.now:
        allowed = phrase(N_("a time to come"))
        raise Refused("invalid", field="valid_until", value=cmd.valid_until, allowed=allowed)
    version = 1
    name = f"warning-{len(case.state.warnings) + 1}"
    if cmd.warning is not None:
        before = _draft(case, cmd.warning)
        if before.follows is not None and before.villages != cmd.villages:
            raise Refused(
                "impossible",
                field="villages",
                value=len(cmd.villages),
                allowed=phrase(N_("exactly the villages of the warning that it answers")),
            )
        name, version = before.id, before.version + 1
    return [
        e.WarningDrafted(
            warning=name,
            version=version,
            villages=cmd.villages,
            colour=cmd.colour,
            text=cmd.text,
            what_to_do=cmd.what_to_do,
            valid_until=cmd.valid_until,
            ready_correction=cmd.ready_correction,
            announcement=cmd.announcement,
        )
    ]


def approve(case: Case, cmd: c.ApproveWarning) -> list[e.Event]:
    """Raises Refused ``second_person`` for who drafted it, ``stale_decision`` for another version
    than the newest, ``mode_mixed`` where real and exercise were taken for each other, ``invalid``
    for another number of villages."""
    found = _draft(case, cmd.warning)
    _second_person(case, cmd, found)
    if cmd.version != found.version:
        newest = phrase(N_("version {version}"), version=found.version)
        raise Refused("stale_decision", field="version", value=cmd.version, allowed=newest)
    if cmd.mode != case.state.mode:
        mode = word(case.state.mode)
        raise Refused("mode_mixed", field="mode", value=word(cmd.mode), allowed=mode)
    if cmd.village_count != len(found.villages):
        count = phrase(N_("{count}, as many as it names"), count=len(found.villages))
        raise Refused("invalid", field="village_count", value=cmd.village_count, allowed=count)
    if found.valid_until <= case.now:
        allowed = phrase(N_("a new version that is still valid"))
        raise Refused("impossible", field="warning", value=numbered(found.id), allowed=allowed)
    return [
        e.WarningApproved(
            warning=found.id,
            version=found.version,
            by=case.post,
            clause=deciding(case.playbook, "approve_warning", None).origin,
        )
    ]


def record_receipt(case: Case, cmd: c.RecordWarningReceipt) -> list[e.Event]:
    """Raises Refused ``impossible`` for a warning that nobody approved: it must not be out, and if
    it is, that is an entry of its own; ``missing`` where people gave it and nobody says who;
    ``not_allowed`` where somebody who stands for a village speaks of another."""
    found = _known(case, cmd.warning)
    if found.approved_at is None:
        allowed = phrase(N_("a warning that a second person has approved"))
        value = stands(numbered(found.id), word("draft", "warning"))
        raise Refused("impossible", field="warning", value=value, allowed=allowed)
    if cmd.village is not None and cmd.village not in found.villages:
        allowed = phrase(N_("a village of this warning"))
        raise Refused("unknown_item", field="village", value=cmd.village, allowed=allowed)
    if cmd.platform in BY_PEOPLE and cmd.outcome in SPOKEN and cmd.done_by is None:
        allowed = phrase(N_("who spoke it, beat the gong or went from door to door"))
        raise Refused("missing", field="done_by", value=None, allowed=allowed)
    if cmd.village is not None and case.post in village_posts(case.playbook):
        own_village(case, cmd.village)
    return [
        e.WarningReceiptRecorded(
            warning=found.id,
            platform=cmd.platform,
            outcome=cmd.outcome,
            village=cmd.village,
            coverage_percent=cmd.coverage_percent,
            done_by=cmd.done_by,
            said_at=case.heard(cmd.said_at, cmd.happened_at),
            note=cmd.note,
        )
    ]


def correct(case: Case, cmd: c.CorrectWarning) -> list[e.Event]:
    """Raises Refused ``impossible`` for a warning that is not out, ``duplicate`` for one that has
    been answered already, ``missing`` where there are no words: only a false alarm has ready ones.
    """
    found = _known(case, cmd.warning)
    if found.approved_at is None:
        allowed = known(w.id for w in standing(case.state))
        value = stands(numbered(found.id), word("draft", "warning"))
        raise Refused("impossible", field="warning", value=value, allowed=allowed)
    answered = follower(case.state, found.id)
    if answered is not None:
        allowed = phrase(N_("to correct {warning}"), warning=numbered(answered.id))
        raise Refused("duplicate", field="warning", value=numbered(found.id), allowed=allowed)
    ready = found.ready_correction if cmd.correction == "false_alarm" else None
    text = cmd.text or ready
    if text is None:
        allowed = phrase(N_("the words that will be read out"))
        raise Refused("missing", field="text", value=None, allowed=allowed)
    at = None
    if cmd.correction != "all_clear":
        at = case.said(cmd.discovered_at, "discovered_at", cmd.happened_at)
    return [
        e.WarningCorrected(
            warning=f"warning-{len(case.state.warnings) + 1}",
            follows=found.id,
            correction=cmd.correction,
            villages=found.villages,
            colour=found.colour,
            text=text,
            what_to_do=cmd.what_to_do,
            valid_until=max(found.valid_until, case.now + timedelta(hours=24)),
            ready=cmd.text is None and cmd.what_to_do is None,
            discovered_at=at,
            correct_by=at and min(at, case.now) + CORRECT_WITHIN,
        )
    ]


def _known(case: Case, name: str) -> PublicWarning:
    found = case.state.warnings.get(name)
    if found is None:
        allowed = known(case.state.warnings)
        raise Refused("unknown_item", field="warning", value=numbered(name), allowed=allowed)
    return found


def _draft(case: Case, name: str) -> PublicWarning:
    found = _known(case, name)
    waiting = drafts(case.state)
    if found not in waiting:
        raise Refused(
            "impossible",
            field="warning",
            value=stands(numbered(name), word("approved" if found.approved_at else "overtaken",
                                              "warning")),
            allowed=known(w.id for w in waiting),
        )  # fmt: skip
    return found


def _second_person(case: Case, cmd: c.ApproveWarning, found: PublicWarning) -> None:
    """Nobody lets out what they wrote. Who writes down another's spoken approval of their own text
    needs a witness: else one person would do both."""
    if case.actor.person != found.drafted_by:
        return
    if cmd.spoken is not None and cmd.spoken.witness is not None:
        return
    allowed = phrase(N_("somebody else than who drafted it; for a verbal approval, with a witness"))
    raise Refused("second_person", field="warning", value=numbered(found.id), allowed=allowed)


def _villages(case: Case, villages: tuple[str, ...]) -> None:
    for village in villages:
        if village not in case.named.villages:
            allowed = phrase(N_("a village of the registry"))
            raise Refused("unknown_item", field="villages", value=village, allowed=allowed)
    if len(set(villages)) < len(villages):
        allowed = phrase(N_("each village once"))
        raise Refused("duplicate", field="villages", value=len(villages), allowed=allowed)


def _announced(case: Case, announcement: str | None) -> None:
    """An exercise that nobody was told of is heard as real."""
    if case.state.mode == "exercise" and announcement is None:
        how = N_("how and when these villages were told of the exercise, and who leads it")
        allowed = phrase(how)
        raise Refused("missing", field="announcement", value=None, allowed=allowed)
    if case.state.mode == "real" and announcement is not None:
        allowed = phrase(N_("nothing: this incident is real"))
        raise Refused("mode_mixed", field="announcement", value=None, allowed=allowed)

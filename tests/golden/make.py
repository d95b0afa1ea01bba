"""Makes the golden log: a whole story from report to closure, with every event that exists.

``python -m tests.golden.make`` writes the newest version's two files beside this one. Run it only
to begin a new version, under a new name; the files of an old one stay as they are, since old logs
do too.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from pydantic import BaseModel

from incident import commands as c
from incident.codec import ALGORITHM, FORMAT, GENESIS, digest, instant
from incident.model import Override
from incident.state import Incident
from runtime.canonical import canonical
from tests.incident.bench import CHIEF, COMMANDER, DESK, SUPERIOR, Bench, chained

HERE = Path(__file__).resolve().parent
VERSIONS = ("v1", "v2", "v3", "v4", "v5", "v6", "v7", "v8", "v9", "v10", "v11")
"""The last one has every event that the story has now, which may have grown stricter since."""

ADDED = frozenset(
    {"withdrawn", "presence", "materials", "villages", "warnings", "notices", "arming", "pasted"}
)
"""Fields of an incident that came after the first version: where they are empty, a state counts
as it did before it had them."""

ADDED_WITHIN = {
    "VillageReport": frozenset({"with_helper", "helpers", "means", "aloud", "done_by"}),
    "Opening": frozenset({"occurred_stated", "learned_stated"}),
    "Order": frozenset({"by_recorder"}),
    "Unreached": frozenset({"village"}),
}
"""The same for fields of what an incident holds, by class: None counts as not there."""

KEPT_LATER = {"AlertAnswer": frozenset({"words"})}
"""What the old logs told already and the state keeps only since ``v9``: in no digest recorded
before."""


def log_of(version: str) -> Path:
    """The log of a version."""
    return HERE / f"{version}.jsonl"


def state_of(version: str) -> Path:
    """The digest of the state that it folds to."""
    return HERE / f"{version}.state.json"


def plain(value: Any, *, before: bool = False) -> Any:
    """A state as plain JSON: keys that are tuples are joined, moments written in one way."""
    if isinstance(value, datetime):
        return instant(value)
    if isinstance(value, BaseModel):
        return value.model_dump(mode="json")
    if is_dataclass(value):
        later = ADDED_WITHIN.get(type(value).__name__, frozenset())
        held = {f.name: getattr(value, f.name) for f in fields(value)}
        dropped = KEPT_LATER.get(type(value).__name__, frozenset()) if before else frozenset()
        return {
            k: plain(v, before=before)
            for k, v in held.items()
            if k not in dropped and (v is not None or k not in later)
        }
    if isinstance(value, Mapping):
        return {
            "/".join(map(str, k)) if isinstance(k, tuple) else str(k): plain(v, before=before)
            for k, v in value.items()
        }
    if isinstance(value, tuple):
        return [plain(item, before=before) for item in value]
    return value


def state_digest(state: Incident, version: str = VERSIONS[-1]) -> str:
    """SHA-256 of the canonical JSON of a state, as the version recorded it."""
    before = VERSIONS.index(version) < VERSIONS.index("v9")
    told = {k: v for k, v in plain(state, before=before).items() if v or k not in ADDED}
    return hashlib.sha256(canonical(told)).hexdigest()


def story() -> Bench:
    """One accident on the bench, from the first call to the closed file."""
    bench = Bench()
    bench.report(title="演练样例", dam="demo-dam", police_number="110-0001", mode="exercise")
    begin(bench)
    respond(bench)
    command(bench)
    finish(bench)
    return bench


def begin(bench: Bench) -> None:
    """A false alarm that comes back, figures in conflict, and the way to a decision."""
    bench.do(c.DismissReport(reason="ref.1", evidence="ref.2"), bench.decider("dismiss"))
    bench.later(5).do(c.ReopenReport(reason="ref.3"), DESK)
    bench.do(c.AddReport(what="ref.4", source="ref.5"), DESK)
    bench.do(c.ChangeKind(kind="dangerous_sign", reason="ref.6"), DESK)
    bench.do(c.ChangeKind(kind="accident", reason="ref.7"), DESK)
    bench.do(c.SetVerification(status="part", note="ref.8"), DESK)
    bench.claim("trapped", 2, "operator", contains=("missing",))
    bench.claim("dead", 8, "media", confidence="doubtful", note="ref.9")
    bench.do(c.Propose(action="start", level=2, reason="ref.10"), CHIEF)
    bench.do(c.Decline(decision="start:2", reason="ref.11", ask_for_more=True), COMMANDER)
    bench.do(c.Propose(action="start", level=2), CHIEF)
    bench.do(
        c.TellReport(line="government", kind="telephone_first", number="ref.12", receiver="ref.13"),
        DESK,
    )


def respond(bench: Bench) -> None:
    """Level II by word of mouth, level I by override, and back."""
    spoken = bench.spoken(COMMANDER, witness="p-witness", recording="rec 1")
    bench.later(10).do(c.StartResponse(level=2, spoken=spoken), DESK)
    bench.claim("direct_loss_cny", "12000000.50", "township")
    bench.claim("dead", 3, "fire")
    bench.do(c.RaiseLevel(level=1, override=Override(reason="ref.14")), "duty_leader")
    bench.do(c.SecondOverride(of="override-1"), CHIEF)
    bench.claim("dead", 1, "fire", corrects="claim-4")
    bench.do(c.DoubtClaim(claim="claim-3", confidence="doubtful", reason="ref.15"), DESK)
    bench.do(c.AcceptLowering(reason="ref.16"), COMMANDER)
    bench.do(c.ApproveFigures(figures={"dead": 1, "trapped": 1}, checking="ref.17"), COMMANDER)
    bench.do(c.LowerLevel(level=2, reason="ref.18"), bench.decider("lower", 2))
    bench.do(c.SignOrder(order="order-1", sheet="sheet 1"), DESK)
    bench.do(c.FormOnSite(place="ref.19", spoken=bench.spoken(COMMANDER)), DESK)
    bench.do(c.RefuseSigning(order="order-2", reason="ref.20"), DESK)
    bench.do(c.ChangeGroups(add=("moving", "monitoring")), COMMANDER)
    bench.do(c.ChangeGroup(group="rescue", leader="fire_head", duties="ref.21"), COMMANDER)
    bench.do(
        c.TellOtherResponse(
            government="city_government", scale="三级", status="started", told_by="ref.22"
        ),
        DESK,
    )


def command(bench: Bench) -> None:
    """Withdrawal, tasks, reports, questions from above, alerts, a superior's command."""
    bench.do(c.OrderWithdrawal(reason="ref.23"), "rescue_liaison")
    bench.do(c.AnswerWithdrawal(number=1, answer="trapped", place="ref.45"), "rescue_liaison")
    bench.later(30).do(c.LiftWithdrawal(reason="ref.24"), COMMANDER)
    bench.do(c.OrderTask(group="rescue", text="ref.25", verifier=CHIEF), COMMANDER)
    task = "ordered-1"
    bench.do(c.ReceiveTask(task=task), "rescue_liaison")
    bench.do(c.BlockTask(task=task, reason="ref.26"), "rescue_liaison")
    bench.do(c.StartTask(task=task), "rescue_liaison")
    bench.do(c.FinishTask(task=task, proof="note", evidence="ref.27"), "rescue_liaison")
    bench.do(c.ReturnTask(task=task, reason="ref.28"), CHIEF)
    bench.do(c.FinishTask(task=task, proof="note", evidence="ref.29"), "rescue_liaison")
    bench.do(c.VerifyTask(task=task), CHIEF)
    bench.do(c.StepReport(line="government", kind="written_first", step="sent", figures=1), DESK)
    bench.do(c.RecordInstruction(from_whom="ref.30", words="ref.31", means="telephone"), DESK)
    bench.do(c.AnswerInstruction(instruction="instruction-1", measure="ref.32"), DESK)
    bench.do(c.RecordInquiry(from_whom="ref.33", question="ref.34"), DESK)
    bench.do(c.AnswerInquiry(inquiry="inquiry-1", answer="ref.35", figures=1), DESK)
    bench.do(c.RecordMovement(post=COMMANDER, movement="arrived", place="ref.36"), DESK)
    bench.do(c.CheckIn(movement="arrived", place="ref.46"), COMMANDER)
    told = bench.playbook.plan.reporting.told[0].id
    bench.do(c.TellOutsider(entry=told, means="telephone", who="ref.37"), DESK)
    village = c.ReportVillage(
        village="v-upper", stage="moving", people_moved=12, need_help=3, with_helper=2,
        helpers="ref.53", means="radio", aloud="gong", done_by="ref.57", note="ref.47",
    )  # fmt: skip
    bench.do(village, DESK)
    warn(bench)
    write(bench)
    bench.do(c.AddNote(note="ref.38", materials=("mat-1@p-duty_officer",)), DESK)
    paste = c.PasteMaterial(
        chat="ref.58", sender="ref.59", sent_at=bench.clock.now(), words="ref.60", measure="dead",
        value=9, materials=("mat-2@p-duty_officer",),
    )  # fmt: skip
    bench.do(paste, DESK)
    old = c.PasteMaterial(chat="ref.61", sender="ref.62", sent_at=bench.clock.now(), words="ref.63")
    bench.do(old, DESK)
    bench.do(c.CheckPasted(pasted="pasted-2", finding="outdated", reason="ref.64"), DESK)
    bench.do(c.CorrectEntry(entry=2, correction="ref.39", reason="ref.40"), DESK)
    bench.do(c.AnswerAlert(alert="entry-1", answer="on_the_way", words="ref.41"), "fire_head")
    bench.engine(c.MarkUnreachable(alert="alert-1", person="p-away", post="water_head", tried=3))
    bench.later(2000).engine(c.NoticeOverdue())
    bench.do(c.HandOverCommand(to="ref.42", sheet="sheet 2"), COMMANDER)
    bench.do(c.RaiseLevel(level=1, spoken=bench.spoken(SUPERIOR)), DESK)
    bench.do(c.SignOrder(order="order-3", sheet="sheet 3"), DESK)
    bench.do(c.TakeBackCommand(sheet="sheet 4"), COMMANDER)


def warn(bench: Bench) -> None:
    """A warning to one village that proves false and is taken back."""
    draft = c.DraftWarning(
        villages=("v-upper",),
        colour="red",
        text="ref.48",
        what_to_do="ref.49",
        valid_until=bench.clock.now() + timedelta(hours=6),
        ready_correction="ref.50",
        announcement="ref.51",
    )
    bench.do(draft, DESK)
    approve = c.ApproveWarning(warning="warning-1", version=1, mode="exercise", village_count=1)
    bench.do(approve, COMMANDER)
    receipt = c.RecordWarningReceipt(
        warning="warning-1", platform="gong", outcome="played", done_by="ref.52"
    )
    bench.do(receipt, DESK)
    bench.do(c.CorrectWarning(warning="warning-1", correction="false_alarm"), DESK)
    told = receipt.model_copy(update={"warning": "warning-2"})
    bench.do(told, DESK)


def write(bench: Bench) -> None:
    """A message in somebody's own words, and its correction."""
    bench.do(c.SendNotice(posts=(COMMANDER,), words="ref.53"), DESK)
    wrong = c.CorrectNotice(entry=bench.state.seq, correction="corrected", words="ref.54")
    bench.do(wrong, DESK)
    arm = c.ArmExercise(persons=("p-1", "p-2"), channels=("modem",), minutes=60, reason="ref.55")
    bench.do(arm, DESK, person="p-1")
    confirm = c.ConfirmArming(arming="arming-1", person_count=2)
    bench.do(confirm, bench.decider("approve_figures"), person="p-2")
    bench.do(c.Disarm(arming="arming-1", reason="ref.56"), DESK)


def finish(bench: Bench) -> None:
    """A condition that reopens, the end, the return, the end again, closure under a new plan."""
    bench.claim("trapped", 0, "operator", confidence="confirmed")
    bench.do(c.SetCondition(condition="rescued", status="met", evidence="ref.43"), DESK)
    bench.claim("missing", 4, "township")
    bench.claim("missing", 0, "township", confidence="confirmed")
    bench.end()
    bench.later(60).do(c.ResumeResponse(level=2, reason="ref.44"), COMMANDER)
    bench.later(60).end()
    bench.do(c.BeginAftermath(), DESK)
    bench.finish_aftermath()
    bench.do(c.CloseIncident(), bench.decider("close"))


def lines(bench: Bench) -> list[str]:
    """The story as an exported log."""
    bodies = chained(bench)
    head = {"seq": len(bodies), "hash": digest(bodies[-1]) if bodies else GENESIS}
    first = {
        "format": FORMAT,
        "incident": bench.state.id,
        "jurisdiction": bench.jurisdiction,
        "mode": bench.state.mode,
        "algorithm": ALGORITHM,
        "head": head,
        "exported_at": instant(bench.clock.now()),
    }
    rows = [
        {"seq": n, "algorithm": ALGORITHM, "hash": digest(body), "body": body.decode()}
        for n, body in enumerate(bodies, start=1)
    ]
    return [canonical(row).decode() + "\n" for row in (first, *rows, {"head": head})]


if __name__ == "__main__":
    made = story()
    log_of(VERSIONS[-1]).write_text("".join(lines(made)), encoding="utf-8")
    state_of(VERSIONS[-1]).write_bytes(canonical({"sha256": state_digest(made.state)}) + b"\n")

"""Work of a group told step by step: received, started, done with proof, verified by another."""

from __future__ import annotations

from datetime import datetime

from incident import commands as c
from incident.duties import duties
from incident.narrate.clauses import clause_of
from playbooks.lookup import Playbook
from tests.stories.program import Night

HANDS = {
    "office": ("emergency_head", "duty_officer"),
    "general": ("emergency_head", "general_liaison"),
    "rescue": ("emergency_head", "rescue_liaison"),
    "technical": ("emergency_deputy", "technical_liaison"),
    "medical": ("health_head", "medical_liaison"),
    "order": ("police_deputy", "order_liaison"),
    "publicity": ("publicity_deputy", "publicity_liaison"),
    "support": ("township_head", "support_liaison"),
    "aftermath": ("township_head", "aftermath_liaison"),
}
"""The published leader of each group (§2.3.1–2.3.8), and who reports for it."""

PROOFS = {
    "call_record": "通话记录：02:41接通，本人应答",
    "count": "现场清点：应到18，实到18",
    "document": "签字文件扫描件3页",
    "measurement": "监测数据表02:30至03:30",
    "names_list": "名单逐人核销",
    "note": "值班台记录第4页",
    "photo": "现场照片4张",
    "signed_sheet": "双方签字单扫描件",
}
"""What a group hands in for each sort of proof."""


def playbook(duty: Night) -> Playbook:
    """The plan that the running incident follows."""
    return duty.program.shelf.get(duty.state.plan)


def finish(duty: Night, task: str, by: str) -> None:
    """The holder of a post reports a task done, with the proof that the plan asks for."""
    proof = playbook(duty).task(task).proof
    duty.put(c.FinishTask(task=task, proof=proof, evidence=PROOFS[proof]), by)


def carry_out(duty: Night, task: str, leader: str, hand: str) -> set[str | None]:
    """A task from receipt to verification; the clauses that its four entries cite.

    The leader receives it, the hand starts and finishes it, the plan's verifier verifies it.
    """
    book, first = playbook(duty), duty.state.seq
    entries = list(duty.put(c.ReceiveTask(task=task), leader).entries)
    entries += duty.put(c.StartTask(task=task), hand).entries
    proof = book.task(task).proof
    done = c.FinishTask(task=task, proof=proof, evidence=PROOFS[proof])
    entries += duty.put(done, hand).entries
    entries += duty.put(c.VerifyTask(task=task), book.task(task).verifier).entries
    assert [entry.seq - first for entry in entries] == [1, 2, 3, 4]
    return {clause_of(entry, book) for entry in entries}


def told(duty: Night, post: str, words: str) -> bool:
    """Whether a message with the words is on its way to a post's holder: on their phone, or held
    for the minute that what is not a flash alert may wait."""
    return any(words in text for text in duty.written(post))


def due(duty: Night, task: str) -> datetime | None:
    """When a task is due; None while no clock runs for it."""
    clocks = {d.id: d.due_at for d in duties(duty.state, playbook(duty))}
    return clocks.get(f"task:{task}")

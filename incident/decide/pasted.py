"""Material from messenger groups: never more than to be verified, whoever pastes it in.

Messages are passed on without their first time and place, so an old picture looks like tonight's.
"""

from __future__ import annotations

from incident import commands as c
from incident import events as e
from incident.decide import figures
from incident.decide.case import Case
from incident.decide.known import known
from incident.materials.unverified import waits
from incident.state import MESSENGER
from incident.words import numbered, word
from runtime.language import N_, phrase
from runtime.refusal import Refused


def paste(case: Case, cmd: c.PasteMaterial) -> list[e.Event]:
    """The material, and the figure that it gives as a claim to verify.

    Raises Refused ``missing`` for a figure without what it counts, for one without its value, and
    for material without text or file.
    """
    sent_at = case.moment(cmd.sent_at, "sent_at")
    if cmd.words is None and not cmd.materials:
        allowed = phrase(N_("the text as it stands there, or a picture or voice note as a file"))
        raise Refused("missing", field="words", value=None, allowed=allowed)
    claim = _claim(case, cmd)
    return [
        e.MaterialPasted(
            pasted=f"pasted-{len(case.state.pasted) + 1}",
            chat=cmd.chat,
            sender=cmd.sender,
            sent_at=sent_at,
            words=cmd.words,
            age=cmd.age,
            materials=tuple(dict.fromkeys(cmd.materials)),
            claim=next((x.claim for x in claim if isinstance(x, e.ClaimRecorded)), None),
        ),
        *claim,
    ]


def _claim(case: Case, cmd: c.PasteMaterial) -> list[e.Event]:
    if cmd.measure is None and cmd.value is None:
        return []
    if cmd.measure is None:
        allowed = known(case.names.measure(m.id) for m in case.playbook.plan.criteria.measures)
        raise Refused("missing", field="measure", value=None, allowed=allowed)
    if cmd.value is None:
        allowed = phrase(N_("the value that stands there; without one, leave out the figure"))
        raise Refused("missing", field="value", value=None, allowed=allowed)
    stated = c.RecordClaim(
        measure=cmd.measure, value=cmd.value, source=MESSENGER, observed_at=cmd.sent_at
    )
    return figures.record_claim(case, stated)


def check(case: Case, cmd: c.CheckPasted) -> list[e.Event]:
    """Raises Refused ``unknown_item``; ``impossible`` where the figure that it gives is checked,
    and where it was checked already."""
    pasted = case.state.pasted.get(cmd.pasted)
    if pasted is None:
        open_ones = (p.id for p in case.state.pasted.values() if waits(case.state, p))
        raise Refused(
            "unknown_item", field="pasted", value=numbered(cmd.pasted), allowed=known(open_ones)
        )
    if pasted.claim is not None:
        allowed = phrase(
            N_("change how far {claim} is believed, which it gives"), claim=numbered(pasted.claim)
        )
        raise Refused("impossible", field="pasted", value=numbered(cmd.pasted), allowed=allowed)
    if pasted.finding is not None:
        allowed = phrase(
            N_("an entry that says what is so now; it was found: {finding}"),
            finding=word(pasted.finding, "finding"),
        )
        raise Refused("impossible", field="pasted", value=numbered(cmd.pasted), allowed=allowed)
    return [e.PastedChecked(pasted=cmd.pasted, finding=cmd.finding, reason=cmd.reason)]

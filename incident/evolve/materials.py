"""Files that came with an entry."""

from __future__ import annotations

from incident import events as e
from incident import state as s
from incident.evolve.changed import replace
from incident.state import Entry, Incident


def kept(i: Incident, v: e.MaterialKept, n: Entry) -> Incident:
    material = s.Material(
        id=v.material,
        media=v.media,
        size=v.size,
        digest=v.digest,
        person=v.person,
        kept_at=v.kept_at,
        seq=n.seq,
        task=v.task,
        claim=v.claim,
    )
    return replace(i, materials={**i.materials, v.material: material})


def pasted(i: Incident, v: e.MaterialPasted, n: Entry) -> Incident:
    held = s.Pasted(
        v.pasted, v.chat, v.sender, v.sent_at, v.words, v.age, v.materials, v.claim, n.seq
    )
    return replace(i, pasted={**i.pasted, v.pasted: held})


def checked(i: Incident, v: e.PastedChecked, _: Entry) -> Incident:
    found = replace(i.pasted[v.pasted], finding=v.finding, reason=v.reason)
    return replace(i, pasted={**i.pasted, v.pasted: found})

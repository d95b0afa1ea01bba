"""Messages in people's own words are only ever added."""

from __future__ import annotations

from incident import events as e
from incident.evolve.changed import replace
from incident.state import Entry, Incident
from incident.state.notices import Notice


def sent(i: Incident, v: e.NoticeSent, n: Entry) -> Incident:
    notice = Notice(v.notice, n.seq, v.words, n.recorded_at)
    return replace(i, notices={**i.notices, v.notice: notice})


def corrected(i: Incident, v: e.NoticeCorrected, n: Entry) -> Incident:
    notice = Notice(
        v.notice,
        n.seq,
        v.words,
        n.recorded_at,
        corrects=v.corrects,
        correction=v.correction,
        told=v.told,
        found_at=n.counted(v.found_at),
        correct_by=v.correct_by,
    )
    return replace(i, notices={**i.notices, v.notice: notice})

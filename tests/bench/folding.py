"""How fast a log becomes a state, beside a loop that only makes one new frozen record an event."""

from __future__ import annotations

from dataclasses import replace

from incident import codec
from incident.evolve import fold
from incident.state import Entry, Incident
from tests.bench.measure import Figure, figure, interleaved, seconds

ROUNDS = 5
FOLD_LIMIT = 50_000
"""Events a second: a log of a long night, 5,000 events, in a tenth of a second."""


def folding(incident: str, bodies: list[str]) -> list[Figure]:
    """The fold of decoded entries, then decoding and fold together."""
    entries = [codec.decode(body) for body in bodies]
    count = len(entries)

    def rate(work: object) -> float:
        return count / seconds(work)  # type: ignore[arg-type]

    folded, both, bare = interleaved(
        ROUNDS,
        lambda: rate(lambda: fold(incident, entries)),
        lambda: rate(lambda: fold(incident, map(codec.decode, bodies))),
        lambda: rate(lambda: _only_replace(incident, entries)),
    )
    return [
        figure("fold", folded, "events/s", bare, at_least=FOLD_LIMIT),
        figure("decode and fold", both, "events/s", bare),
    ]


def _only_replace(incident: str, entries: list[Entry]) -> Incident:
    state = Incident(id=incident)
    for entry in entries:
        state = replace(state, seq=entry.seq)
    return state

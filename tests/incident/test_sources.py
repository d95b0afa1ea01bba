"""Who says a figure is somebody whom the plan knows; what older logs say is read as it stands."""

from __future__ import annotations

import pytest

from incident import commands as c
from incident import events as e
from incident.evolve import evolve
from runtime.language import LANGS
from tests.incident.bench import DESK, Bench, lanshan


def claim(source: str, value: int = 2) -> c.RecordClaim:
    return c.RecordClaim(measure="missing", value=value, source=source)


@pytest.mark.parametrize("source", ["fire", "duty_officer", "media", "public"])
def test_a_unit_a_post_the_media_and_the_public_say_figures(source: str) -> None:
    bench = Bench().report()
    bench.do(claim(source), DESK)
    assert [one.source for one in bench.state.claims.values()] == [source]


@pytest.mark.parametrize("source", ["Fire", "fire.", "mine", "13800"])
def test_another_word_is_no_source_and_so_no_second_one_that_differs(source: str) -> None:
    bench = Bench().report()
    bench.do(claim("fire"), DESK)
    refusal = bench.refused(claim(source, 3), DESK)
    assert (refusal.code, refusal.field, refusal.value) == ("invalid", "source", source)
    units = bench.playbook.plan.organisation.units
    for lang in LANGS:
        assert units[0].name.say(lang) in refusal.allowed.say(lang)
    assert "note" in refusal.allowed.say("en")


def test_the_sources_are_the_plan_s() -> None:
    bench = Bench(lanshan(), "lanshan")
    bench.do(c.ReportIncident(place="ref.place", what="ref.what"), "desk")
    bench.do(claim("mine"), "desk")
    assert bench.refused(claim("fire"), "desk").field == "source"


def test_a_source_of_an_older_log_is_still_read() -> None:
    bench = Bench().report()
    bench.do(claim("fire"), DESK)
    entry = next(x for x in bench.entries if isinstance(x.event, e.ClaimRecorded))
    old = entry.event.model_copy(update={"source": "the-mine-next-door", "claim": "claim-2"})
    seq = bench.state.seq + 1
    fields = {n: getattr(entry, n) for n in type(entry).__slots__} | {"event": old, "seq": seq}
    state = evolve(bench.state, type(entry)(**fields))
    assert state.claims["claim-2"].source == "the-mine-next-door"

"""No grade yet because figures are unknown, and no grade because everything is known."""

from __future__ import annotations

from incident import commands as c
from incident import events as e
from incident.names import Names
from incident.narrate import narrate
from tests.incident.bench import DESK, Bench


def last_assessment(bench: Bench) -> str:
    entry = [x for x in bench.entries if isinstance(x.event, e.Assessed)][-1]
    return narrate(entry, bench.playbook, {}, {}).say("en")


def test_two_missing_and_nothing_else_known_is_no_verdict_on_the_grade() -> None:
    bench = Bench().report()
    bench.claim("missing", 2)
    told = last_assessment(bench)
    assert "cannot be judged yet: " in told
    assert "no grade" not in told
    assessed = bench.state.assessment
    assert assessed is not None
    said = Names(bench.playbook).judged(assessed.grade, assessed.missing)
    assert said.say("zh").startswith("尚不能判定：")
    assert "死亡" in said.say("zh")


def test_once_all_that_could_give_a_grade_is_known_there_is_none() -> None:
    bench = Bench().report()
    bench.do(c.RecordClaim(measure="missing", value=2, source="township"), DESK)
    criteria = bench.playbook.plan.criteria
    names = Names(bench.playbook)
    while bench.state.assessment and (
        unknown := names.ungraded(bench.state.assessment.grade, bench.state.assessment.missing)
    ):
        kind = next(m.kind for m in criteria.measures if m.id == unknown[0])
        assert kind in ("count", "money")
        bench.claim(unknown[0], 0 if kind == "count" else "0")
    told = last_assessment(bench)
    assert "Assessment: no grade; response recommended: " in told


def test_a_grade_that_is_reached_stands_though_more_is_unknown() -> None:
    bench = Bench().report()
    bench.claim("dead", 1)
    assert "cannot be judged" not in last_assessment(bench)

"""What a plan's clauses are called for readers."""

from __future__ import annotations

import pytest

from incident.names import Names
from tests.incident.bench import wutai


@pytest.mark.parametrize(
    ("clause", "zh", "en"),
    [
        ("5.3.1(3)", "§5.3.1(3)", "§5.3.1(3)"),
        ("A1", "附件1", "Annex 1"),
        ("A3.ordinary", "附件3 一般事故", "Annex 3 Ordinary accident"),
        ("A4.I(2)", "附件4 一级响应条件2", "Annex 4 Level I, condition 2"),
        ("A9.elsewhere", "附件9 elsewhere", "Annex 9 elsewhere"),
    ],
)
def test_a_clause_is_cited_in_words(clause: str, zh: str, en: str) -> None:
    cited = Names(wutai()).clause(clause)
    assert (cited.say("zh"), cited.say("en")) == (zh, en)


def test_no_clause_of_the_plan_is_cited_by_its_code() -> None:
    names = Names(wutai())
    codes = [clause.id for clause in wutai().plan.clauses if clause.id.startswith("A")]
    assert [
        c for c in codes if c.partition(".")[2] and c.partition(".")[2] in names.clause(c).say("zh")
    ] == []

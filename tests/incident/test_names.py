"""What a plan's clauses are called for readers."""

from __future__ import annotations

from pathlib import Path

import pytest

from incident.names import Names
from playbooks.load import load_plan
from playbooks.lookup import Playbook
from tests.incident.bench import wutai
from tests.playbooks.edited import SECOND_PLAN, edited


@pytest.mark.parametrize(
    ("clause", "zh", "en"),
    [
        ("5.3.1(3)", "§5.3.1(3)", "§5.3.1(3)"),
        ("A1", "附件1", "Annex 1"),
        ("A3.ordinary", "附件3 一般事故", "Annex 3 Ordinary accident"),
        ("A4.I(2)", "附件4 一级响应条件2", "Annex 4 Level I, condition 2"),
        (
            "law-2024-64",
            "中华人民共和国突发事件应对法（2024年修订）第64条",
            (
                "Emergency Response Law of the People's Republic of China, as revised in 2024, "
                "article 64"
            ),
        ),
        (
            "mine-safety-7-2023",
            "矿山生产安全事故报告和调查处理办法（矿安〔2023〕7号）",
            (
                "Measures for reporting and investigating production safety accidents of mines "
                "(Mine Safety 2023 No. 7)"
            ),
        ),
        ("local", "本地", "local"),
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


def test_the_operator_is_called_as_the_plan_calls_it(tmp_path: Path) -> None:
    other = Names(Playbook.of(load_plan(SECOND_PLAN))).group("operator")
    assert (other.say("zh"), other.say("en")) == ("涉事企业", "The mine concerned")
    assert Names(wutai()).group("operator").say("zh") == "事发企业"
    without, _ = edited(
        tmp_path, "02-organisation.yaml", "unit: mine, scope: operator", "scope: operator"
    )
    unnamed = Names(Playbook.of(load_plan(without))).group("operator")
    assert unnamed.say("en") == "mine operator"

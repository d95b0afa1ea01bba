"""Each rule across a plan, broken once."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.playbooks.edited import edited, problems_of

DOC, ORG, AUTH, CRIT, REP, TASKS, REST, COV = (
    "01-document.yaml",
    "02-organisation.yaml",
    "03-authority.yaml",
    "04-criteria.yaml",
    "05-reporting.yaml",
    "06-tasks.yaml",
    "07-rest.yaml",
    "08-coverage.yaml",
)

FINAL = (
    "    - {id: final, name: {zh: 终报, en: Final report}, "
    'steps: [drafted, checked, signed, sent], clause: "3.1"}\n'
)

BAD = {
    "zone": (DOC, "Asia/Shanghai", "Asia/Nowhere", "document.zone", "time zone"),
    "clause": (
        REST,
        'clause: "2.2"',
        'clause: "9.9"',
        "interpretations[0].clause",
        "no such clause",
    ),
    "statute": (
        REP,
        "{major: 240}, statute: reporting-rule",
        "{major: 240}, statute: rule",
        "reporting.clocks[2].statute",
        "no such statute",
    ),
    "clause of a duty": (
        ORG,
        'duty_clause: "1.1"',
        'duty_clause: "1.9"',
        "organisation.units[0].duty_clause",
        "no such clause",
    ),
    "clause of a finding": (
        REST,
        'clauses: ["6.1"]',
        'clauses: ["6.2"]',
        "findings[0].clauses[0]",
        "no such clause",
    ),
    "finding of coverage": (
        COV,
        "finding: no-interpreter",
        "finding: none",
        "coverage[11].finding",
        "no such finding",
    ),
    "item of coverage": (COV, 'item: "6.1"', 'item: "6.2"', "coverage[11].item", "no such clause"),
    "item twice": (COV, 'item: "5.1"', 'item: "6.1"', "coverage[11].item", "twice"),
    "post twice": (ORG, "id: mayor,", "id: desk,", "organisation.posts[6].id", "twice"),
    "level twice": (CRIT, "level: 2\n", "level: 3\n", "criteria.levels[1].level", "twice"),
    "member twice": (
        ORG,
        "[police_bureau, health_bureau]",
        "[police_bureau, police_bureau]",
        "organisation.groups[1].members[1]",
        "twice",
    ),
    "task twice": (TASKS, "id: lessons", "id: survey-dam", "ending.aftermath[0].id", "twice"),
    "unit of a post": (
        ORG,
        "unit: mine,",
        "unit: mines,",
        "organisation.posts[7].unit",
        "no such unit",
    ),
    "stand-in": (
        ORG,
        "{id: mayor, ",
        "{id: mayor, stand_in: nobody, ",
        "organisation.posts[0].stand_in",
        "no such post",
    ),
    "stand-in of oneself": (
        ORG,
        "{id: mayor, ",
        "{id: mayor, stand_in: mayor, ",
        "organisation.posts[0].stand_in",
        "cannot stand in for itself",
    ),
    "member": (
        ORG,
        "[rescue_bureau, mine]",
        "[rescue_bureau, mines]",
        "organisation.groups[2].members[1]",
        "no such unit",
    ),
    "leader": (
        ORG,
        "leader: police_chief",
        "leader: chief",
        "organisation.groups[1].leader",
        "no such post",
    ),
    "acting leader": (
        ORG,
        "acting_leader: people_acting",
        "acting_leader: nobody",
        "organisation.groups[1].acting_leader",
        "no such post",
    ),
    "liaison": (
        ORG,
        "liaison: works_liaison",
        "liaison: nobody",
        "organisation.groups[2].liaison",
        "no such post",
    ),
    "deputy": (
        ORG,
        "deputies: [rescue_chief]",
        "deputies: [chief]",
        "organisation.headquarters.deputies[0]",
        "no such post",
    ),
    "director": (
        ORG,
        "director: rescue_chief",
        "director: chief",
        "organisation.headquarters.office.director",
        "no such post",
    ),
    "former": (
        ORG,
        "formed_by: [vice_mayor,",
        "formed_by: [mayors,",
        "organisation.onsite.formed_by[0]",
        "no such post",
    ),
    "decider": (
        AUTH,
        "id: start-1, action: start, level: 1, chain: [rescue_chief,",
        "id: start-1, action: start, level: 1, chain: [chief,",
        "authority[2].chain[0]",
        "no such post",
    ),
    "fallback": (
        AUTH,
        "fallback: [rescue_chief]",
        "fallback: [chief]",
        "authority[11].fallback[0]",
        "no such post",
    ),
    "level of authority": (
        AUTH,
        "id: raise-1, action: raise, level: 1",
        "id: raise-1, action: raise, level: 9",
        "authority[4].level",
        "no such response level",
    ),
    "no start": (
        AUTH,
        "id: start-2, action: start, level: 2",
        "id: start-2, action: raise, level: 2",
        "authority",
        "response level 2",
    ),
    "no end": (
        AUTH,
        "id: end, action: end",
        "id: end, action: lower",
        "authority",
        "ends the response",
    ),
    "recorder": (
        AUTH,
        "[desk, coordination_liaison]",
        "[desks, coordination_liaison]",
        "recording.posts[0]",
        "no such post",
    ),
    "second": (
        AUTH,
        "[rescue_vice, police_chief]",
        "[rescue_vice, chief]",
        "recording.override_second[1]",
        "no such post",
    ),
    "measure": (
        CRIT,
        "{measure: evacuated, at",
        "{measure: moved, at",
        "criteria.levels[1].criteria[0].when.measure",
        "no such measure",
    ),
    "sum": (
        CRIT,
        "sum: [dead, missing]",
        "sum: [dead, gone]",
        "criteria.levels[2].criteria[1].when.sum[1]",
        "no such measure",
    ),
    "mixed sum": (
        CRIT,
        "sum: [dead, missing]",
        "sum: [dead, loss_cny]",
        "criteria.levels[2].criteria[1].when.sum",
        "one kind",
    ),
    "flag": (
        CRIT,
        "{flag: commander_requires}",
        "{flag: dead}",
        "criteria.levels[1].criteria[1].when.flag",
        "not a flag",
    ),
    "amount of a flag": (
        CRIT,
        "{measure: evacuated, at",
        "{measure: commander_requires, at",
        "criteria.levels[1].criteria[0].when",
        "no amount",
    ),
    "grade": (
        CRIT,
        "grade: [major]",
        "grade: [huge]",
        "criteria.levels[2].criteria[0].when.grade[0]",
        "no such grade",
    ),
    "judge": (
        CRIT,
        "discretionary: vice_mayor",
        "discretionary: judge",
        "criteria.levels[1].criteria[1].discretionary",
        "no such post",
    ),
    "empty range": (
        CRIT,
        "at_least: 1000, below",
        "at_least: 60000, below",
        "criteria.levels[0].criteria[1].when.at_least",
        "less than",
    ),
    "gap": (
        CRIT,
        "{measure: dead, below: 5}",
        "{measure: dead, below: 4}",
        "criteria.grades[1].criteria[0].when",
        "must touch",
    ),
    "overlap": (
        CRIT,
        "{measure: dead, below: 5}",
        "{measure: dead, below: 6}",
        "criteria.grades[1].criteria[0].when",
        "must touch",
    ),
    "floor": (
        CRIT,
        "{measure: dead, below: 5}",
        "{measure: dead, at_least: 1, below: 5}",
        "criteria.grades[0].criteria[0].when.at_least",
        "lowest",
    ),
    "ceiling": (
        CRIT,
        "{measure: loss_cny, at_least: 20000000}",
        "{measure: loss_cny, at_least: 20000000, below: 30000000}",
        "criteria.grades[1].criteria[1].when.below",
        "highest",
    ),
    "group of a task": (
        TASKS,
        "group: coordination, trigger: {on: started",
        "group: none, trigger: {on: started",
        "tasks[5].group",
        "no such group",
    ),
    "verifier": (
        TASKS,
        "verifier: vice_mayor",
        "verifier: nobody",
        "ending.aftermath[0].verifier",
        "no such post",
    ),
    "level of a trigger": (
        TASKS,
        "{on: started, level: 1}",
        "{on: started, level: 4}",
        "tasks[5].trigger.level",
        "no such response level",
    ),
    "group of a trigger": (
        TASKS,
        "{on: onsite_formed}",
        "{on: group_added, group: none}",
        "tasks[4].trigger.group",
        "no such group",
    ),
    "after": (TASKS, "after: [survey-dam]", "after: [survey]", "tasks[2].after[0]", "no such task"),
    "cycle": (
        TASKS,
        "after: [lessons]",
        "after: [go-home]",
        "ending.aftermath[1].after",
        "wait for each other",
    ),
    "line": (
        REP,
        "line: province, kind: written_first",
        "line: nation, kind: written_first",
        "reporting.clocks[5].line",
        "no such reporting line",
    ),
    "kind": (
        REP,
        FINAL,
        "",
        "reporting.clocks[3].kind",
        "no such kind of report",
    ),
    "grade of a clock": (
        REP,
        "{major: 240}",
        "{huge: 240}",
        "reporting.clocks[2].statutory_by_grade_min.huge",
        "no such grade",
    ),
    "warned by": (
        REP,
        "responsible: rescue_bureau",
        "responsible: bureau",
        "warnings[0].responsible",
        "no such unit, post or group",
    ),
    "held by": (
        REST,
        "[rescue_bureau, health_bureau]",
        "[rescue_bureau, bureau]",
        "standing[0].responsible[1]",
        "no such unit, post or group",
    ),
    "alerted post": (
        REST,
        "posts: [vice_mayor]",
        "posts: [vice]",
        "alerts[1].posts[0]",
        "no such post",
    ),
    "alerted group": (
        REST,
        "groups: [coordination, people, works]",
        "groups: [coordination, all]",
        "alerts[1].groups[1]",
        "no such group",
    ),
    "called first and not told": (
        REST,
        "on_unknown: resend",
        "call_first: {posts: [desk, vice_mayor], local: true}\n    on_unknown: resend",
        "alerts[0].call_first.posts[1]",
        "does not tell this post; it tells: desk, rescue_chief.",
    ),
    "called first as nothing the plan knows": (
        REST,
        "posts: [vice_mayor]",
        "call_first: {posts: [rescue_vice, vice], local: true}\n    posts: [vice_mayor]",
        "alerts[1].call_first.posts[1]",
        "does not tell this post",
    ),
    "level of an alert": (
        REST,
        "level: 2",
        "level: 5",
        "alerts[1].level",
        "no such response level",
    ),
    "event": (REST, "on: ResponseStarted", "on: response started", "alerts[1].on", "of this name"),
    "slip": (REST, "on: ResponseStarted", "on: ResponseStart", "alerts[1].on", "ResponseStarted"),
    "placeholder": (REST, "{place}报告", "{mine}报告", "alerts[0].text.zh", "may use only"),
    "unsent": (
        REST,
        "    level: 2",
        '    unsent: {zh: "未发出。", en: "Not sent."}',
        "alerts[1].unsent",
        "Only an alert on PersonUnreachable",
    ),
    "brace": (
        REST,
        "Accident {incident} reported",
        "Accident {incident reported",
        "alerts[0].text.en",
        "may use only",
    ),
    "positional": (
        REST,
        "Accident {incident} reported",
        "Accident {} reported",
        "alerts[0].text.en",
        "may use only",
    ),
    "attribute": (
        REST,
        "Accident {incident} reported",
        "Accident {incident.__class__} reported",
        "alerts[0].text.en",
        "may use only",
    ),
}


@pytest.mark.parametrize("name", BAD)
def test_broken_reference_is_refused(tmp_path: Path, name: str) -> None:
    file, old, new, field, reason = BAD[name]
    folder, line = edited(tmp_path, file, old, new)
    problems = {problem.field: problem for problem in problems_of(folder)}
    assert field in problems, list(problems)
    assert problems[field].file == file
    assert reason in problems[field].reason.say("en")
    if name not in ELSEWHERE:
        assert problems[field].line == line


ELSEWHERE = {"post twice", "item twice", "no start", "no end", "gap", "overlap", "kind"}
"""Faults that show at another place than the edit that made them."""


def test_ring_of_two_tasks_is_told_at_both(tmp_path: Path) -> None:
    folder, _ = edited(
        tmp_path,
        TASKS,
        "trigger: {on: ended}, start: at_once, proof: document",
        "trigger: {on: ended}, start: after, after: [go-home], proof: document",
    )
    problems = problems_of(folder)
    assert [problem.field for problem in problems] == [
        "ending.aftermath[0].after",
        "ending.aftermath[1].after",
    ]
    assert "lessons → go-home → lessons" in problems[0].reason.say("en")

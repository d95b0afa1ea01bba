"""What ``check`` tells about a plan."""

from __future__ import annotations

import json

from playbooks.check import check
from playbooks.load import load_plan
from playbooks.lookup import Playbook
from tests.playbooks.edited import CHINESE, SECOND_PLAN


def test_everything_open_is_listed() -> None:
    report = check(Playbook.of(load_plan(SECOND_PLAN)), lambda post: post in {"mayor", "desk"})
    assert [finding.id for finding in report.findings] == ["no-interpreter"]
    assert [gap.post.id for gap in report.unfilled] == ["mayor"]
    assert [authority.id for authority in report.unfilled[0].authorities] == [
        "start-1",
        "raise-1",
        "end",
    ]
    assert [clock.id for clock in report.unverified] == ["province-telephone"]
    assert (report.local_items, report.local_times) == (16 + 1, 1)
    assert report.blocking


def test_nothing_unfilled_does_not_block() -> None:
    report = check(Playbook.of(load_plan(SECOND_PLAN)), lambda _: False)
    assert report.unfilled == ()
    assert not report.blocking


def test_without_a_registry_posts_named_nowhere_are_unfilled() -> None:
    plan = load_plan(SECOND_PLAN)
    posts = tuple(
        post.model_copy(update={"named_in_plan": post.id != "mayor"})
        for post in plan.organisation.posts
    )
    organisation = plan.organisation.model_copy(update={"posts": posts})
    changed = plan.model_copy(update={"organisation": organisation})
    report = check(Playbook.of(changed), None)
    assert [gap.post.id for gap in report.unfilled] == ["mayor"]


def test_report_reads_in_both_languages_and_as_json() -> None:
    report = check(Playbook.of(load_plan(SECOND_PLAN)), lambda post: post == "mayor")
    assert "Nobody holds County mayor" in report.text("en")
    assert "县长" in report.text("zh")
    assert not CHINESE.search("\n".join(report.text("en").splitlines()[1:]))
    said = json.loads(json.dumps(report.as_json()))
    assert said["unfilled"][0]["authorities"] == ["start-1", "raise-1", "end"]
    assert said["digest"] == report.playbook.digest

"""A plan that names more bodies to be told than fit on the printed sheet: paper counts the rest."""

from __future__ import annotations

import re
from html import unescape
from pathlib import Path

import pytest

from incident import commands as c
from playbooks.load import load_plan
from playbooks.lookup import Playbook
from runtime.language import LANGS, Lang
from tests.web.conftest import OFFICER, ROOT, House
from web.board.fragments import TOLD_ON_PAPER


def plan_that_tells(count: int) -> Playbook:
    plan = load_plan(Path(ROOT / "playbooks/plans/wutai-2024"))
    known = plan.reporting.told
    told = tuple(
        known[n % len(known)].model_copy(update={"id": f"unit-{n + 1}"}) for n in range(count)
    )
    reporting = plan.reporting.model_copy(update={"told": told})
    return Playbook.of(plan.model_copy(update={"reporting": reporting}))


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("more", [0, 1, 9])
def test_paper_names_the_first_and_counts_the_rest(house: House, more: int, lang: Lang) -> None:
    house.services.shelf.put_in_force(plan_that_tells(TOLD_ON_PAPER + more))
    report = c.ReportIncident(place="青石沟", what="溃坝")
    incident = house.services.desk.open(report, OFFICER, "wutai").incident
    page = unescape(house.signed_in().get(f"/incidents/{incident}?lang={lang}").text)
    told = page.split('data-list="told"')[1].split("</section>")[0]
    names = re.findall(r'<span class="name open( off-paper)?"', told)
    assert [bool(beyond) for beyond in names] == [False] * TOLD_ON_PAPER + [True] * more
    said = {"zh": r"另有(\d+)项，见指挥板", "en": r"and (\d+) more: see the board"}[lang]
    assert re.findall(said, told) == ([str(more)] if more else [])

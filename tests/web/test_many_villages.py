"""More villages below a dam than fit on the printed sheet: paper says how many more there are."""

from __future__ import annotations

import re
from html import unescape
from pathlib import Path

import pytest

from incident import commands as c
from registry.load import load_county
from registry.store import store_county
from runtime.language import LANGS, Lang
from tests.browser.valley import DAM, valley_of
from tests.web.conftest import OFFICER, House

ON_PAPER = 10


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("count", [ON_PAPER, ON_PAPER + 1, 17])
def test_paper_names_ten_villages_and_counts_the_rest(
    house: House, tmp_path: Path, count: int, lang: Lang
) -> None:
    services = house.services
    valley_of(count, tmp_path / "registry")
    with services.database.write() as connection:
        county = load_county(tmp_path / "registry")
        store_county(connection, services.vault, county, house.clock)
    report = c.ReportIncident(place="青石沟", what="溃坝", dam=DAM)
    incident = services.desk.open(report, OFFICER, "wutai").incident
    page = unescape(house.signed_in().get(f"/incidents/{incident}?lang={lang}").text)
    evac = page.split('data-key="evac"')[1].split("</section>")[0]
    rows = re.findall(r'<tbody class="([^"]*)"', evac)
    assert len(rows) == count, "the screen shows every village"
    assert ["off-paper" in row for row in rows] == [False] * ON_PAPER + [True] * (count - ON_PAPER)
    said = {"zh": r"另有(\d+)项，见指挥板", "en": r"and (\d+) more: see the board"}[lang]
    assert re.findall(said, evac) == ([str(count - ON_PAPER)] if count > ON_PAPER else [])

"""Which plan an installation works by, from its first start on and when a file goes wrong."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from app.compose import compose
from app.doctor import examine
from app.plan_folders import PLANS
from incident import commands as c
from playbooks.words import PlanBroken
from runtime.clock import ManualClock
from runtime.ids import RandomIds
from runtime.refusal import Refused
from runtime.settings import Settings
from tests.stories.program import START, Night

COUNTY = "wutai"
PLAN = "wutai-2024"
NUMBER = "五政办发〔2024〕7号"


class Installation:
    """A data folder and the county's own folder of plans, started again and again."""

    def __init__(self, root: Path) -> None:
        self.settings = Settings(data=root / "data", plans=root / "plans")
        self.own = root / "plans" / PLAN
        self.clock = ManualClock(START)
        shutil.copytree(PLANS / PLAN, self.own)

    def write(self, file: str, old: str, new: str) -> None:
        text = (self.own / file).read_text(encoding="utf-8")
        assert text.count(old) == 1, f"{old!r} stands {text.count(old)} times in {file}"
        (self.own / file).write_text(text.replace(old, new), encoding="utf-8")

    def issue(self, number: str, *, was: str = NUMBER) -> None:
        """The county issues another version of its plan."""
        self.write("document.yaml", f"number: {was}", f"number: {number}")

    def spoil(self) -> None:
        """Somebody mistypes the plan."""
        with (self.own / "document.yaml").open("a", encoding="utf-8") as file:
            file.write("\nmistyped: 1\n")

    def mend(self) -> None:
        file = self.own / "document.yaml"
        text = file.read_text(encoding="utf-8")
        file.write_text(text.removesuffix("\nmistyped: 1\n"), encoding="utf-8")

    def start(self) -> Night:
        return Night(compose(self.settings, clock=self.clock, ids=RandomIds()), self.clock)

    def number(self) -> tuple[str, tuple[Refused, ...]]:
        """The number of the plan that a start puts in force, and what it warns of."""
        night = self.start()
        try:
            document = night.program.shelf.current(COUNTY).plan.document
            return document.number, night.program.warnings
        finally:
            night.program.close()


def level_of(night: Night) -> int | None:
    """The response level that the incident's facts meet now."""
    assessment = night.state.assessment
    assert assessment is not None
    return assessment.level


@pytest.fixture
def place(tmp_path: Path) -> Installation:
    return Installation(tmp_path)


def test_a_first_start_with_a_broken_plan_stops_at_file_and_line(place: Installation) -> None:
    place.spoil()
    line = len((place.own / "document.yaml").read_text(encoding="utf-8").splitlines())
    for _ in range(2):  # the first try leaves nothing behind that the second could rest on
        with pytest.raises(PlanBroken) as refused:
            place.start()
        assert refused.value.field == f"document.yaml:{line} mistyped"
        assert f"document.yaml:{line}" in refused.value.say("zh")
    place.mend()
    assert place.number() == (NUMBER, ())


def test_a_folder_without_any_plan_is_a_wrong_setting(place: Installation) -> None:
    for folder in (place.own, place.own / "nowhere"):
        settings = place.settings.model_copy(update={"plans": folder})
        with pytest.raises(Refused) as refused:
            compose(settings, clock=place.clock)
        assert (refused.value.code, refused.value.field) == ("setting", "TAILINGS_PLANS")


def test_a_plan_whose_files_have_other_names_is_found(place: Installation) -> None:
    lanshan = Path(__file__).resolve().parents[1] / "plans" / "lanshan-2030"
    shutil.copytree(lanshan, place.own.parent / "lanshan-2030")
    night = place.start()
    counties = [p.plan.document.jurisdiction.id for p in night.program.shelf.in_force()]
    night.program.close()
    assert sorted(counties) == ["lanshan", COUNTY]


def test_a_broken_version_never_displaces_the_good_one_and_says_so(place: Installation) -> None:
    place.issue("修订〔2031〕1号")
    assert place.number() == ("修订〔2031〕1号", ())
    place.spoil()
    number, (warning,) = place.number()
    assert number == "修订〔2031〕1号"  # and not the one that comes with the program
    assert "document.yaml:" in warning.field
    faults = [x for x in examine(place.settings, place.clock) if x.level == "fault"]
    assert [x.check for x in faults] == ["plan"]
    assert "document.yaml:" in faults[0].say("zh")
    assert "沿用最近一份无误的文件" in faults[0].say("zh")
    assert "stays in force" in faults[0].say("en")


def test_the_corrected_plan_is_put_in_force_at_the_next_start(place: Installation) -> None:
    assert place.number() == (NUMBER, ())
    place.spoil()
    place.issue("修订〔2031〕2号")
    assert place.number()[0] == NUMBER
    place.mend()
    assert place.number() == ("修订〔2031〕2号", ())


def test_after_going_back_a_version_the_broken_one_falls_back_to_that(place: Installation) -> None:
    assert place.number()[0] == NUMBER
    place.issue("修订〔2031〕3号")
    assert place.number()[0] == "修订〔2031〕3号"
    place.issue(NUMBER, was="修订〔2031〕3号")
    assert place.number()[0] == NUMBER
    place.spoil()
    assert place.number()[0] == NUMBER


def test_a_new_plan_that_was_never_good_stops_no_running_installation(place: Installation) -> None:
    assert place.number()[0] == NUMBER
    shutil.copytree(place.own, place.own.parent / "next-plan")
    (place.own.parent / "next-plan" / "document.yaml").write_text("document: {}\n", "utf-8")
    number, warnings = place.number()
    assert number == NUMBER
    assert len(warnings) == 1


def people_for_level_one(place: Installation, number: int) -> None:
    """A new version in which another number of missing people is enough for level I."""
    people = "{sum: [at_risk, trapped, missing]"
    place.write("criteria.yaml", f"{people}, at_least: 3}}", f"{people}, at_least: {number}}}")
    place.write("criteria.yaml", f"{people}, below: 3}}", f"{people}, below: {number}}}")


def begun(place: Installation, missing: int) -> str:
    """An incident under the plan as it is now, reported before the program was stopped."""
    night = place.start()
    night.report()
    claim = c.RecordClaim(measure="missing", value=missing, source="township")
    night.put(claim, "duty_officer")
    night.program.close()
    return night.incident


def test_an_incident_keeps_its_plan_until_another_is_adopted(place: Installation) -> None:
    incident = begun(place, missing=1)
    people_for_level_one(place, 2)
    night = place.start()
    night.incident = incident
    try:
        began, new = night.state.plan, night.program.shelf.current(COUNTY).digest
        assert began != new
        night.put(c.RecordClaim(measure="missing", value=2, source="township"), "duty_officer")
        assert night.state.plan == began
        assert level_of(night) == 2
        night.put(c.AdoptPlan(plan=new, reason="修订版发布"), "emergency_head")
        assert night.state.plan == new
        assert level_of(night) == 1
        assert night.report().state.plan == new
    finally:
        night.program.close()


def test_a_lower_reading_under_the_adopted_plan_is_suggested_only(place: Installation) -> None:
    incident = begun(place, missing=4)
    people_for_level_one(place, 5)
    night = place.start()
    night.incident = incident
    try:
        new = night.program.shelf.current(COUNTY).digest
        night.put(c.AdoptPlan(plan=new, reason="修订版发布"), "emergency_head")
        assert level_of(night) == 1
        assert night.state.lowering is not None
        assert night.state.lowering.level == 2
    finally:
        night.program.close()

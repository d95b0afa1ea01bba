"""What the published plan says, chapter by chapter, as checks on the plan's data.

Every check looks at values that stand in the document. They take plain data, so that a test can
delete something and see the check fail with AssertionError or LookupError.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any

from playbooks.coverage import resolve

Data = dict[str, Any]
Check = Callable[[Data], None]

LEADERS = {
    "general": "emergency_head",
    "rescue": "emergency_head",
    "technical": "emergency_deputy",
    "medical": "health_head",
    "order": "police_deputy",
    "publicity": "publicity_deputy",
    "support": "township_head",
    "aftermath": "township_head",
}
MEMBERS = [
    "publicity", "development", "industry", "police", "civil", "finance", "resources", "ecology",
    "transport", "water", "agriculture", "health", "emergency", "energy", "weather",
    "armed_police", "fire",
]  # fmt: skip
WITH_DUTY = [*(set(MEMBERS) - {"water", "agriculture"}), "market"]
Bounds = tuple[int | None, int | None]
GRADES: Mapping[str, Mapping[str, Bounds]] = {
    "ordinary": {
        "dead": (None, 3),
        "seriously_injured": (None, 10),
        "direct_loss_cny": (None, 10_000_000),
    },
    "relatively_serious": {
        "dead": (3, 10),
        "seriously_injured": (10, 50),
        "direct_loss_cny": (10_000_000, 50_000_000),
    },
    "serious": {
        "dead": (10, 30),
        "seriously_injured": (50, 100),
        "direct_loss_cny": (50_000_000, 100_000_000),
    },
    "extraordinarily_serious": {
        "dead": (30, None),
        "seriously_injured": (100, None),
        "direct_loss_cny": (100_000_000, None),
    },
}


def check_chapter_1(data: Data) -> None:
    """§1.4, §1.5: four grades; the county."""
    assert [grade["id"] for grade in data["criteria"]["grades"]] == list(GRADES)
    assert resolve(data, "document.jurisdiction.name.zh") == "五台县"


def check_chapter_2(data: Data) -> None:
    """§2.1 to §2.3: who commands, who belongs to it, eight groups; handing over and asking up."""
    head = resolve(data, "organisation.headquarters")
    assert head["commander"] == "vice_magistrate"
    assert head["deputies"] == ["gov_office_deputy", "industry_head", "emergency_head", "fire_head"]
    assert head["members"] == MEMBERS
    assert head["office"]["director"] == "emergency_head"
    assert resolve(data, "organisation.onsite.commander") == "vice_magistrate"
    in_force = [g["id"] for g in resolve(data, "organisation.groups") if not g["offered"]]
    assert in_force == list(LEADERS)
    assert citing(data, "tasks", "2.2") == {"city-coordination", "command-hand-over"}
    assert citing(data, "tasks", "2.3") == {"groups-decide"}
    for action in ("hand_over", "form_onsite", "change_groups"):
        assert chain(data, action, None) == ["vice_magistrate"]


def check_working_groups(data: Data) -> None:
    """§2.3.1 to §2.3.8: leaders, duties and each group's own tasks; the expert group."""
    for number, (group, leader) in enumerate(LEADERS.items(), start=1):
        found = resolve(data, f"organisation.groups[{group}]")
        assert (found["leader"], found["clause"]) == (leader, f"2.3.{number}")
        assert found["duties"]
    assert resolve(data, "organisation.groups[technical].teams[experts].tasks")
    assert citing(data, "tasks", "2.3.1") == {"situation-collect"}
    assert citing(data, "tasks", "2.3.2") == {"situation-reconnoitre"}
    assert citing(data, "tasks", "2.3.3") == {"experts-gather", "rescue-plan-safety"}
    assert citing(data, "tasks", "2.3.4") == {"hospitals-ready"}
    assert citing(data, "tasks", "2.3.5") == {"dead-identify", "traffic-control"}


def check_chapter_3(data: Data) -> None:
    """§3: find risks, measures, inspections, the operators' own duty."""
    assert citing(data, "standing", "3") == {
        "risk-identify", "risk-measures", "risk-inspect", "risk-operators",
    }  # fmt: skip


def check_chapter_4(data: Data) -> None:
    """§4.1, §4.2: monitoring; nine steps of warning up to stopping production; who signs one."""
    assert citing(data, "standing", "4.1") == {"monitor-dams", "monitor-major", "monitor-share"}
    assert citing(data, "warnings", "4.2") == {
        "analyse", "judge", "publish", "operator-notify", "standby", "work-team",
        "measures-check", "people-out", "production-stop",
    }  # fmt: skip
    assert chain(data, "approve_warning", None) == ["vice_magistrate"]
    assert resolve(data, "first_response[operator-people-out].group") == "operator"
    assert resolve(data, "first_response[county-to-scene].group") == "office"


def check_reporting(data: Data) -> None:
    """§5.1: from the scene to the operator, to the bureau, upwards and to the members; the
    statute's two hours, and its pace of continued reports."""
    assert len(resolve(data, "reporting.chain")) >= 4
    assert citing(data, "first_response", "5.1") == {
        "operator-report", "report-upward", "report-follow", "members-told",
    }  # fmt: skip
    for line in ("government", "department"):
        clocks = f"reporting.clocks[{line}"
        assert resolve(data, f"{clocks}-telephone].statutory_limit_min") == 120
        daily = resolve(data, f"{clocks}-continued].statutory_by_grade_min")
        assert list(daily.values()) == [1440, 1440, 720, 720]


def check_first_response(data: Data) -> None:
    """§5.2: the operator starts, rescues, prevents growth; county and bureau go to the scene."""
    assert citing(data, "first_response", "5.2") == {
        "operator-start", "operator-rescue", "operator-stop-growth", "level-assess",
        "county-to-scene",
    }  # fmt: skip


def check_levels(data: Data) -> None:
    """§5.3: from low to high, level II and level I."""
    assert [level["level"] for level in data["criteria"]["levels"]] == [2, 1]


def check_authority(data: Data) -> None:
    """§5.3.1 to §5.3.3: director reports, commander starts II; general commander starts I."""
    assert chain(data, "start", 2) == ["emergency_head", "vice_magistrate"]
    assert chain(data, "start", 1)[-2:] == ["vice_magistrate", "general_commander"]
    assert chain(data, "raise", 1)[-1] == "general_commander"
    assert chain(data, "lower", 2)[-1] == "general_commander"


TEN_ITEMS: Mapping[int, tuple[int, set[str]]] = MappingProxyType(
    {
        1: (5, {"call-deputies", "call-members", "send-fire"}),
        2: (8, {"onsite-form", "command-take-over", "situation-meeting", "rescue-plan"}),
        3: (6, {"people-rescue", "injured-treat", "source-control", "danger-zone-mark"}),
        4: (9, {"environment-watch", "crew-protection", "danger-reduce", "crew-withdraw"}),
        5: (2, {"forces-need", "forces-reinforce"}),
        6: (5, {"people-check", "scene-order", "relatives-comfort", "survivors-comfort"}),
        7: (7, {"support-transport", "support-power", "support-water", "support-living"}),
        8: (4, {"information-release", "press-work", "opinion-watch", "opinion-guide"}),
        9: (2, {"guidance-log", "guidance-carry"}),
        10: (4, {"instructions-log", "instructions-answer", "city-support"}),
    }
)
"""§5.3.1: how many tasks carry each item at least, and some that must be among them."""


def check_item(number: int) -> Check:
    """The check of one of the ten items of §5.3.1."""
    least, named = TEN_ITEMS[number]

    def check(data: Data) -> None:
        found = citing(data, "tasks", f"5.3.1({number})")
        assert len(found) >= least
        assert named <= found

    return check


def check_level_one(data: Data) -> None:
    """§5.3.2: the general commander decides; the four things that level I adds."""
    assert chain(data, "start", 1)[-1] == "general_commander"
    assert citing(data, "tasks", "5.3.2") == {
        "level-one-strengthen", "level-one-ten-items", "level-one-instructions",
        "level-one-guidance",
    }  # fmt: skip


def check_ending(data: Data) -> None:
    """§5.3.4: everybody out, threats gone; the on-site commander ends."""
    assert citing(data["ending"], "conditions", "5.3.4") == {"rescued", "threats"}
    assert chain(data, "end", None)[-1] == "vice_magistrate"


def check_chapter_6(data: Data) -> None:
    """§6: forces, money, everything else."""
    assert len(citing(data, "support", "6.1")) == 4
    assert len(citing(data, "support", "6.2")) == 3
    assert len(citing(data, "support", "6.3")) == 2


def check_chapter_7(data: Data) -> None:
    """§7: settling, treatment, compensation, rebuilding, pollution; inquiry and lessons."""
    assert citing(data["ending"], "aftermath", "7.1") == {
        "people-settle", "people-visit", "treatment-continue", "compensation",
        "requisition-compensate", "rescue-costs-pay", "reconstruct", "pollution-clean",
        "order-restore",
    }  # fmt: skip
    assert citing(data["ending"], "aftermath", "7.2") == {
        "investigation-form", "investigation-report", "lessons-summarise",
    }  # fmt: skip


def check_chapter_8(data: Data) -> None:
    """§8.1, §8.2: publicity, training, exercises, review; in force from the day of issue."""
    assert citing(data, "standing", "8.1") == {
        "publicise", "train", "drill", "plan-assess", "plan-revise",
    }  # fmt: skip
    assert citing(data["ending"], "aftermath", "8.1") == {"plan-review"}
    assert resolve(data, "document.effective_from") == "2024-04-02"


def check_annex_2(data: Data) -> None:
    """Annex 2: commander and deputies, duties of headquarters, office and sixteen units."""
    head = resolve(data, "organisation.headquarters")
    assert head["commander"] == "vice_magistrate"
    assert len(head["deputies"]) == 4
    assert len(head["duties"]) >= 4
    assert len(head["office"]["duties"]) >= 6
    for unit in WITH_DUTY:
        assert resolve(data, f"organisation.units[{unit}].duty.zh")
    assert "遗体火化" in resolve(data, "organisation.units[civil].duty.zh")
    assert "特种设备" in resolve(data, "organisation.units[market].duty.zh")
    for places, clause, ids in ANNEX_2_WORK:
        holder = data["ending"] if places == "aftermath" else data
        assert citing(holder, places, clause) == ids


ANNEX_2_WORK = (
    ("standing", "A2.headquarters", {"headquarters-prevention"}),
    ("standing", "A2.office", {"drill-office", "office-hazards", "office-townships"}),
    ("standing", "A2.emergency", {"forces-build"}),
    ("standing", "A2.weather", {"weather-forecast"}),
    ("standing", "A2.resources", {"geology-warning"}),
    ("tasks", "A2.armed_police", {"armed-police-join"}),
    ("tasks", "A2.development", {"supplies-reserve"}),
    ("tasks", "A2.industry", {"supplies-produce"}),
    ("tasks", "A2.finance", {"rescue-funds"}),
    ("tasks", "A2.resources", {"geology-support"}),
    ("tasks", "A2.market", {"equipment-rescue"}),
    ("aftermath", "A2.civil", {"funerals"}),
)


def check_annex_3(data: Data) -> None:
    """Annex 3: the bounds of the four grades."""
    for grade, bounds in GRADES.items():
        for measure, bound in bounds.items():
            assert bound in ranges(resolve(data, f"criteria.grades[{grade}].criteria"), measure)


def check_annex_4(data: Data) -> None:
    """Annex 4: four conditions of level I, three of level II; 以上 includes the number."""
    one = resolve(data, "criteria.levels[1].criteria")
    two = resolve(data, "criteria.levels[2].criteria")
    assert {criterion["clause"] for criterion in one} == {f"A4.I({n})" for n in range(1, 5)}
    assert {criterion["clause"] for criterion in two} == {f"A4.II({n})" for n in range(1, 4)}
    higher = {grade for criterion in one for grade in criterion["when"]["grade"]}
    assert higher == set(GRADES) - {"ordinary"}
    people = ["at_risk", "missing", "trapped"]
    sums = [c["when"] for c in (*one, *two) if sorted(c["when"]["sum"]) == people]
    assert [(when["at_least"], when["below"]) for when in sums] == [(3, None), (None, 3)]
    assert {c["when"]["flag"] for c in (*one, *two)} == {
        None, "beyond_capability", "office_requires", "headquarters_requires",
    }  # fmt: skip
    assert (3, 10) in ranges(resolve(data, "criteria.grades[relatively_serious].criteria"), "dead")


def citing(holder: Data, places: str, clause: str) -> set[str]:
    """Ids of the entries of a list that cite the clause."""
    return {entry["id"] for entry in resolve(holder, places) if entry["clause"] == clause}


def chain(data: Data, action: str, level: int | None) -> list[str]:
    """The chain of authority for one action at one level."""
    for authority in resolve(data, "authority"):
        if (authority["action"], authority["level"]) == (action, level):
            found: list[str] = authority["chain"]
            return found
    raise LookupError(f"no authority for {action} {level}")


def ranges(criteria: list[Data], measure: str) -> list[tuple[object, object]]:
    """Lower and upper bounds of the conditions on one measure."""
    whens = [criterion["when"] for criterion in criteria]
    return [(w["at_least"], w["below"]) for w in whens if w["measure"] == measure]

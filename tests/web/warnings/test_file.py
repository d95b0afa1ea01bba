"""The file of a warning, as the page gives it out: each keeps to the published CAP 1.2 schema, and
what answers an earlier one names it as that one's own file does."""

from __future__ import annotations

import pytest
from lxml import etree

from incident import commands as c
from notify.public.cap import NAMESPACE
from tests.notify.public.test_cap import schema
from tests.web.conftest import COMMANDER, OFFICER, PLAYER, House
from tests.web.warnings.test_pages import approve, drafted

BETTER = "青石沟溃坝，泥浆已到上村。"


def file(house: House, incident: str, number: int, person: str = OFFICER) -> dict[str, str]:
    """The file is good by the schema; its first words of each name."""
    answer = house.signed_in(person).get(f"/incidents/{incident}/warnings/{number}.cap.xml")
    assert answer.status_code == 200, answer.text
    root = etree.fromstring(answer.content)
    schema().assertValid(root)
    said: dict[str, str] = {}
    for part in root.iter(f"{{{NAMESPACE}}}*"):
        said.setdefault(etree.QName(part).localname, (part.text or "").strip())
    return said


def named(said: dict[str, str]) -> str:
    """How another file refers to this one."""
    return f"{said['sender']},{said['identifier']},{said['sent']}"


def answered(house: House, incident: str, correction: str, **more: object) -> None:
    """The newest warning is answered, and where a second person has to, they approve it."""
    desk = house.services.desk
    newest = list(desk.state(incident).warnings)[-1]
    wrong = {"warning": newest, "correction": correction, **more}
    desk.put(incident, c.CorrectWarning.model_validate(wrong), OFFICER)
    made = list(desk.state(incident).warnings.values())[-1]
    if made.approved_at is None:
        told = c.ApproveWarning(warning=made.id, version=1, mode="real", village_count=2)
        desk.put(incident, told, COMMANDER)


def test_a_corrected_and_then_withdrawn_warning_leaves_three_files_in_a_chain(house: House) -> None:
    incident = drafted(house)
    approve(house, incident)
    first = file(house, incident, 1)
    assert (first["status"], first["msgType"], first["scope"]) == ("Actual", "Alert", "Public")
    assert "references" not in first
    answered(house, incident, "corrected", text=BETTER)
    update = file(house, incident, 2)
    assert (update["msgType"], update["description"]) == ("Update", BETTER)
    assert update["references"] == named(first)
    assert file(house, incident, 1) == first, "the file of what was answered stays"
    answered(house, incident, "false_alarm", text="刚才的预警是误发。")
    cancel = file(house, incident, 3)
    assert (cancel["status"], cancel["msgType"]) == ("Actual", "Cancel")
    assert cancel["references"] == named(update)


@pytest.mark.parametrize("correction", ["all_clear", "false_alarm"])
def test_a_withdrawal_names_what_it_withdraws(house: House, correction: str) -> None:
    incident = drafted(house)
    approve(house, incident)
    first = file(house, incident, 1)
    answered(house, incident, correction, text="险情已排除。")
    cancel = file(house, incident, 2)
    assert (cancel["msgType"], cancel["references"]) == ("Cancel", named(first))


def test_a_warning_of_a_drill_is_an_exercise_in_its_file(house: House) -> None:
    incident = drafted(house, PLAYER, "exercise", announcement="昨天广播通知过")
    desk = house.services.desk
    told = c.ApproveWarning(warning="warning-1", version=1, mode="exercise", village_count=2)
    desk.put(incident, told, "wutai-ex-vice-magistrate")
    said = file(house, incident, 1, PLAYER)
    assert (said["status"], said["scope"]) == ("Exercise", "Restricted")
    assert said["restriction"]
    assert said["description"].startswith("【演练】")

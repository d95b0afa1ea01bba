"""The desk lets an exercise ring real telephones: forms, the red strip, the log."""

from __future__ import annotations

from dataclasses import replace
from html import unescape

from incident.desk import Desk
from incident.state import Incident
from notify.arming.keep import Armings
from notify.channel import Capabilities
from runtime.ids import CountedIds
from tests.notify.world import WORLDLY, Scripted
from tests.web.conftest import PLAYER, House

CARRIES: Capabilities = replace(WORLDLY, drills=True)
LEADER = "wutai-ex-vice-magistrate"


def arming_house(house: House) -> House:
    s = house.services
    desk = Desk(
        s.database, s.vault, s.directory, s.shelf, s.clock, CountedIds("a"),
        consequences=[Armings(s.database, s.clock)],
    )  # fmt: skip
    channels = {"twilio": Scripted(capabilities=CARRIES), "email": Scripted(name="email")}
    return House(replace(s, desk=desk, channels=channels), house.clock)


def test_two_people_arm_it_on_the_pages_and_a_red_strip_says_so(house: House) -> None:
    rings = arming_house(house)
    desk, leader = rings.signed_in(PLAYER), rings.signed_in(LEADER)
    told = {"place": "青石沟", "what": "溃坝", "title": "演练溃坝"}
    path = desk.post("/report", data=told, follow_redirects=False).headers["location"]

    def state() -> Incident:
        return rings.services.desk.state(path.rsplit("/", 1)[1])

    assert "真实手机" not in unescape(desk.get(f"{path}?wall").text)
    form = unescape(desk.get(f"{path}/do/ArmExercise").text)
    assert 'value="twilio"' in form
    assert 'value="email"' not in form, "it does not carry exercises"
    asked = {"persons": [PLAYER], "channels": ["twilio"], "minutes": "60", "reason": "检验短信"}
    answer = desk.post(f"{path}/do/ArmExercise", data=asked, follow_redirects=False)
    assert answer.status_code == 303, unescape(answer.text)
    assert "待另一人确认" in unescape(desk.get(path).text)
    sure = {"arming": "arming-1", "person_count": "1"}
    alone = desk.post(f"{path}/do/ConfirmArming", data=sure)
    assert alone.status_code in (403, 409)
    answer = leader.post(f"{path}/do/ConfirmArming", data=sure, follow_redirects=False)
    assert answer.status_code == 303, unescape(answer.text)
    for page in (desk.get(path), leader.get(path), desk.get(f"{path}?wall")):
        assert "演练短信将发到真实手机：1人，至" in unescape(page.text)
    arming = state().arming
    assert arming is not None
    assert arming.in_force
    done = desk.post(f"{path}/do/Disarm", data={"arming": "arming-1"}, follow_redirects=False)
    assert done.status_code == 303
    assert "演练短信将发到真实手机" not in unescape(desk.get(f"{path}?wall").text)
    assert "停止第1号演练实发" in unescape(desk.get(path).text)

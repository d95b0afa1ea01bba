"""A drill's signed link beside a real accident's, both on one telephone: each answers and orders in
its own incident, and nobody can take the one for the other."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from html import unescape

import pytest
from sqlalchemy import insert

from incident import commands as c
from incident.desk import Desk
from notify.arming.keep import Armings
from notify.channels.calls.channel import TelephoneList
from notify.channels.simulated.channel import SimulatedPhones
from notify.consequences import intents
from notify.engine import AlertEngine
from notify.routes import Routes
from registry.tables import ContactRow
from runtime.ids import CountedIds
from tests.notify.world import WORLDLY, Scripted
from tests.web.conftest import COMMANDER, OFFICER, PLAYER, House
from tests.web.test_links import DIRECTOR, PUBLIC, Told, press

EX_COMMANDER, EX_DIRECTOR = "wutai-ex-vice-magistrate", "wutai-ex-emergency-head"
ONE_TELEPHONE = "+15555550161"
"""The magistrate's own, which stands in the exercise's roster too."""


@dataclass
class Beside(Told):
    """A house in which an exercise may ring telephones, by a provider without replies."""

    drill: str = ""
    real: str = ""

    def run(self) -> None:
        s = self.house.services
        channels = (
            SimulatedPhones(s.database, s.clock),
            TelephoneList(s.database, s.clock),
            self.provider,
        )
        routes = Routes({channel.name: channel for channel in channels})
        engine = AlertEngine(
            s.database, s.directory, s.vault, s.desk.put, s.shelf.get,
            routes, s.clock, s.ids, base_url=PUBLIC,
        )  # fmt: skip
        self.step(engine)

    def open_as(self, mode: str, by: str, title: str) -> str:
        report = c.ReportIncident(mode=mode, place="东台沟", what="溃坝", title=title)  # type: ignore[arg-type]
        return self.house.services.desk.open(report, by, "wutai").incident

    def propose(self, incident: str, by: str) -> None:
        self.house.services.desk.put(incident, c.Propose(action="start", level=2), by)
        self.run()

    def became(self, incident: str) -> tuple[int | None, Mapping[str, str]]:
        """The level of a response, and what was answered by whom."""
        state = self.house.services.desk.state(incident)
        return state.level, {who: given.answer for (_, who), given in state.answers.items()}

    def heads(self) -> dict[str, int]:
        """How far each log has come."""
        desk = self.house.services.desk
        return {one: desk.state(one).seq for one in (self.drill, self.real)}


@pytest.fixture
def beside(house: House) -> Beside:
    """The drill has asked its commander for the order by a real telephone when the dam breaks; the
    real commander, whose telephone it is, is then asked for theirs."""
    s = house.services
    with s.database.write() as connection:
        for person, mode in ((COMMANDER, "real"), (EX_COMMANDER, "exercise")):
            ref = f"{person}.own"
            s.vault.seal_many(connection, person, {ref: ONE_TELEPHONE})
            row = {
                "id": ref, "jurisdiction": "wutai", "mode": mode, "person_id": person,
                "kind": "mobile", "address_ref": ref, "rank": 0,
            }  # fmt: skip
            connection.execute(insert(ContactRow), row)
    ids = CountedIds("k")
    desk = Desk(
        s.database, s.vault, s.directory, s.shelf, s.clock, ids,
        consequences=[Armings(s.database, s.clock), intents],
    )  # fmt: skip
    provider = Scripted(capabilities=replace(WORLDLY, drills=True, by_parts=True))
    settings = s.settings.model_copy(update={"base_url": PUBLIC})
    services = replace(s, desk=desk, ids=ids, settings=settings, channels={provider.name: provider})
    told = Beside(House(services, house.clock), provider)
    told.drill = told.open_as("exercise", PLAYER, "演练溃坝")
    ask = c.ArmExercise(
        persons=(EX_COMMANDER,), channels=("twilio",), minutes=60, reason="检验短信"
    )
    desk.put(told.drill, ask, PLAYER)
    desk.put(told.drill, c.ConfirmArming(arming="arming-1", person_count=1), EX_COMMANDER)
    told.propose(told.drill, EX_DIRECTOR)
    told.real = told.open_as("real", OFFICER, "夜间溃坝")
    told.propose(told.real, DIRECTOR)
    return told


def page(beside: Beside, link: str) -> str:
    got = beside.browser().get(link)
    assert got.status_code == 200, got.text
    return unescape(got.text)


def both(beside: Beside) -> tuple[str, str]:
    """The link that asks for the order in the drill, and the real one; both on one telephone."""
    asked = [m for m in beside.provider.sent if "【请审定】" in m.text]
    assert {m.address for m in asked if m.person in (COMMANDER, EX_COMMANDER)} == {ONE_TELEPHONE}
    drill, real = beside.link(EX_COMMANDER, "【请审定】"), beside.link(COMMANDER, "【请审定】")
    assert drill != real
    return drill, real


def test_the_page_of_a_drills_link_says_so_at_both_ends_and_the_real_one_nowhere(
    beside: Beside,
) -> None:
    drill, real = both(beside)
    (shown,) = re.findall(r"<main>.*</main>", page(beside, drill), re.DOTALL)
    words = [line for line in re.sub(r"<[^>]+>", "\n", shown).splitlines() if line.strip()]
    assert (words[0], words[-1]) == ("演练", "演练")
    (message,) = re.findall(r'<p class="message">(.*?)</p>', shown, re.DOTALL)
    assert message.startswith("【演练】")
    assert message.endswith("【演练】")
    assert '<body class="exercise">' in page(beside, drill)
    assert "演练" not in page(beside, real)
    assert '<body class="">' in page(beside, real)


def test_each_link_answers_in_its_own_incident_alone(beside: Beside) -> None:
    drill, real = both(beside)
    before = beside.heads()
    for link in (drill, real):
        page(beside, link)
    assert beside.heads() == before, "looking changes nothing"
    assert press(beside.browser(), drill, "declined")[0] == 200
    assert beside.became(beside.drill) == (None, {EX_COMMANDER: "declined"})
    assert beside.became(beside.real) == (None, {})
    assert beside.heads()[beside.real] == before[beside.real]
    after = beside.heads()
    assert press(beside.browser(), real, "on_the_way")[0] == 200
    assert beside.became(beside.real) == (None, {COMMANDER: "on_the_way"})
    assert beside.became(beside.drill) == (None, {EX_COMMANDER: "declined"})
    assert beside.heads()[beside.drill] == after[beside.drill]


@pytest.mark.parametrize("first", ["drill", "real"])
def test_the_order_of_one_never_starts_the_other(beside: Beside, first: str) -> None:
    links = dict(zip(("drill", "real"), both(beside), strict=True))
    incidents = {"drill": beside.drill, "real": beside.real}
    second = "real" if first == "drill" else "drill"
    reads = {"drill": "这是演练", "real": "这是实战"}
    before = beside.heads()
    for which in (first, second):
        _, back = press(beside.browser(), links[which], "start")
        assert reads[which] in unescape(back)
        assert reads["real" if which == "drill" else "drill"] not in unescape(back)
    assert beside.heads() == before, "reading back starts nothing"
    _, done = press(beside.browser(), links[first], "start-now")
    assert "已按您的指令启动" in unescape(done)
    assert beside.became(incidents[first])[0] == 2
    assert beside.became(incidents[second]) == (None, {})
    assert beside.heads()[incidents[second]] == before[incidents[second]]
    again, why = press(beside.browser(), links[first], "start-now")
    assert (again, beside.became(incidents[second])[0]) == (409, None), why
    _, done = press(beside.browser(), links[second], "start-now")
    assert "已按您的指令启动" in unescape(done)
    assert beside.became(incidents[second])[0] == 2


def test_a_signature_of_the_real_message_opens_nothing_of_the_drill(beside: Beside) -> None:
    drill, real = both(beside)
    (name, signed), (other, others) = drill.rsplit("-", 1), real.rsplit("-", 1)
    before = beside.heads()
    for mixed in (f"{name}-{others}", f"{other}-{signed}"):
        assert press(beside.browser(), mixed, "start-now")[0] == 403
    assert beside.heads() == before

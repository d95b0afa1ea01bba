"""Before a message goes out its page says which real telephones a drill rings, and what goes along
because it waits for the same person."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Callable
from dataclasses import dataclass, replace

from sqlalchemy import insert
from starlette.testclient import TestClient

from incident import commands as c
from incident.desk import Desk
from notify.arming.keep import Armings
from notify.channel import Channel
from notify.channels.simulated.channel import SimulatedPhones
from notify.consequences import intents
from notify.engine import AlertEngine
from notify.price import read_price
from notify.routes import Routes
from registry.tables import ContactRow
from tests.at_rest import at_rest
from tests.notify.arming.night import NUMBERS, provider
from tests.web.conftest import OFFICER, PLAYER, House
from tests.web.notices.test_preview import LEADER, WORDS, write

Report = Callable[[TestClient], str]
EX_LEADER = "wutai-ex-vice-magistrate"


@dataclass(frozen=True)
class Rung:
    """A program with a provider of short messages, and its engine."""

    house: House
    engine: AlertEngine

    def put(self, path: str, command: c.Command, person: str) -> None:
        self.house.services.desk.put(path.rsplit("/", 1)[1], command, person)
        self.run()

    def run(self) -> None:
        asyncio.run(at_rest(self.engine))


def rung_by(house: House, *more: Channel) -> Rung:
    s = house.services
    desk = Desk(
        s.database, s.vault, s.directory, s.shelf, s.clock, s.ids,
        consequences=[intents, Armings(s.database, s.clock)],
    )  # fmt: skip
    every: tuple[Channel, ...] = (SimulatedPhones(s.database, s.clock), *more)
    channels = {channel.name: channel for channel in every}
    ways = Routes(channels)
    engine = AlertEngine(
        s.database, s.directory, s.vault, desk.put, s.shelf.get, ways, s.clock, s.ids
    )
    services = replace(s, desk=desk, channels=channels, ways=ways)
    return Rung(House(services, house.clock), engine)


def with_telephone(house: House, person: str) -> None:
    """A real number for somebody of the exercise's roster, behind the simulated one."""
    vault, number = house.services.vault, next(iter(NUMBERS.values()))
    with house.services.database.write() as connection:
        vault.seal_many(connection, person, {f"{person}.real": number})
        row = {
            "id": f"{person}.real", "jurisdiction": "wutai", "mode": "exercise",
            "person_id": person, "kind": "mobile", "address_ref": f"{person}.real", "rank": 9,
        }  # fmt: skip
        connection.execute(insert(ContactRow), row)


def drill_of(client: TestClient) -> str:
    report = {"place": "青石沟", "what": "溃坝", "title": "桌面演练", "mode": "exercise"}
    answer = client.post("/report", data=report, follow_redirects=False)
    return answer.headers["location"]


def arm(rung: Rung, path: str) -> None:
    """The leader's telephone, by two people."""
    ask = c.ArmExercise(persons=(EX_LEADER,), channels=("twilio",), minutes=60, reason="检验")
    rung.put(path, ask, PLAYER)
    rung.put(path, c.ConfirmArming(arming="arming-1", person_count=1), EX_LEADER)


def test_a_drill_names_the_armed_and_says_that_the_others_are_simulated(house: House) -> None:
    rung = rung_by(house, provider())
    with_telephone(house, EX_LEADER)
    client = rung.house.signed_in(PLAYER)
    path = drill_of(client)
    _, page = write(client, path)
    assert "未开通演练实发：只发模拟手机，不发真实手机。" in page
    arm(rung, path)
    _, page = write(client, path)
    assert "未开通演练实发" not in page
    named = re.search(r"演练实发：1人的真实手机会收到：(.*?)。其余的人只发模拟手机。", page)
    assert named
    assert "分管副县长" in named[1]
    (said,) = re.findall(r'<blockquote class="words">(.*?)</blockquote>', page, flags=re.DOTALL)
    assert said.startswith("【演练】")
    assert said.endswith("【演练】")


def test_what_waits_for_the_same_person_is_shown_in_the_text_and_counted(
    house: House, reported: Report
) -> None:
    rung = rung_by(house)
    client = rung.house.signed_in()
    path = reported(client)
    rung.run()
    for words in (WORDS, "带急救箱"):
        rung.put(path, c.SendNotice(posts=("vice_magistrate",), words=words), OFFICER)
    _, page = write(client, path, "再带担架")
    assert f"1人有待发内容，与本条并成一条发出：{LEADER}。" in page
    assert "含待发2项" in page
    (said,) = re.findall(r'<blockquote class="words">(.*?)</blockquote>', page, flags=re.DOTALL)
    assert said.index("带急救箱") < said.index("再带担架")


def test_the_price_of_the_armed_telephones_is_said_with_its_currency(house: House) -> None:
    rung = rung_by(house, provider())
    with_telephone(house, EX_LEADER)
    client = rung.house.signed_in(PLAYER)
    path = drill_of(client)
    assert "价格" in write(client, path)[1]
    assert "价格不详" not in write(client, path)[1], "what stays inside costs nobody anything"
    arm(rung, path)
    _, page = write(client, path)
    assert "价格不详" in page
    assert "已知合计" not in page
    s, ways = rung.house.services, rung.house.services.ways
    assert ways is not None
    priced = replace(ways, prices={"twilio": read_price("0.05 USD")})
    _, page = write(House(replace(s, ways=priced), house.clock).signed_in(PLAYER), path)
    parts = int(re.findall(r"短信合计(\d+)条", page)[0])
    assert f"已知合计：{parts * 5 / 100:g} USD。" in page
    assert "价格不详" not in page

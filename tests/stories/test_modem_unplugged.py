"""The modem is pulled out in the night: the gateway takes over, and the desk sees why."""

from __future__ import annotations

import asyncio
import re
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from app.channels.closing import close_all
from app.compose import Program, compose
from app.web import services_of
from incident import commands as c
from notify.failurewords import reason
from registry.load import SAMPLE, load_county
from registry.store import store_county
from runtime.clock import ManualClock
from runtime.ids import CountedIds
from runtime.settings import Settings
from tests.at_rest import at_rest
from tests.fakes.modem import FakeModem, on_pty
from tests.fakes.tencent import APP_ID, SECRET_ID, SECRET_KEY, SIGNATURE, FakeTencent
from tests.fakes.tencent import running as gateway_running
from tests.stories.program import START
from web.access import issue_link
from web.app import create_app

HEAD = "+8610000000001"
"""The number of the head of mine rescue, who is told once of every report."""
TEMPLATE, WORDS = "100009", "尾矿库险情，请立即联系值班室。"
HOST = "http://testserver"


@dataclass
class Line:
    program: Program
    clock: ManualClock
    modem: FakeModem
    gateway: FakeTencent
    runner: asyncio.Runner

    def holder(self, post: str) -> str:
        with self.program.database.read() as connection:
            held = self.program.directory.holders(
                connection, "wutai", "real", post, self.clock.now()
            )
        return held[0].person_id

    def report(self) -> None:
        command = c.ReportIncident(place="青石沟", what="坝体溃决")
        self.program.desk.open(command, self.holder("duty_officer"), "wutai")

    def send(self, **later: float) -> None:
        self.clock.forward(timedelta(**later))
        self.runner.run(at_rest(self.program.alerts))

    def page(self) -> str:
        client = TestClient(
            create_app(services_of(self.program)), base_url=HOST, headers={"origin": HOST}
        )
        with self.program.database.write() as connection:
            secret = issue_link(connection, self.holder("duty_officer"), self.clock.now())
        client.post(f"/enter/{secret}")
        answer = client.get("/duty/channels")
        assert answer.status_code == 200
        return answer.text


@pytest.fixture
def line(tmp_path: Path, database_url: str) -> Iterator[Line]:
    """The program with a modem first and the gateway second, by the profile for the mainland."""
    clock, data = ManualClock(START), tmp_path / "data"
    data.mkdir()
    (data / "key").write_text(SECRET_KEY, encoding="utf-8")
    (data / "key").chmod(0o600)
    with on_pty(FakeModem()) as modem, gateway_running() as gateway, asyncio.Runner() as runner:
        gateway.texts[TEMPLATE] = WORDS
        gateway.phones.now_s = lambda: clock.now().timestamp()
        (data / "channels.yaml").write_text(
            f"""profile: china
modems:
  - port: {modem.url}
tencent:
  secret_id: {SECRET_ID}
  secret_key_file: key
  sdk_app_id: "{APP_ID}"
  signature: {SIGNATURE}
  default: {{id: "{TEMPLATE}", text: {WORDS}}}
  base_url: {gateway.url}
""",
            encoding="utf-8",
        )
        settings = Settings(data=data, database_url=database_url)
        program = compose(settings, clock=clock, ids=CountedIds("t"))
        try:
            told = Line(program, clock, modem, gateway, runner)
            give_number(told, tmp_path / "county")
            yield told
            runner.run(close_all(program.channels.values()))
        finally:
            program.close()


def give_number(line: Line, folder: Path) -> None:
    """The head of mine rescue has a mobile telephone, all others none."""
    shutil.copytree(SAMPLE, folder)
    head, real = line.holder("mine_rescue_head"), folder / "real.yaml"
    text, count = re.subn(
        rf"(id: {head}\b.*?)\{{kind: sim, address: \"sim:\d+\"\}}",
        rf'\1{{kind: mobile, address: "{HEAD}"}}',
        real.read_text(encoding="utf-8"),
        count=1,
        flags=re.DOTALL,
    )
    assert count == 1
    real.write_text(text, encoding="utf-8")
    with line.program.database.write() as connection:
        store_county(connection, line.program.vault, load_county(folder), line.clock)


def test_the_gateway_takes_over_within_30_seconds_and_the_desk_sees_why(line: Line) -> None:
    line.report()
    line.send()
    assert {taken.part.number.lstrip("+") for taken in line.modem.taken} == {HEAD.lstrip("+")}
    assert line.gateway.phones.taken == []
    before = line.page()
    assert "modem" in before

    line.clock.forward(timedelta(minutes=5))
    sent = len(line.modem.taken)
    line.modem.faults += ["unplug_before"] * 10
    line.modem.unplug()
    line.report()
    began = line.clock.now()
    line.send()
    while not line.gateway.phones.taken and line.clock.now() - began < timedelta(seconds=30):
        line.send(seconds=1)
    assert [taken.number for taken in line.gateway.phones.taken] == [HEAD]
    assert line.clock.now() - began <= timedelta(seconds=30)
    assert len(line.modem.taken) == sent
    assert line.modem.reached["unplug"]

    shown = line.page().partition('id="channel-modem"')[2].partition("</article>")[0]
    assert 'class="vacant"' in shown
    assert reason("modem", "no_modem").say("zh") in shown

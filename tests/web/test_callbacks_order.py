"""A commander is called, hears what is proposed, and keys in the order; the vendor is a small one
that hears the markup and presses the keys."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import urlsplit

import pytest
from pydantic import SecretStr
from starlette.testclient import TestClient

from notify.channels.twilio import spoken
from notify.channels.twilio.voice import ORDER_PATH, STATUS_PATH, keys_url
from runtime.database import Database
from runtime.settings import Settings
from tests.fakes.twilio_calls import Call, Form
from tests.fakes.twilio_server import TOKEN, Report
from tests.notify.answers.test_voice import Ringing
from tests.notify.answers.test_voice import ringing as ringing  # noqa: PLC0414 - a fixture
from tests.notify.test_answers import COMMANDERS_PHONE
from tests.notify.world import World, make_world
from tests.web.conftest import ROOT
from web.app import create_app
from web.callbacks import WRONG_KEYS
from web.services import Services

PUBLIC = "https://county.example"


@pytest.fixture
def world(database: Database) -> Iterator[World]:
    made = make_world(database)
    yield made
    made.close()


class Commander:
    """The call to the commander, who has the message with the figures before them."""

    def __init__(self, ringing: Ringing) -> None:
        self.ringing = ringing
        self.incident = ringing.proposed()
        world = ringing.line.world
        settings = Settings(data=ROOT, base_url=PUBLIC, twilio_auth_token=SecretStr(TOKEN))
        services = Services(
            desk=world.desk, database=world.database, vault=world.vault,
            directory=world.directory, shelf=world.shelf, clock=world.clock, ids=world.ids,
            settings=settings, incoming=lambda _, items: ringing.line.engine.inbox.keep(
                "voice", items
            ),
        )  # fmt: skip
        self.client = TestClient(create_app(services), base_url="http://inside:8000")
        markup = spoken.message(ringing.heard(), keys_url(PUBLIC, "zh", 0))
        status = ("StatusCallback", f"{PUBLIC}{STATUS_PATH}?attempt=att-1")
        form = Form([("To", COMMANDERS_PHONE), ("Twiml", markup), status])
        self.call = Call(ringing.call(), form)

    def post(self, told: Report) -> str:
        parts = urlsplit(told.url)
        headers = {"X-Twilio-Signature": told.signature}
        answer = self.client.post(f"{parts.path}?{parts.query}", data=told.form, headers=headers)
        assert answer.status_code == 200
        return answer.text

    def press(self, keys: str) -> list[Report]:
        """Pick up and press; then what came back is taken."""
        self.call.hung_up = False
        posted = self.call.picked_up(keys, self.post)
        self.ringing.line.world.forward(1)
        self.ringing.line.world.run(self.ringing.line.engine)
        return posted

    def heard(self) -> list[str]:
        return [words for _, words in self.call.heard]

    def level(self) -> int | None:
        return self.ringing.line.world.desk.state(self.incident).level


@pytest.fixture
def commander(ringing: Ringing) -> Commander:
    return Commander(ringing)


def test_the_commander_orders_the_start_in_a_call(commander: Commander) -> None:
    figures = commander.ringing.figures()
    posted = commander.press(f"5{figures}#")
    assert any("您将下达指令：启动二级响应" in said for said in commander.heard())
    assert commander.heard()[-1] == spoken.ORDER_KEPT["zh"]
    assert commander.call.hung_up
    assert commander.level() == 2
    assert not any(figures in report.url for report in posted), "addresses are written to logs"
    assert urlsplit(posted[-1].url).path == ORDER_PATH


@pytest.mark.parametrize("keys", ["", "5"])
def test_who_hangs_up_or_says_nothing_orders_nothing(commander: Commander, keys: str) -> None:
    commander.press(keys)
    assert commander.call.hung_up
    assert commander.level() is None
    assert commander.ringing.line.world.rows("SELECT id FROM inbound") == []


def test_figures_without_the_key_that_confirms_them_order_nothing(commander: Commander) -> None:
    figures = commander.ringing.figures()
    commander.press(f"5{figures}")
    assert spoken.NO_ORDER["zh"] in commander.heard()
    assert commander.level() is None
    commander.press("5" + "1234567" * WRONG_KEYS)
    assert commander.call.hung_up
    assert commander.ringing.line.world.rows("SELECT id FROM inbound") == [], "none was a try"
    commander.press(f"5{figures}#")
    assert commander.level() == 2


def test_without_an_order_the_key_means_nothing(commander: Commander) -> None:
    """The response was started meanwhile by the figures of the message."""
    ringing = commander.ringing
    assert ringing.line.write(COMMANDERS_PHONE, f"启动 {ringing.figures()}") == "started"
    commander.press("5")
    assert commander.heard()[-1] != spoken.ORDER_KEPT["zh"]
    assert spoken.NOT_A_KEY["zh"] in commander.heard()
    late = commander.call.pressed(f"{PUBLIC}{ORDER_PATH}?speaks=zh&wrong=0", "12")
    assert "<Gather" not in commander.post(late)


def test_a_message_meant_for_reading_is_read_out_without_its_figures() -> None:
    """A message that failed on its way goes by a call, and a voicemail may pick up."""
    told = "【请审定】县城：请批准启动二级响应，涉及123456人。"
    text = f"{told}\n从这里启动请回复“启动 654321”（30分钟内）"
    assert spoken.without_figures(text) == told
    assert "654321" not in spoken.message(text, keys_url(PUBLIC, "zh", 0))
    english = 'Approve level 2?\nTo start it from here, reply "start 654321" within 30 min'
    assert spoken.without_figures(english) == "Approve level 2?"

"""The small modem itself: it refuses what a modem refuses, and nothing comes before its time."""

from __future__ import annotations

import pytest

from tests.fakes.modem import FakeModem, submitted

HELLO = "0031000B916407281553F80000AA0AE8329BFD4697D9EC37"


class Line:
    """The computer's end."""

    def __init__(self, fake: FakeModem) -> None:
        self._fake = fake
        self._got = b""
        self.cut = False
        fake.connect(self._take, self._break)

    def say(self, text: str) -> str:
        """Send, and give all that came back since the last time."""
        self._fake.feed(text.encode())
        return self.heard()

    def heard(self) -> str:
        got, self._got = self._got, b""
        return got.decode("ascii", "replace")

    def _take(self, data: bytes) -> None:
        self._got += data

    def _break(self) -> None:
        self.cut = True


@pytest.fixture
def fake() -> FakeModem:
    return FakeModem()


def test_it_echoes_until_told_not_to(fake: FakeModem) -> None:
    line = Line(fake)
    assert line.say("AT\r") == "AT\r\r\nOK\r\n"
    line.say("ATE0\r")
    assert line.say("AT\r") == "\r\nOK\r\n"
    assert line.say("AT+NONSENSE\r") == "\r\nERROR\r\n"


def test_a_published_message_is_taken_and_reported(fake: FakeModem) -> None:
    line = Line(fake)
    line.say("ATE0\r")
    assert line.say("AT+CMGS=23\r") == "\r\n> "
    answer = line.say(HELLO + "\x1a")
    assert answer == '\r\n+CMGS: 1\r\n\r\nOK\r\n\r\n+CDSI: "SR",1\r\n'
    assert fake.taken[0].part == submitted(HELLO)
    assert (submitted(HELLO).number, submitted(HELLO).text) == ("+46708251358", "hellohello")


def test_escape_ends_a_message_unsent(fake: FakeModem) -> None:
    line = Line(fake)
    line.say("ATE0\rAT+CMGS=23\r" + HELLO + "\x1b")
    assert line.say("AT\r") == "\r\nOK\r\n"
    assert fake.taken == []


def test_late_reports_come_when_time_passes(fake: FakeModem) -> None:
    fake.reports = "late"
    line = Line(fake)
    line.say("AT+CMGS=23\r" + HELLO + "\x1a")
    assert fake.stored["SR"] == {}
    fake.forward(60)
    assert len(fake.stored["SR"]) == 1


def test_faults_are_for_one_message_and_counted(fake: FakeModem) -> None:
    fake.faults += [38, "unplug_after"]
    line = Line(fake)
    assert "+CMS ERROR: 38" in line.say("AT+CMGS=23\r" + HELLO + "\x1a")
    assert "+CMGS:" not in line.say("AT+CMGS=23\r" + HELLO + "\x1a").replace("AT+CMGS=", "")
    assert line.cut
    assert fake.reached["38"] == fake.reached["unplug_after"] == 1


def test_a_locked_sim_takes_no_message(fake: FakeModem) -> None:
    fake.pin = "1234"
    line = Line(fake)
    assert "+CMS ERROR: 311" in line.say("AT+CMGS=23\r")
    assert "+CME ERROR: 16" in line.say('AT+CPIN="1111"\r')
    assert "OK" in line.say('AT+CPIN="1234"\r')
    assert "> " in line.say("AT+CMGS=23\r")

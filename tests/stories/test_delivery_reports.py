"""An alert goes out to the SMS provider, and its delivery reports come back over HTTP.

The program, its web application and the provider run for real, on ports of their own; only the
provider is a small one that follows the published description.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

import httpx
import pytest
from pydantic import SecretStr
from sqlalchemy import text
from starlette.types import ASGIApp, Receive, Scope, Send

from app.compose import Program, compose
from app.web import services_of
from incident.commands import ReportIncident
from notify.channels.twilio.channel import STATUS_PATH, Twilio
from registry.load import SAMPLE, load_county
from registry.schema import Contact
from registry.store import store_county
from runtime.clock import ManualClock
from runtime.ids import CountedIds
from runtime.settings import Settings
from tests.at_rest import at_rest
from tests.fakes.twilio_server import SENDER, SID, TOKEN, FakeTwilio, running, serve, sign
from tests.stories.program import START
from web.app import create_app
from web.bodies import BODY_LIMIT

PUBLIC = "https://county.example"
"""The address that a proxy serves; the program itself listens elsewhere."""

Row = Mapping[str, object]


@dataclass
class Door:
    """Where the program listens before it is made: its settings name this very address."""

    app: ASGIApp | None = None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        assert self.app is not None
        await self.app(scope, receive, send)


@dataclass
class Line:
    """The program and the provider, joined by HTTP."""

    program: Program
    fake: FakeTwilio
    local: str
    """The address at which the program listens."""
    incident: str = ""

    def alert(self) -> None:
        """A report comes in at night; its alerts go out."""
        with self.program.database.read() as connection:
            held = self.program.directory.holders(
                connection, "wutai", "real", "duty_officer", self.program.clock.now()
            )
        command = ReportIncident(place="青石沟", what="坝体溃决")
        self.incident = self.program.desk.open(command, held[0].person_id, "wutai").incident
        asyncio.run(self._send())

    async def _send(self) -> None:
        await at_rest(self.program.alerts)
        channel = self.program.routes.channels[Twilio.name]
        assert isinstance(channel, Twilio)
        await channel.close()

    def rows(self, query: str) -> list[Row]:
        with self.program.database.read() as connection:
            return [dict(row) for row in connection.execute(text(query)).mappings()]

    def status(self, number: int = 0) -> str:
        """How one of the provider's messages stands here."""
        sid = self.fake.taken[number].sid
        rows = self.rows("SELECT provider_id, status FROM attempt WHERE channel = 'twilio'")
        (status,) = (row["status"] for row in rows if row["provider_id"] == sid)
        return str(status)

    def state(self) -> tuple[list[Row], list[Row], list[Row], list[Row]]:
        """Everything that a delivery report could have changed."""
        return (
            self.rows("SELECT * FROM attempt ORDER BY id"),
            self.rows("SELECT * FROM receipt ORDER BY attempt, status"),
            self.rows("SELECT * FROM call_entry ORDER BY id"),
            self.rows("SELECT incident, seq, hash FROM event ORDER BY incident, seq"),
        )

    def post(self, url: str, form: Mapping[str, str], signature: str | None, **headers: str) -> int:
        """What somebody sends to the place where the program listens; the answer's status."""
        parts = urlsplit(url)
        signed = {} if signature is None else {"X-Twilio-Signature": signature}
        there = f"{self.local}{parts.path}" + (f"?{parts.query}" if parts.query else "")
        return httpx.post(there, data=dict(form), headers={**headers, **signed}).status_code


@contextmanager
def line_at(folder: Path, database_url: str, public: str | None) -> Iterator[Line]:
    """The program behind ``public``, or at the address at which it listens itself."""
    door = Door()
    with running() as fake, serve(door) as local:
        settings = Settings(
            data=folder,
            database_url=database_url,
            base_url=public or local,
            twilio_account_sid=SID,
            twilio_auth_token=SecretStr(TOKEN),
            twilio_from_number=SENDER,
            twilio_base_url=fake.url,
        )
        program = compose(settings, clock=ManualClock(START), ids=CountedIds("t"))
        try:
            give_telephones(program)
            door.app = create_app(services_of(program))
            yield Line(program, fake, local)
        finally:
            program.close()


def give_telephones(program: Program) -> None:
    """Everybody of the sample county gets a number of the range that is kept for fiction."""
    county = load_county(SAMPLE)
    people = tuple(
        person.model_copy(
            update={"contacts": (Contact(kind="mobile", address=f"+155555501{n:02d}"),)}
        )
        for n, person in enumerate(county.real.people)
    )
    real = county.real.model_copy(update={"people": people})
    with program.database.write() as connection:
        changed = county.model_copy(update={"real": real})
        store_county(connection, program.vault, changed, program.clock)


@pytest.fixture
def line(database_url: str, tmp_path: Path) -> Iterator[Line]:
    """The program at its own address, its alerts on a report accepted by the provider."""
    with line_at(tmp_path / "data", database_url, None) as made:
        made.alert()
        assert (made.status(0), made.status(1)) == ("accepted", "accepted")
        yield made


def test_an_alert_is_sent_and_its_delivery_comes_back(line: Line) -> None:
    message = line.fake.taken[0]
    assert "青石沟" in message.body
    assert message.callback is not None
    assert message.callback.startswith(f"{line.local}{STATUS_PATH}?attempt=")
    assert line.fake.post_report(0, "sent") == [204]
    assert line.status() == "accepted"
    assert line.fake.post_report(0, "delivered") == [204]
    assert (line.status(0), line.status(1)) == ("delivered", "accepted")
    assert line.program.desk.state(line.incident).answers == {}, "delivered is not acknowledged"


def test_a_forged_report_is_refused_and_changes_nothing(line: Line) -> None:
    before = line.state()
    url, form, _ = line.fake.report(0, "delivered")
    assert line.fake.post_report(0, "delivered", forged=True) == [403]
    for signature in (None, "", "x", sign(url, form, "another-token"), sign(url, {})):
        assert line.post(url, form, signature) == 403
    assert line.post(url, {**form, "MessageStatus": "failed"}, sign(url, form)) == 403
    assert line.state() == before


def test_a_report_for_another_address_is_refused_and_changes_nothing(line: Line) -> None:
    before = line.state()
    url, form, signature = line.fake.report(0, "delivered")
    other = line.fake.report(1, "delivered").url
    assert line.post(other, form, signature) == 403, "signed for one message, sent for another"
    assert line.post(f"{url}&more=1", form, signature) == 403
    assert line.post(url.partition("?")[0], form, signature) == 403
    elsewhere = url.replace(line.local, "http://elsewhere.example")
    assert line.post(url, form, sign(elsewhere, form)) == 403
    lost = url.replace(STATUS_PATH, f"{STATUS_PATH}/more")
    assert line.post(lost, form, sign(lost, form)) in (404, 405)
    assert line.state() == before


def test_a_report_on_a_message_that_is_not_ours_is_refused(line: Line) -> None:
    before = line.state()
    url = f"{line.local}{STATUS_PATH}?attempt=none"
    form = {"MessageSid": "SM-none", "MessageStatus": "delivered"}
    assert line.post(url, form, sign(url, form)) == 404
    assert line.state() == before


def test_a_replayed_report_is_heard_and_changes_nothing(line: Line) -> None:
    """The provider repeats itself until it hears that it was heard; so may anybody who listened."""
    early = line.fake.report(0, "sent")
    assert line.post(*early) == 204
    assert line.fake.post_report(0, "delivered") == [204]
    before = line.state()
    assert line.post(*early) == 204
    assert line.fake.post_report(0, "delivered", times=3) == [204] * 3
    assert line.state() == before
    assert line.status() == "delivered"


def test_an_oversized_report_is_refused_though_signed_and_changes_nothing(line: Line) -> None:
    before = line.state()
    url, form, _ = line.fake.report(0, "delivered")
    swollen = {**form, "Note": "x" * BODY_LIMIT}
    assert line.post(url, swollen, sign(url, swollen)) == 413
    assert line.state() == before


def test_an_uploaded_file_is_no_report(line: Line) -> None:
    before = line.state()
    url, form, signature = line.fake.report(0, "delivered")
    headers = {"X-Twilio-Signature": signature}
    fields = {name: value for name, value in form.items() if name != "MessageStatus"}
    files = {"MessageStatus": ("status.txt", b"delivered")}
    assert httpx.post(url, data=fields, files=files, headers=headers).status_code == 403
    assert line.state() == before


def test_behind_a_proxy_the_setting_alone_says_what_the_public_address_is(
    database_url: str, tmp_path: Path
) -> None:
    with line_at(tmp_path / "data", database_url, PUBLIC) as line:
        line.alert()
        before = line.state()
        url, form, signature = line.fake.report(0, "delivered")
        assert url.startswith(f"{PUBLIC}{STATUS_PATH}?attempt=")
        here = url.replace(PUBLIC, line.local)
        assert line.post(url, form, sign(here, form)) == 403, "signed for where it listens"
        claimed = url.replace(PUBLIC, "https://evil.example")
        headers = {
            "Host": "evil.example",
            "X-Forwarded-Host": "evil.example",
            "X-Forwarded-Proto": "https",
            "Forwarded": "host=evil.example;proto=https",
        }
        assert line.post(url, form, sign(claimed, form), **headers) == 403, "signed for a header"
        assert line.state() == before
        assert line.post(url, form, signature, **headers) == 204, "the proxy's headers say nothing"
        assert line.status() == "delivered"

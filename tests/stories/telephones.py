"""A night at the duty desk with real telephones: messages and calls by the fake Twilio."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from sqlalchemy import text
from starlette.testclient import TestClient

from app.channels.closing import close_all
from app.compose import compose
from app.web import services_of
from incident import commands as c
from notify.channel import Reply
from registry.load import SAMPLE, load_county
from registry.schema import Contact
from registry.store import store_county
from runtime.clock import ManualClock
from runtime.ids import CountedIds
from runtime.settings import Settings
from tests.at_rest import at_rest
from tests.fakes.twilio_server import FakeTwilio, running
from tests.fakes.twilio_signed import SENDER, SID, TOKEN
from tests.stories.program import START, Night
from web.access import issue_link
from web.app import create_app

PUBLIC = "http://county.test"
COMMANDER, DEPUTY = "wutai-vice-magistrate", "wutai-vice-magistrate-2"
HEAD, DUTY = "wutai-emergency-head", "wutai-duty-officer"

NUMBERS: Mapping[str, str] = {
    COMMANDER: "+15555550201",
    DEPUTY: "+15555550202",
    HEAD: "+15555550203",
    DUTY: "+15555550204",
}
"""Who has a telephone; all others of the county are reached by nobody here."""


@dataclass
class Telephones(Night):
    """``fake`` is the provider; whoever has a number may write back."""

    fake: FakeTwilio = field(default_factory=FakeTwilio)
    runner: asyncio.Runner = field(default_factory=asyncio.Runner)
    replies: int = 0

    def send(self) -> None:
        """Until nothing is left to do, and nothing is on its way to the provider."""
        self.runner.run(at_rest(self.program.alerts))

    def texts(self, person: str) -> list[str]:
        """What arrived as a message, oldest first."""
        return [m.body for m in self.fake.taken if m.to == NUMBERS[person]]

    def calls(self, person: str) -> int:
        """How often the telephone rang."""
        return sum(call.form["To"] == NUMBERS[person] for call in self.fake.calls)

    def writes(self, person: str, words: str) -> None:
        """Somebody writes back, and it is taken at once."""
        self.keeps(person, words)
        self.send()

    def keeps(self, person: str, words: str) -> None:
        """What somebody writes is kept, as the provider's request leaves it."""
        self.replies += 1
        reply = Reply(f"SM{self.replies}", NUMBERS[person], words)
        self.program.alerts.inbox.keep("twilio", [reply])

    def page(self, path: str) -> str:
        """A page as the duty officer reads it."""
        app = create_app(services_of(self.program))
        client = TestClient(app, base_url=PUBLIC, headers={"origin": PUBLIC})
        with self.program.database.write() as connection:
            secret = issue_link(connection, self.holder("duty_officer"), self.clock.now())
        client.post(f"/enter/{secret}")
        answer = client.get(path)
        assert answer.status_code == 200
        return answer.text

    def became(self) -> list[str | None]:
        """What became of what people wrote, in its order."""
        query = text("SELECT became FROM inbound ORDER BY received_at, id")
        with self.program.database.read() as connection:
            return list(connection.execute(query).scalars())

    def log(self) -> list[str]:
        """The kinds of entries of the present incident."""
        query = text("SELECT type FROM event WHERE incident = :i ORDER BY seq")
        with self.program.database.read() as connection:
            return list(connection.execute(query, {"i": self.incident}).scalars())


def proposed(night: Telephones) -> str:
    """The office asks for level II; gives the key of the alert to the commander."""
    night.report()
    night.send()
    receipt = night.put(c.Propose(action="start", level=2), "emergency_head")
    night.send()
    return f"entry-{receipt.entries[0].seq}"


def secret_in(said: str) -> str:
    """The figures that open the order which a message asks for."""
    found = re.search(r"启动 ?(\d{6})", said)
    assert found, said
    return found[1]


def code_in(said: str) -> str:
    """The figures that bind an answer to its alert."""
    found = re.search(r"收到 (\d\d)", said)
    assert found, said
    return found[1]


@contextmanager
def telephones(folder: Path, database_url: str) -> Iterator[Telephones]:
    """The program with messages first and calls second."""
    data = folder / "data"
    data.mkdir()
    (data / "token").write_text(TOKEN, encoding="utf-8")
    (data / "token").chmod(0o600)
    clock = ManualClock(START)
    with running() as fake, asyncio.Runner() as runner:
        (data / "channels.yaml").write_text(
            f"profile: abroad\ntwilio:\n  account_sid: {SID}\n  auth_token_file: token\n"
            f'  sender: "{SENDER}"\n  two_way: true\n  voice: true\n  base_url: {fake.url}\n',
            encoding="utf-8",
        )
        settings = Settings(data=data, database_url=database_url, base_url=PUBLIC)
        program = compose(settings, clock=clock, ids=CountedIds("t"))
        try:
            county = load_county(SAMPLE)
            people = tuple(
                p.model_copy(
                    update={"contacts": (Contact(kind="mobile", address=NUMBERS[p.id]),)}
                    if p.id in NUMBERS
                    else {}
                )
                for p in county.real.people
            )
            real = county.real.model_copy(update={"people": people})
            with program.database.write() as connection:
                store_county(
                    connection, program.vault, county.model_copy(update={"real": real}), clock
                )
            yield Telephones(program, clock, fake=fake, runner=runner)
            runner.run(close_all(program.channels.values()))
        finally:
            program.close()

"""What comes back to a test of the ways: replies by its own word, and reports of providers.

A test asks for a word and figures of its own, so that nobody acknowledges a real alert by
answering a test, nor the reverse. What could be either is asked back.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from sqlalchemy import Connection, select
from sqlmodel import col

from notify.answers import backs
from notify.answers.asked import LATELY, asked, attempts_to
from notify.answers.courtesy import say_back
from notify.answers.matching import Asked
from notify.answers.reading import read
from notify.answers.telephones import known
from notify.inbox import Inbox, age
from notify.numbers import line
from notify.routes import Routes
from notify.rows import columns
from notify.selftest import STALE
from notify.selftest_send import note
from notify.selftest_words import code_of
from notify.tables import SelfTestRow, SelfTestWordRow
from runtime.database import Database
from runtime.vault import Vault

_WORD = re.compile(r"\W*(?:测试|test)\W*(?:(\d{2})\W*)?", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class SentTest:
    """A test that was handed over to the telephone of a sender."""

    id: str
    person: str
    code: str | None
    at: datetime
    answered: bool


def meant(
    text: str, tests: Sequence[SentTest], alerts: Sequence[Asked]
) -> SentTest | Literal[False] | None:
    """The test that a reply answers, of those to its sender, newest last. None: it is for no test;
    False: it may be for a test or for an alert, and nobody guesses."""
    if word := _WORD.fullmatch(unicodedata.normalize("NFKC", text)):
        named = [one for one in tests if word[1] in (None, one.code)]
        return named[-1] if named and len({one.person for one in named}) == 1 else None
    said = read(text)
    if said.kind != "acknowledged":
        return None
    if said.code is not None:
        owned = said.code in {alert.code for alert in alerts}
        named = [one for one in tests if one.code == said.code]
        return named[-1] if named and not owned else None
    waits = [one for one in tests if not one.answered]
    newer = [one for one in waits if all(one.at > alert.told_at for alert in alerts)]
    if not newer or len({one.person for one in newer}) > 1:
        return None
    return False if any(alert.open for alert in alerts) else newer[-1]


def take_test(
    database: Database,
    vault: Vault,
    inbox: Inbox,
    routes: Routes,
    row: Mapping[Any, Any],
    now: datetime,
) -> bool:
    """Take a reply of the inbox that answers a test, or may; False where it is for no test."""
    if row["provider_id"] is not None:
        return False  # a key pressed in a call is for what the call said
    with database.read() as connection:
        number, text = inbox.words(connection, row)
        tests = tests_to(connection, vault, number, row)
        if not tests:
            return False
        sent = attempts_to(connection, vault, number, row, text)
        alerts = asked(connection, sent)
    test = meant(text, tests, alerts)
    if test is None:
        return False
    with database.write() as connection:
        if isinstance(test, SentTest):
            note(connection, test.id, "answered", row["received_at"])
            inbox.done(connection, row, "acknowledged", person=test.person)
        else:
            newest = sent[-1]
            about = {"person": newest["person"], "incident": newest["incident"]}
            channel = routes.channels.get(newest["channel"])
            back = backs.several([alert for alert in alerts if alert.open])
            code = say_back(connection, vault, channel, newest, back, row, "ambiguous", now)
            inbox.done(connection, row, "ambiguous", **about, code=code)
        database.hint(connection, "inbox")
    return True


def tests_to(
    connection: Connection, vault: Vault, number: str, came: Mapping[Any, Any]
) -> tuple[SentTest, ...]:
    """The tests of the last days that went out to a number before ``came``, oldest first."""
    telephone = known(connection, vault, number)
    rows = connection.execute(
        select(*columns(SelfTestRow), col(SelfTestWordRow.at).label("begun"))
        .join(SelfTestWordRow, col(SelfTestWordRow.test) == col(SelfTestRow.id))
        .where(
            # Written before digests were kept: those of the last days are opened and compared.
            (col(SelfTestRow.address_digest) == telephone)
            | col(SelfTestRow.address_digest).is_(None),
            col(SelfTestRow.at) > age(came) - LATELY - STALE,
            col(SelfTestWordRow.word) == "sending",
            col(SelfTestWordRow.at) > age(came) - LATELY,
            col(SelfTestWordRow.at) <= came["received_at"],
        )
        .order_by(col(SelfTestWordRow.at), col(SelfTestRow.id))
    ).mappings()
    found = rows.all()
    words = vault.unseal(
        connection, [row[ref] for row in found for ref in ("address_ref", "text_ref")]
    )
    home = vault.region
    wanted = line(number, home)
    mine = [row for row in found if line(words[row["address_ref"]] or "", home) == wanted]
    done = select(col(SelfTestWordRow.test)).where(
        col(SelfTestWordRow.word) == "answered",
        col(SelfTestWordRow.test).in_([row["id"] for row in mine]),
    )
    answered = set(connection.execute(done).scalars()) if mine else set()
    return tuple(
        SentTest(
            row["id"], row["person"], code_of(words[row["text_ref"]] or ""), row["begun"],
            row["id"] in answered,
        )
        for row in mine
    )  # fmt: skip

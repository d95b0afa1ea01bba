"""The e-mail adapter against a small relay that answers by script."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from notify.channel import Accepted, Message, Outcome, Permanent, Temporary, Unknown
from notify.channels.email.channel import Email, outcome_of
from notify.channels.email.letter import PLAIN, SUBJECT_CHARS, is_address, letter
from runtime.clock import ManualClock
from tests.fakes.smtp import PASSWORD, USER, FakeRelay, free_port, running

NOW = datetime(2024, 6, 1, 4, 30, tzinfo=UTC)
SENDER, TO = "duty@bureau.test", "chief@county.test"
TEXT = "尾矿库险情：请立即到指挥部。\n请以“总指挥”身份处理。\n.\n一行"


def message(**changes: Any) -> Message:
    given: dict[str, Any] = {
        "attempt": "att-1", "incident": "inc-1", "jurisdiction": "lanshan", "mode": "real",
        "event": "x", "key": "entry-1", "person": "p", "posts": ("desk",), "position": 1,
        "address": TO, "text": TEXT, "text_ref": "r",
    }  # fmt: skip
    return Message(**(given | changes))


def send(fake: FakeRelay, what: Message | None = None, **settings: Any) -> Outcome:
    given: dict[str, Any] = {"tls": "none", "call_s": 1.0, **settings}
    channel = Email("127.0.0.1", fake.port, SENDER, ManualClock(NOW), **given)
    return asyncio.run(channel.send(what or message()))


def test_a_mail_arrives_whole_under_our_own_name(tmp_path: Path) -> None:
    with running(tmp_path) as fake:
        assert send(fake) == Accepted("<att-1@bureau.test>", delivered=False)
        (taken,) = fake.taken
    mail = taken.mail
    assert (taken.sender, taken.to) == (SENDER, [TO])
    assert mail["Subject"] == TEXT.splitlines()[0]
    assert mail["Message-ID"] == "<att-1@bureau.test>"
    assert mail["Date"] == "Sat, 01 Jun 2024 04:30:00 +0000"
    assert mail["Auto-Submitted"] == "auto-generated"
    assert mail.get_content().splitlines() == TEXT.splitlines()
    assert taken.raw.isascii()
    assert (fake.reached, fake.goodbyes) == ({}, 1)


@pytest.mark.parametrize("changes", [{"mode": "exercise"}, {"address": "sim:0001"}])
def test_an_exercise_never_leaves(tmp_path: Path, changes: dict[str, str]) -> None:
    with running(tmp_path) as fake:
        assert send(fake, message(**changes)) == Permanent("exercise_stays_inside")
        assert fake.taken == []


@pytest.mark.parametrize(
    "address",
    [
        "",
        "chief",
        "a@b.test, c@d.test",
        "Chief <a@b.test>",
        "a@b.test\r\nBcc: c@d.test",
        "主任@b.test",
    ],
)
def test_one_plain_address_or_none(tmp_path: Path, address: str) -> None:
    with running(tmp_path) as fake:
        assert send(fake, message(address=address)) == Permanent("bad_address")
        assert fake.taken == []


@pytest.mark.parametrize("step", ["mail", "rcpt", "data"])
@pytest.mark.parametrize(
    ("reply", "outcome"),
    [
        ("450 4.2.1 greylisted", Temporary("450")),
        ("452 4.3.1 no room", Temporary("452")),
        ("550 5.1.1 nobody here", Permanent("550")),
        ("554 5.7.1 refused", Permanent("554")),
    ],
)
def test_4xx_is_for_now_and_5xx_for_good(
    tmp_path: Path, step: Any, reply: str, outcome: Outcome
) -> None:
    with running(tmp_path) as fake:
        fake.replies[step] = reply
        assert send(fake) == outcome
        assert fake.reached == {reply[:3]: 1}
        assert fake.taken == []


@pytest.mark.parametrize(
    ("fault", "outcome"),
    [
        ("hang_rcpt", Temporary("TimeoutError")),
        ("cut_rcpt", Temporary("SMTPServerDisconnected")),
        ("hang_data", Unknown("TimeoutError")),
        ("cut_data", Unknown("SMTPServerDisconnected")),
    ],
)
def test_a_silence_is_unknown_only_after_the_mail_was_handed_over(
    tmp_path: Path, fault: Any, outcome: Outcome
) -> None:
    with running(tmp_path) as fake:
        fake.faults.append(fault)
        got = send(fake, call_s=0.5)
        assert type(got) is type(outcome)
        assert fake.reached == {fault: 1}


def test_without_a_relay_nothing_went_out(tmp_path: Path) -> None:
    with free_port() as port:
        pass
    assert send(FakeRelay(port=port)) == Temporary("SMTPConnectError")


def test_starttls_with_a_password(tmp_path: Path) -> None:
    with running(tmp_path, "starttls") as fake:
        account: dict[str, Any] = {
            "tls": "starttls",
            "username": USER,
            "ca_file": fake.ca_file,
            "call_s": 5.0,
        }
        assert isinstance(send(fake, password=PASSWORD, **account), Accepted)
        (taken,) = fake.taken
        assert (taken.encrypted, taken.user) == (True, USER)
        assert send(fake, password="other", **account) == Temporary("535")
        assert fake.reached["535"] >= 1
        assert len(fake.taken) == 1


def test_tls_from_the_start(tmp_path: Path) -> None:
    with running(tmp_path, "tls") as fake:
        assert isinstance(send(fake, tls="tls", ca_file=fake.ca_file, call_s=5.0), Accepted)


def test_a_strange_certificate_gets_no_mail(tmp_path: Path) -> None:
    with running(tmp_path, "tls") as fake:
        assert isinstance(send(fake, tls="tls", call_s=5.0), Temporary)
        assert fake.taken == []


def test_a_relay_without_starttls_gets_no_mail(tmp_path: Path) -> None:
    with running(tmp_path) as fake:
        assert isinstance(send(fake, tls="starttls"), Temporary)
        assert fake.taken == []


def test_settings_that_cannot_be_right_are_refused() -> None:
    clock = ManualClock(NOW)
    with pytest.raises(ValueError, match="password"):
        Email("127.0.0.1", 25, SENDER, clock, tls="none", username=USER, password=PASSWORD)
    with pytest.raises(ValueError, match="sender"):
        Email("127.0.0.1", 25, "nobody", clock)


def test_a_word_that_is_no_refusal() -> None:
    assert outcome_of(-1, handed=True) == Unknown("smtp_-1")
    assert outcome_of(252, handed=True) == Unknown("smtp_252")
    assert outcome_of(-1, handed=False) == Temporary("smtp_-1")


def test_a_subject_is_short_and_an_odd_attempt_does_no_harm() -> None:
    raw = letter(message(attempt="a b\r\n>", text="字" * 200), SENDER, NOW)
    from email.parser import BytesParser
    from email.policy import SMTP

    mail = BytesParser(policy=SMTP).parsebytes(raw)
    assert mail["Subject"] == "字" * (SUBJECT_CHARS - 1) + "…"
    assert mail["Message-ID"] == "<a%20b%0D%0A%3E@bureau.test>"


@given(st.from_regex(PLAIN, fullmatch=True), st.text())
def test_whatever_the_address_and_the_words_a_mail_can_be_written(address: str, text: str) -> None:
    assert is_address(address)
    raw = letter(message(address=address, text=text), SENDER, NOW)
    head, _, _ = raw.partition(b"\r\n\r\n")
    assert raw.isascii()
    names = [line.partition(b":")[0] for line in head.split(b"\r\n") if line[:1] not in b" \t"]
    assert [name.decode() for name in names] == [
        "Subject", "From", "To", "Date", "Message-ID", "Auto-Submitted",
        "Content-Type", "Content-Transfer-Encoding", "MIME-Version",
    ]  # fmt: skip


def test_what_it_declares_is_so(tmp_path: Path) -> None:
    """To one person, one-way, no receipts, the longest declared text in one mail."""
    declared = Email.capabilities
    assert (declared.group, declared.reaches_world) == (False, True)
    longest = "\U00020bb7" * declared.max_chars
    with running(tmp_path) as fake:
        outcome = send(fake, message(text=longest), call_s=5.0)
        assert fake.taken[0].mail.get_content().splitlines() == [longest]
    # A relay's 250 is no receipt.
    assert isinstance(outcome, Accepted)
    assert (declared.receipts, outcome.delivered) == (False, False)
    assert not declared.two_way
    assert not hasattr(Email, "fetch")

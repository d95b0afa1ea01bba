"""The fake relay answers as it is told, counts it, and knows a password and TLS."""

from __future__ import annotations

import smtplib
import ssl
from pathlib import Path
from typing import Any

import pytest

from tests.fakes.smtp import PASSWORD, USER, FakeRelay, running

MAIL = b"Subject: x\r\n\r\nwords\r\n"


def send(fake: FakeRelay) -> None:
    with smtplib.SMTP("127.0.0.1", fake.port, timeout=1) as client:
        client.sendmail("a@relay.test", ["b@relay.test"], MAIL)


def test_a_mail_is_taken(tmp_path: Path) -> None:
    with running(tmp_path) as fake:
        send(fake)
        (taken,) = fake.taken
        assert (taken.sender, taken.to) == ("a@relay.test", ["b@relay.test"])
        assert taken.mail["Subject"] == "x"
        assert not taken.encrypted
        assert (fake.reached, fake.goodbyes) == ({}, 1)


@pytest.mark.parametrize("step", ["mail", "rcpt", "data"])
def test_a_scripted_answer_comes_once(tmp_path: Path, step: Any) -> None:
    with running(tmp_path) as fake:
        fake.replies[step] = "552 5.2.2 full"
        with pytest.raises(smtplib.SMTPException):
            send(fake)
        assert fake.reached == {"552": 1}
        assert fake.taken == []
        send(fake)
        assert len(fake.taken) == 1


@pytest.mark.parametrize(
    ("fault", "taken"), [("hang_rcpt", 0), ("cut_rcpt", 0), ("hang_data", 1), ("cut_data", 1)]
)
def test_a_fault_comes_where_it_says(tmp_path: Path, fault: Any, taken: int) -> None:
    with running(tmp_path) as fake:
        fake.faults.append(fault)
        with pytest.raises((OSError, smtplib.SMTPException)):
            send(fake)
        assert fake.reached == {fault: 1}
        assert len(fake.taken) == taken


def test_starttls_and_the_password_are_asked_for(tmp_path: Path) -> None:
    with running(tmp_path, "starttls") as fake:
        with pytest.raises(smtplib.SMTPException):
            send(fake)
        context = ssl.create_default_context(cafile=fake.ca_file)
        with smtplib.SMTP("127.0.0.1", fake.port, timeout=5) as client:
            client.starttls(context=context)
            with pytest.raises(smtplib.SMTPAuthenticationError):
                client.login(USER, "other")
            client.login(USER, PASSWORD)
            client.sendmail("a@relay.test", ["b@relay.test"], MAIL)
        (taken,) = fake.taken
        assert (taken.encrypted, taken.user) == (True, USER)
        assert fake.reached["535"] >= 1


def test_tls_from_the_start(tmp_path: Path) -> None:
    with running(tmp_path, "tls") as fake:
        context = ssl.create_default_context(cafile=fake.ca_file)
        with smtplib.SMTP_SSL("127.0.0.1", fake.port, timeout=5, context=context) as client:
            client.sendmail("a@relay.test", ["b@relay.test"], MAIL)
        assert len(fake.taken) == 1

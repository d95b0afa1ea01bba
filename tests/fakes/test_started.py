"""The fakes are programs: started by themselves they say where they are, and serve there."""

from __future__ import annotations

import smtplib
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from email.message import EmailMessage

import httpx
import pytest

from tests.fakes.smtp import PASSWORD, USER
from tests.fakes.twilio_signed import SENDER, SID, TOKEN


@contextmanager
def started(module: str, *arguments: str) -> Iterator[list[str]]:
    """The words of the line that a program prints when it is ready."""
    command = [sys.executable, "-m", f"tests.fakes.{module}", *arguments]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as program:
        try:
            assert program.stdout is not None
            yield program.stdout.readline().split()
        finally:
            program.terminate()


def test_twilio_takes_a_message_with_the_account_that_it_prints() -> None:
    with started("twilio_server") as (url, *words):
        told = dict(zip(words[::2], words[1::2], strict=True))
        assert told == {"account": SID, "token": TOKEN, "sender": SENDER}
        form = {"To": "+15555550102", "From": told["sender"], "Body": "溃坝预警"}
        path = f"{url}/2010-04-01/Accounts/{told['account']}/Messages.json"
        auth = (told["account"], told["token"])
        assert httpx.post(path, data=form, auth=(auth[0], "wrong")).status_code == 401
        taken = httpx.post(path, data=form, auth=auth)
        assert (taken.status_code, taken.json()["to"]) == (201, form["To"])


@pytest.mark.parametrize("security", ["none", "starttls"])
def test_the_relay_takes_a_mail_with_the_password_that_it_prints(security: str) -> None:
    with started("smtp", "--security", security) as (address, *words):
        told = dict(zip(words[::2], words[1::2], strict=True))
        assert (told["user"], told["password"]) == (USER, PASSWORD)
        mail = EmailMessage()
        mail["From"], mail["To"] = "desk@example.org", "head@example.org"
        mail.set_content("溃坝预警")
        host, port = address.split(":")
        with smtplib.SMTP(host, int(port), timeout=10) as relay:
            if security == "starttls":
                with pytest.raises(smtplib.SMTPSenderRefused):
                    relay.send_message(mail)
                relay.starttls()
                relay.login(told["user"], told["password"])
            assert relay.send_message(mail) == {}

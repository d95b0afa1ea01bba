"""What is made of a file of channels."""

from __future__ import annotations

import re
import subprocess
import sys
from datetime import timedelta
from pathlib import Path

from pydantic import SecretStr
from sqlalchemy import select, update
from sqlmodel import col

from app.channels.account import twilio_account, with_account
from app.channels.build import Builder
from app.channels.load import load_channels
from app.channels.waiting import waiting
from notify.tables import AttemptRow
from runtime.clock import ManualClock
from runtime.database import Database
from runtime.settings import Settings
from tests.app.channels.test_load import EXAMPLE, FEISHU, keep
from tests.stories.program import START, Night

ALWAYS = ("simulated", "calls", "console")


def builder(database: Database, folder: Path, text: str, **more: object) -> Builder:
    (folder / "channels.yaml").write_text(text, encoding="utf-8")
    found = load_channels(folder / "channels.yaml", {"S": "a-secret-of-many-bytes", **FEISHU})
    settings = Settings.model_validate({"data": folder, **more})
    return Builder(settings, found, database, ManualClock(START))


def test_everything_of_the_example_is_made(database: Database, tmp_path: Path) -> None:
    text = EXAMPLE.read_text(encoding="utf-8")
    for name in re.findall(r"_file: (\S+)", text):
        keep(tmp_path, name)
    made = builder(database, tmp_path, text)
    assert tuple(made.people()) == (
        *ALWAYS, "modem", "tencent", "email", "ntfy", "webhook", "twilio",
    )  # fmt: skip
    assert tuple(made.groups()) == ("wecom", "dingtalk", "feishu")
    assert made.routes().profile is not None


def test_two_modems_are_two_channels(database: Database, tmp_path: Path) -> None:
    text = "profile: china\nmodems: [{port: a}, {name: second, port: b}]\n"
    made = builder(database, tmp_path, text).people()
    assert tuple(made)[3:] == ("modem", "second")


def test_a_voice_needs_a_public_address(database: Database, tmp_path: Path) -> None:
    text = "profile: abroad\ntwilio: {account_sid: a, auth_token_env: S, sender: s, voice: true}\n"
    assert "twilio_voice" not in builder(database, tmp_path, text).people()
    public = builder(database, tmp_path, text, base_url="https://county.example")
    assert "twilio_voice" in public.people()


def test_the_variables_of_twilio_still_work(database: Database, tmp_path: Path) -> None:
    settings = Settings(
        data=tmp_path,
        twilio_account_sid="a",
        twilio_auth_token=SecretStr("t"),
        twilio_from_number="s",
    )
    made = Builder(settings, None, database, ManualClock(START))
    assert tuple(made.people()) == (*ALWAYS, "twilio")
    assert made.routes().profile is None


def test_what_the_vendor_tells_later_is_proved_by_the_files_token(
    database: Database, tmp_path: Path
) -> None:
    text = "profile: abroad\ntwilio: {account_sid: a, auth_token_env: S, sender: s}\n"
    made = builder(database, tmp_path, text)
    account = twilio_account(made.settings, made.configured)
    assert account is not None
    assert account.token not in repr(account)
    token = with_account(made.settings, made.configured).twilio_auth_token
    assert token is not None
    assert token.get_secret_value() == account.token


def test_a_modem_hears_of_what_it_sent_before_a_restart(duty: Night) -> None:
    duty.report()
    duty.send()
    now, database = duty.clock.now(), duty.program.database
    name = f"gsm-{int(now.timestamp())}-abcd-7"
    with database.write() as connection:
        # As if these had gone by a modem, and one by something else of that name.
        some = connection.execute(select(col(AttemptRow.id)).limit(2)).scalars().all()
        for attempt, provider in zip(some, (name, "SM1"), strict=True):
            connection.execute(
                update(AttemptRow)
                .where(col(AttemptRow.id) == attempt)
                .values(channel="modem", provider_id=provider)
            )
    assert waiting(database, "modem", now) == {name: []}
    assert waiting(database, "modem", now + timedelta(days=2)) == {}
    assert waiting(database, "second", now) == {}


def test_no_vendors_library_is_loaded_at_the_start() -> None:
    vendors = "{'aiohttp', 'serial', 'aiosmtplib', 'twilio'}"
    loaded = f"import sys, app.compose; print({vendors} & {{m.split('.')[0] for m in sys.modules}})"
    done = subprocess.run(
        [sys.executable, "-c", loaded], capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "set()"

"""Each line of the doctor about channels, with the thing it speaks of really broken."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select, update
from sqlmodel import col

from app.checks.channels import check_channels
from app.checks.line import Line, Patient
from notify.tables import AttemptRow
from runtime.clock import ManualClock
from runtime.database import Database
from runtime.folder import DataFolder, database_url_of
from runtime.settings import Settings
from tests.fakes.modem import FakeModem, on_pty
from tests.stories.program import START, night


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder in which an incident was reported."""
    folder = tmp_path_factory.mktemp("doctor") / "data"
    with night(folder) as duty:
        duty.report()
        duty.send()
    return folder


@pytest.fixture
def folder(template: Path, tmp_path: Path) -> Path:
    (tmp_path / "tailings.db").write_bytes((template / "tailings.db").read_bytes())
    return tmp_path


def lines(folder: Path, text: str) -> list[Line]:
    (folder / "channels.yaml").write_text(text, encoding="utf-8")
    (folder / "secret").write_text("a-secret-of-many-bytes", encoding="utf-8")
    (folder / "secret").chmod(0o600)
    database = Database.open(database_url_of(folder))
    try:
        clock = ManualClock(START + timedelta(minutes=5))
        return list(check_channels(Patient(Settings(data=folder), clock, database)))
    finally:
        database.close()


def without_file(folder: Path, **more: object) -> list[Line]:
    """The same with variables alone."""
    database = Database.open(database_url_of(folder))
    try:
        settings = Settings.model_validate({"data": folder, **more})
        return list(check_channels(Patient(settings, ManualClock(START), database)))
    finally:
        database.close()


def line(folder: Path, text: str) -> Line:
    (only,) = lines(folder, text)
    assert (only.remedy is None) == (only.level == "ok")
    return only


@contextmanager
def server() -> Iterator[int]:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        yield listener.getsockname()[1]


def modem(folder: Path, fake: FakeModem) -> Line:
    with on_pty(fake):
        return line(folder, f"profile: china\nmodems: [{{port: {fake.url}}}]\n")


def test_a_modem_that_is_well(folder: Path) -> None:
    said = modem(folder, FakeModem())
    assert said.level == "ok"
    assert "works without internet" in said.say("en")
    assert "6 messages a day" in said.say("en")


def test_a_modem_that_is_not_there(folder: Path) -> None:
    said = line(folder, f"profile: china\nmodems: [{{port: {folder}/nowhere}}]\n")
    assert said.level == "warning"
    assert "it does not answer" in said.say("en")
    assert "cable" in said.say("en")


@pytest.mark.parametrize(
    ("fake", "expected"),
    [
        (FakeModem(pin="0000"), "the SIM waits for its PIN"),
        (FakeModem(locked=True), "the SIM is not ready: SIM PUK"),
        (FakeModem(registration=2), "it is in no network"),
        (FakeModem(signal=5), "the signal is weak: -103 dBm"),
        (FakeModem(size=1, stored={"SM": {1: "00"}, "SR": {}}), "the SIM is full: no answer"),
    ],
)
def test_a_modem_that_cannot_send(folder: Path, fake: FakeModem, expected: str) -> None:
    said = modem(folder, fake)
    assert said.level == "warning"
    assert expected in said.say("en")


def test_a_modem_that_the_running_program_holds_is_left_alone(folder: Path) -> None:
    fake, held = FakeModem(), DataFolder.open(folder)
    try:
        assert modem(folder, fake).level == "ok"
    finally:
        held.close()
    assert fake.commands == []


def test_a_server_that_answers_and_one_that_is_gone(folder: Path) -> None:
    with server() as port:
        text = (
            f"profile: china\nwebhook: {{url: 'http://127.0.0.1:{port}/', secret_file: secret}}\n"
        )
        assert line(folder, text).level == "ok"
    said = line(folder, text)
    assert said.level == "warning"
    assert f"127.0.0.1:{port} cannot be reached" in said.say("en")


@pytest.mark.parametrize(
    "robot", ["wecom: {key_file", "dingtalk: {token_file", "feishu: {token_file"]
)
def test_a_robot_that_is_gone(folder: Path, robot: str) -> None:
    with server() as port:
        text = f"profile: china\n{robot}: secret, base_url: 'http://127.0.0.1:{port}'}}\n"
        nobody, said = lines(folder, text)
        assert said.level == "ok"
        assert "nobody in it counts as told" in said.say("en")
    assert "no message leaves this machine" in nobody.say("en")
    assert lines(folder, text)[1].level == "warning"


def test_a_relay_and_a_push_server_that_are_gone(folder: Path) -> None:
    with server() as port:
        text = (
            f"profile: china\nemail: {{host: 127.0.0.1, port: {port}, sender: a@example.org}}\n"
            f"ntfy: {{url: 'http://127.0.0.1:{port}'}}\n"
        )
        assert [x.level for x in lines(folder, text)] == ["ok", "ok"]
    assert [x.level for x in lines(folder, text)] == ["warning", "warning"]


def test_the_last_words_of_the_gateway(folder: Path) -> None:
    database = Database.open(database_url_of(folder))
    with database.write() as connection:
        one = connection.execute(select(col(AttemptRow.id)).limit(1)).scalar()
        connection.execute(
            update(AttemptRow)
            .where(col(AttemptRow.id) == one)
            .values(
                channel="tencent",
                status="failed_permanent",
                error_code="FailedOperation.InsufficientBalanceInSmsPackage",
            )
        )
    database.close()
    with server() as port:
        said = line(
            folder,
            "profile: china\ntencent: {secret_id: i, secret_key_file: secret, sdk_app_id: '1', "
            f"signature: s, default: {{id: '1'}}, base_url: 'http://127.0.0.1:{port}'}}\n",
        )
    assert said.level == "warning"
    assert "buy some" in said.say("en")
    assert "/duty/channels" in said.say("en")


GATEWAY = (
    "profile: china\ntencent: {{secret_id: i, secret_key_file: secret, sdk_app_id: '1', "
    "signature: s, default: {{id: '1'}}, {more} base_url: 'http://127.0.0.1:{port}'}}\n"
)
FREE = "notice: {id: '2', fields: [text]},"
TESTS = "selftest: {id: '3', fields: [text]},"
BACK = "reply: {id: '4', fields: [text]},"


@pytest.mark.parametrize(
    ("more", "says"),
    [
        ("", "notices and corrections cannot go"),
        (FREE, "cannot be tested"),
        (FREE + TESTS, "gets no words back"),
        (FREE + TESTS + BACK, None),
    ],
)
def test_what_the_templates_of_the_gateway_cannot_say(
    folder: Path, more: str, says: str | None
) -> None:
    with server() as port:
        said = line(folder, GATEWAY.format(more=more, port=port))
    assert said.level == ("ok" if says is None else "warning")
    assert says is None or says in said.say("en")


def test_a_channel_that_the_profile_does_not_use(folder: Path) -> None:
    with on_pty(FakeModem()) as fake:
        said = line(folder, f"profile: china\nmodems: [{{name: second, port: {fake.url}}}]\n")
    assert said.level == "warning"
    assert "does not use it" in said.say("en")


def test_a_file_that_cannot_be_used(folder: Path) -> None:
    said = line(folder, "profile: china\nmodem: {}\n")
    assert said.level == "fault"
    assert "channels.yaml:2" in said.say("en")


def test_a_profile_for_abroad_without_a_region_is_told(folder: Path) -> None:
    said = lines(folder, "profile: abroad\n")
    (told,) = (one for one in said if "region" in one.say("en"))
    assert told.level == "warning"
    assert "numbers without +… are read as CN" in told.say("en")
    assert told.remedy is not None
    assert "Add region to the file of channels" in told.remedy.say("en")
    for text in ("profile: abroad\nregion: CL\n", "profile: china\n"):
        assert not [one for one in lines(folder, text) if "region" in one.say("en")]


def test_twilio_by_variables_alone_names_no_region_and_that_is_told(folder: Path) -> None:
    """Without a file nobody has said where a number without a country belongs."""
    account = {
        "twilio_account_sid": "AC0123456789abcdef0123456789abcdef",
        "twilio_auth_token": "a-secret-of-many-bytes",
        "twilio_from_number": "+15005550006",
    }
    (told,) = (one for one in without_file(folder, **account) if "region" in one.say("en"))
    assert told.level == "warning"
    assert "numbers without +… are read as CN" in told.say("en")
    assert told.remedy is not None
    assert "channels.yaml" in told.remedy.say("en")
    assert "channels.yaml" in told.remedy.say("zh")
    assert not [one for one in without_file(folder) if "region" in one.say("en")]

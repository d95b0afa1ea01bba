"""Settings: read once, frozen, and wrong ones named by their variable in both languages."""

from __future__ import annotations

from pathlib import Path

import pytest
from pydantic import ValidationError

from runtime.language import LANGS
from runtime.refusal import Refused
from runtime.settings import SECRETS, VARIABLES, Settings, decode_key, read_settings

KEY = "00" * 31 + "ff"


def test_with_nothing_given_the_defaults_hold() -> None:
    settings = read_settings({})
    assert settings.data.name == "tailings"
    assert settings.data.is_absolute()
    assert (settings.host, settings.port, settings.lang) == ("127.0.0.1", 8000, "zh")
    assert settings.selftest_days == 30
    assert (settings.files_mib, settings.files_days) == (20_480, 30)
    assert settings.proxy == "127.0.0.1/32"
    told = {"data", "host", "port", "lang", "selftest_days", "files_mib", "files_days", "proxy"}
    given = settings.model_dump(exclude=told)
    assert set(given.values()) == {None}


def test_every_setting_has_its_variable() -> None:
    assert set(VARIABLES) == set(Settings.model_fields)


def test_everything_can_be_given_by_the_environment(tmp_path: Path) -> None:
    settings = read_settings(
        {
            "TAILINGS_DATA": str(tmp_path),
            "DATABASE_URL": "postgresql://u:secret@h/d",
            "TAILINGS_HOST": "0.0.0.0",
            "TAILINGS_PORT": "9000",
            "TAILINGS_BASE_URL": "https://desk.example.invalid/",
            "TAILINGS_LANG": "en",
            "TAILINGS_PLANS": str(tmp_path / "plans"),
            "TAILINGS_MASTER_KEY": KEY,
            "TWILIO_ACCOUNT_SID": "AC0",
            "TWILIO_AUTH_TOKEN": "topsecret",
            "TWILIO_FROM": "sim:0001",
            "TWILIO_BASE_URL": "http://127.0.0.1:1",
            "UNRELATED": "x",
        }
    )
    assert settings.data == tmp_path
    assert settings.port == 9000
    assert settings.base_url == "https://desk.example.invalid"
    assert settings.plans == tmp_path / "plans"
    assert settings.twilio_auth_token is not None
    assert settings.twilio_auth_token.get_secret_value() == "topsecret"
    for secret in ("topsecret", ":secret@", KEY):
        assert secret not in repr(settings)


def test_the_command_line_overrides_the_environment(tmp_path: Path) -> None:
    env = {"TAILINGS_PORT": "9000", "TAILINGS_HOST": "::1"}
    settings = read_settings(env, port=9001, host=None, data=tmp_path)
    assert (settings.port, settings.host, settings.data) == (9001, "::1", tmp_path)


def test_an_empty_variable_counts_as_not_given() -> None:
    assert read_settings({"TAILINGS_PORT": "", "TAILINGS_MASTER_KEY_FILE": ""}).port == 8000


def test_settings_are_frozen() -> None:
    settings = read_settings({})
    with pytest.raises(ValidationError, match="frozen"):
        settings.port = 1  # type: ignore[misc]


@pytest.mark.parametrize("given", ["08:00", "10:30", "18:00"])
def test_tests_of_the_ways_start_by_day(given: str) -> None:
    at = read_settings({"TAILINGS_SELFTEST_AUTO": given}).selftest_at
    assert f"{at:%H:%M}" == given
    assert read_settings({}).selftest_at is None


def test_a_proxy_is_an_address_or_a_network_or_several() -> None:
    settings = read_settings({"TAILINGS_PROXY": "192.0.2.0/24, 198.51.100.7,2001:db8::1"})
    assert settings.proxy == "192.0.2.0/24,198.51.100.7/32,2001:db8::1/128"


WRONG = [
    ("TAILINGS_PROXY", "proxy.example"),
    ("TAILINGS_PROXY", "*"),
    ("TAILINGS_PROXY", "192.0.2.7/24"),
    ("TAILINGS_PORT", "eighty"),
    ("TAILINGS_PORT", "0"),
    ("TAILINGS_PORT", "65536"),
    ("TAILINGS_LANG", "fr"),
    ("TAILINGS_SELFTEST_AUTO", "07:59"),
    ("TAILINGS_SELFTEST_AUTO", "18:01"),
    ("TAILINGS_SELFTEST_AUTO", "10"),
    ("TAILINGS_HOST", "a b"),
    ("TAILINGS_BASE_URL", "desk.example.invalid"),
    ("TAILINGS_BASE_URL", "ftp://desk.example.invalid"),
    ("TWILIO_BASE_URL", "http://"),
    ("TAILINGS_MASTER_KEY", "short"),
    ("TAILINGS_MASTER_KEY", "zz" * 32),
    ("TAILINGS_MASTER_KEY", "00" * 31),
]


@pytest.mark.parametrize(("variable", "value"), WRONG)
def test_a_wrong_setting_is_named_in_both_languages(variable: str, value: str) -> None:
    with pytest.raises(Refused) as caught:
        read_settings({variable: value})
    assert caught.value.code == "setting"
    assert caught.value.field == variable
    shown = variable != "TAILINGS_MASTER_KEY"
    for lang in LANGS:
        assert variable in caught.value.say(lang)
        assert (value in caught.value.say(lang)) is shown


@pytest.mark.parametrize("name", sorted(SECRETS))
def test_a_secret_can_come_from_a_file(name: str, tmp_path: Path) -> None:
    variable = VARIABLES[name]
    content = {"master_key": KEY, "database_url": "sqlite:///a.db"}.get(name, "topsecret")
    path = tmp_path / "secret"
    path.write_text(content + "\n", encoding="utf-8")
    env = {"TWILIO_ACCOUNT_SID": "AC0", "TWILIO_AUTH_TOKEN": "t", "TWILIO_FROM": "sim:0001"}
    env.pop(variable, None)
    value = getattr(read_settings(env | {f"{variable}_FILE": str(path)}), name)
    assert (value if isinstance(value, str) else value.get_secret_value()) == content


@pytest.mark.parametrize("content", [None, b"", b"\n", b"\xff\xfe"])
def test_a_secret_file_that_cannot_be_read_is_named(content: bytes | None, tmp_path: Path) -> None:
    path = tmp_path / "secret"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(Refused) as caught:
        read_settings({"TWILIO_AUTH_TOKEN_FILE": str(path)})
    assert caught.value.field == "TWILIO_AUTH_TOKEN_FILE"


def test_a_secret_given_twice_is_refused(tmp_path: Path) -> None:
    with pytest.raises(Refused) as caught:
        read_settings({"TAILINGS_MASTER_KEY": KEY, "TAILINGS_MASTER_KEY_FILE": str(tmp_path / "k")})
    assert caught.value.field == "TAILINGS_MASTER_KEY_FILE"
    assert KEY not in str(caught.value)


@pytest.mark.parametrize("left_out", ["TWILIO_ACCOUNT_SID", "TWILIO_AUTH_TOKEN", "TWILIO_FROM"])
def test_half_a_provider_account_is_refused(left_out: str) -> None:
    env = {"TWILIO_ACCOUNT_SID": "AC0", "TWILIO_AUTH_TOKEN": "t", "TWILIO_FROM": "sim:0001"}
    del env[left_out]
    with pytest.raises(Refused) as caught:
        read_settings(env)
    assert caught.value.field == left_out


def test_a_key_is_hexadecimal_or_base64() -> None:
    assert decode_key(KEY + "\n") == bytes(31) + b"\xff"
    assert decode_key("AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAP8=") == bytes(31) + b"\xff"


@pytest.mark.parametrize("days", ["0", "366", "monthly"])
def test_the_time_between_two_tests_of_a_way_is_a_year_at_most(days: str) -> None:
    assert read_settings({"TAILINGS_SELFTEST_DAYS": "7"}).selftest_days == 7
    with pytest.raises(Refused) as refused:
        read_settings({"TAILINGS_SELFTEST_DAYS": days})
    assert refused.value.field == "TAILINGS_SELFTEST_DAYS"

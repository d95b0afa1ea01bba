"""What the program is told at its start: read once, frozen, and wrong settings named by variable.

Every setting is an environment variable; secrets can lie in a file named by ``NAME_FILE``. The
command line overrides the environment.
"""

from __future__ import annotations

import base64
import binascii
from collections.abc import Mapping
from datetime import time
from ipaddress import ip_network
from pathlib import Path
from typing import Literal
from urllib.parse import urlsplit

from pydantic import BaseModel, ConfigDict, Field, SecretStr, ValidationError, field_validator

from runtime.language import N_, Phrase, phrase
from runtime.refusal import Refused

VARIABLES: Mapping[str, str] = {
    "data": "TAILINGS_DATA",
    "database_url": "DATABASE_URL",
    "host": "TAILINGS_HOST",
    "port": "TAILINGS_PORT",
    "base_url": "TAILINGS_BASE_URL",
    "proxy": "TAILINGS_PROXY",
    "lang": "TAILINGS_LANG",
    "plans": "TAILINGS_PLANS",
    "channels": "TAILINGS_CHANNELS",
    "files_mib": "TAILINGS_FILES_MIB",
    "files_days": "TAILINGS_FILES_DAYS",
    "selftest_days": "TAILINGS_SELFTEST_DAYS",
    "selftest_auto": "TAILINGS_SELFTEST_AUTO",
    "master_key": "TAILINGS_MASTER_KEY",
    "twilio_account_sid": "TWILIO_ACCOUNT_SID",
    "twilio_auth_token": "TWILIO_AUTH_TOKEN",
    "twilio_from_number": "TWILIO_FROM",
    "twilio_base_url": "TWILIO_BASE_URL",
}
"""Each setting and its environment variable."""

SECRETS = frozenset({"database_url", "master_key", "twilio_auth_token"})
"""Settings that may come from a file named by ``NAME_FILE``, and are never shown."""

TWILIO = ("twilio_account_sid", "twilio_auth_token", "twilio_from_number")
"""What an account with the SMS provider takes: all of these, or none."""

_ALLOWED: Mapping[str, Phrase] = {
    "data": phrase(N_("a folder")),
    "database_url": phrase("sqlite:///…/tailings.db, postgresql://…"),
    "host": phrase(N_("an address to listen on, such as 127.0.0.1")),
    "port": phrase("1 - 65535"),
    "base_url": phrase(N_("an address beginning with http:// or https://")),
    "proxy": phrase(N_("addresses or networks, such as 192.0.2.7 or 192.0.2.0/24, with commas")),
    "lang": phrase("zh, en"),
    "plans": phrase(N_("a folder")),
    "channels": phrase(N_("a file")),
    "files_mib": phrase("1 - 10000000"),
    "files_days": phrase("7 - 365"),
    "selftest_days": phrase("1 - 365"),
    "selftest_auto": phrase("08:00 - 18:00"),
    "master_key": phrase(N_("32 bytes as 64 hexadecimal digits or as base64")),
    "twilio_base_url": phrase(N_("an address beginning with http:// or https://")),
}


class Settings(BaseModel):
    """The settings of one process. ``repr`` shows no secret."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    data: Path
    database_url: str | None = Field(default=None, repr=False)
    host: str = Field(default="127.0.0.1", min_length=1, pattern=r"^\S+$")
    port: int = Field(default=8000, ge=1, le=65535)
    base_url: str | None = None
    proxy: str = "127.0.0.1/32"
    lang: Literal["zh", "en"] = "zh"
    plans: Path | None = None
    channels: Path | None = None
    files_mib: int = Field(default=20_480, ge=1, le=10_000_000)
    files_days: int = Field(default=30, ge=7, le=365)
    selftest_days: int = Field(default=30, ge=1, le=365)
    selftest_auto: str | None = Field(default=None, pattern=r"^((0[89]|1[0-7]):[0-5][0-9]|18:00)$")
    master_key: SecretStr | None = None
    twilio_account_sid: str | None = None
    twilio_auth_token: SecretStr | None = None
    twilio_from_number: str | None = None
    twilio_base_url: str | None = None

    @property
    def selftest_at(self) -> time | None:
        """Time of the day, in the zone of each plan, at which tests start by themselves."""
        return None if self.selftest_auto is None else time.fromisoformat(self.selftest_auto)

    @field_validator("base_url", "twilio_base_url")
    @classmethod
    def _web_address(cls, value: str | None) -> str | None:
        if value is None:
            return None
        parts = urlsplit(value)
        if parts.scheme not in {"http", "https"} or not parts.hostname:
            raise ValueError("no web address")
        return value.rstrip("/")

    @field_validator("proxy")
    @classmethod
    def _networks(cls, value: str) -> str:
        return ",".join(str(ip_network(one.strip())) for one in value.split(","))

    @field_validator("master_key")
    @classmethod
    def _whole_key(cls, value: SecretStr | None) -> SecretStr | None:
        if value is not None:
            decode_key(value.get_secret_value())
        return value


def read_settings(env: Mapping[str, str], **cli: object) -> Settings:
    """The settings from an environment, overridden by ``cli`` arguments that are not ``None``.

    An empty variable counts as not given. Raises ``Refused("setting")`` whose field is the
    variable at fault and whose value, for a secret, is not shown.
    """
    given: dict[str, object] = {}
    for name, variable in VARIABLES.items():
        value = _secret(env, variable) if name in SECRETS else env.get(variable)
        if value:
            given[name] = value
    given |= {name: value for name, value in cli.items() if value is not None}
    if "data" not in given:
        given["data"] = default_folder()
    try:
        settings = Settings.model_validate(given)
    except ValidationError as error:
        raise _refusal(error) from None
    _check_twilio(settings)
    return settings


def decode_key(written: str) -> bytes:
    """The 32 bytes of a key written as 64 hexadecimal digits or as base64; else ``ValueError``."""
    text = written.strip()
    try:
        key = bytes.fromhex(text) if len(text) == 64 else base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        raise ValueError("not a key") from None
    if len(key) != 32:
        raise ValueError("not 32 bytes")
    return key


def _secret(env: Mapping[str, str], variable: str) -> str | None:
    """The variable itself, or the content of the file that ``NAME_FILE`` names."""
    from_file = f"{variable}_FILE"
    path = env.get(from_file)
    if not path:
        return env.get(variable)
    if env.get(variable):
        allowed = phrase(N_("only one of {one} and {other}"), one=variable, other=from_file)
        raise Refused("setting", field=from_file, value=path, allowed=allowed)
    try:
        content = Path(path).read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError):
        content = ""
    if not content:
        allowed = phrase(N_("a readable text file that holds the secret"))
        raise Refused("setting", field=from_file, value=path, allowed=allowed)
    return content


def default_folder() -> Path:
    """The data folder where none is named: the user's own for this program."""
    import platformdirs

    return platformdirs.user_data_path("tailings")


def _refusal(error: ValidationError) -> Refused:
    first = error.errors()[0]
    name = str(first["loc"][0]) if first["loc"] else ""
    return Refused(
        "setting",
        field=VARIABLES.get(name, name),
        value=None if name in SECRETS else first["input"],
        allowed=_ALLOWED.get(name, phrase(N_("a text"))),
    )


def _check_twilio(settings: Settings) -> None:
    missing = [name for name in TWILIO if getattr(settings, name) is None]
    if missing and len(missing) < len(TWILIO):
        raise Refused(
            "setting",
            field=VARIABLES[missing[0]],
            value=None,
            allowed=phrase(
                N_("all of these or none: {names}"), names=", ".join(VARIABLES[n] for n in TWILIO)
            ),
        )

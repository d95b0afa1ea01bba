"""The file of channels: one section for each channel that this installation has.

Secrets are never in it. Where a channel needs one, the section names a file (``…_file``, beside
this file unless it is absolute) or an environment variable (``…_env``) that holds it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from app.channels.section import Address, Line, Priced, Section
from app.channels.tencent import TencentPart
from notify.channels.email.letter import is_address
from notify.keys import EXERCISE_CHANNELS
from notify.numbers import Region
from notify.price import Price, read_price
from runtime.language import N_, phrase
from runtime.yamlmodels import Id, Part


class ModemPart(Section):
    """One modem with one SIM. Several are several sections under ``modems``."""

    optional = ("pin",)

    name: Id = "modem"
    port: Line
    """A device, a COM port or ``socket://HOST:PORT``."""
    pin_file: Line | None = None
    pin_env: Line | None = None
    life_hours: Annotated[int, Field(ge=1, le=48)] = 2
    """How long a message is worth delivering to a telephone that is switched off."""
    sim_budget: Annotated[int, Field(ge=1, le=10_000)] = 500
    """Parts that this SIM may send in 24 hours."""
    price_per_part: Priced | None = None


class TwilioPart(Section):
    """An account with Twilio. ``two_way``: the number's incoming messages come here; ``voice``:
    calls that read a message out, too."""

    required = ("auth_token",)

    account_sid: Line
    auth_token_file: Line | None = None
    auth_token_env: Line | None = None
    sender: Line
    two_way: bool = False
    voice: bool = False
    price_per_part: Priced | None = None
    base_url: Address | None = None


class EmailPart(Section):
    """The county's relay."""

    optional = ("password",)

    host: Line
    port: Annotated[int, Field(ge=1, le=65535)] = 587
    sender: Line
    tls: Literal["starttls", "tls", "none"] = "starttls"
    username: Line | None = None
    password_file: Line | None = None
    password_env: Line | None = None
    ca_file: Line | None = None

    @model_validator(mode="after")
    def _sound(self) -> Self:
        if not is_address(self.sender):
            raise ValueError(phrase(N_("The sender is one address, such as duty@example.org.")))
        if self.has("password") and self.tls == "none":
            raise ValueError(phrase(N_("A password is sent by tls or starttls only.")))
        if self.has("password") != (self.username is not None):
            raise ValueError(phrase(N_("A user name and a password go together.")))
        return self


class NtfyPart(Section):
    """An ntfy server of the county's own."""

    optional = ("token",)

    url: Address
    token_file: Line | None = None
    token_env: Line | None = None


class WebhookPart(Section):
    """A receiver of the county's own."""

    required = ("secret",)

    url: Address
    secret_file: Line | None = None
    secret_env: Line | None = None


class WeComPart(Section):
    """A robot of a WeCom group."""

    required = ("key",)

    key_file: Line | None = None
    key_env: Line | None = None
    base_url: Address | None = None


class TokenRobotPart(Section):
    """A robot of a DingTalk or Feishu group; ``secret`` where it is set to signatures."""

    required = ("token",)
    optional = ("secret",)

    token_file: Line | None = None
    token_env: Line | None = None
    secret_file: Line | None = None
    secret_env: Line | None = None
    base_url: Address | None = None


class ChannelsFile(Part):
    """The whole file. ``profile`` is the name of one that comes along, or the path of a county's
    own, which ends in .yaml. ``region`` is where numbers without a country belong, if not where the
    profile says."""

    profile: Line
    region: Region | None = None
    modems: tuple[ModemPart, ...] = ()
    tencent: TencentPart | None = None
    twilio: TwilioPart | None = None
    email: EmailPart | None = None
    ntfy: NtfyPart | None = None
    webhook: WebhookPart | None = None
    wecom: WeComPart | None = None
    dingtalk: TokenRobotPart | None = None
    feishu: TokenRobotPart | None = None

    @model_validator(mode="after")
    def _names_apart(self) -> Self:
        taken = {*EXERCISE_CHANNELS, *CHANNELS, *GROUPS, "twilio_voice"}
        for modem in self.modems:
            if modem.name in taken:
                raise ValueError(phrase(N_("The name {name} is taken."), name=modem.name))
            taken.add(modem.name)
        return self

    def sections(self) -> Iterator[tuple[tuple[str | int, ...], Section]]:
        """Every section with its place in the file."""
        for at, modem in enumerate(self.modems):
            yield ("modems", at), modem
        for name in (*CHANNELS, *GROUPS):
            if (section := getattr(self, name)) is not None:
                yield (name,), section

    def prices(self) -> Mapping[str, Price]:
        """What a part of a short message costs, by channel, where its section says so."""
        named = [(modem.name, modem.price_per_part) for modem in self.modems]
        for name in ("tencent", "twilio"):
            part: TencentPart | TwilioPart | None = getattr(self, name)
            named.append((name, None if part is None else part.price_per_part))
        return {name: read_price(written) for name, written in named if written is not None}

    def names(self) -> tuple[str, ...]:
        """Channels to people that this file makes, in the order of their preference."""
        named = [modem.name for modem in self.modems]
        named += [name for name in CHANNELS if getattr(self, name) is not None]
        voice = self.twilio is not None and self.twilio.voice
        return (*named, *(("twilio_voice",) if voice else ()))


CHANNELS = ("tencent", "twilio", "email", "ntfy", "webhook")
GROUPS = ("wecom", "dingtalk", "feishu")

Secrets = Mapping[tuple[tuple[str | int, ...], str], str]
"""What was read: by the section's place and the secret's name."""

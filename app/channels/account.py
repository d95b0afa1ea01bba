"""The account with Twilio, wherever it is set up: in the file of channels or by variables."""

from __future__ import annotations

from dataclasses import dataclass, field

from pydantic import SecretStr

from app.channels.load import Configured
from runtime.settings import Settings


@dataclass(frozen=True, slots=True)
class TwilioAccount:
    """What the vendor gives out, and what the installation uses of it."""

    sid: str
    token: str = field(repr=False)
    sender: str
    base_url: str | None = None
    two_way: bool = False
    voice: bool = False


def twilio_account(settings: Settings, configured: Configured | None) -> TwilioAccount | None:
    """The account; None where there is none. It is never set up in both places."""
    part = None if configured is None else configured.file.twilio
    if configured is not None and part is not None:
        return TwilioAccount(
            part.account_sid,
            configured.needed("twilio", name="auth_token"),
            part.sender,
            part.base_url,
            part.two_way,
            part.voice,
        )
    sid, token, sender = (
        settings.twilio_account_sid,
        settings.twilio_auth_token,
        settings.twilio_from_number,
    )
    if sid is None or token is None or sender is None:
        return None
    return TwilioAccount(sid, token.get_secret_value(), sender, settings.twilio_base_url)


def with_account(settings: Settings, configured: Configured | None) -> Settings:
    """The settings with the account that the file sets up, for whoever proves what the vendor
    tells later."""
    account = twilio_account(settings, configured)
    return (
        settings
        if account is None
        else settings.model_copy(
            update={
                "twilio_account_sid": account.sid,
                "twilio_auth_token": SecretStr(account.token),
                "twilio_from_number": account.sender,
                "twilio_base_url": account.base_url,
            }
        )
    )

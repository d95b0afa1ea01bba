"""Making the channels that an installation has. Nothing is connected before the first message.

Adapters are imported where they are made: an installation pays for what it uses.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import timedelta

from app.channels.account import twilio_account
from app.channels.load import Configured
from app.channels.schema import EmailPart, ModemPart, NtfyPart, WebhookPart
from app.channels.tencent import TencentPart
from app.channels.waiting import waiting
from notify.channel import Channel
from notify.channels.calls.channel import TelephoneList
from notify.channels.console.channel import Console
from notify.channels.simulated.channel import SimulatedPhones
from notify.groups import GroupChannel
from notify.routes import Routes
from runtime.clock import Clock
from runtime.database import Database
from runtime.settings import Settings


@dataclass(frozen=True)
class Builder:
    """``clock`` is operating time; ``configured`` is None where there is no file."""

    settings: Settings
    configured: Configured | None
    database: Database
    clock: Clock

    def routes(self) -> Routes:
        """The channels to people with the order in which they are used."""
        if self.configured is None:
            return Routes(self.people())
        found = self.configured
        return Routes(self.people(), found.profile.kinds, prices=found.file.prices())

    def people(self) -> Mapping[str, Channel]:
        """Channels to people, by name, in the order in which they are preferred."""
        made: list[Channel] = [
            SimulatedPhones(self.database, self.clock),
            TelephoneList(self.database, self.clock),
            Console(sys.stdout),
        ]
        if self.configured is not None:
            made += self._own(self.configured)
        made += self._twilio()
        return {channel.name: channel for channel in made}

    def groups(self) -> Mapping[str, GroupChannel]:
        """Robots of groups, by name."""
        if self.configured is None:
            return {}
        return {group.name: group for group in self._robots(self.configured)}

    def _own(self, found: Configured) -> Iterator[Channel]:
        file = found.file
        for at, modem in enumerate(file.modems):
            yield self._modem(modem, found.secret("modems", at, name="pin"))
        if file.tencent is not None:
            yield self._tencent(file.tencent, found)
        if file.email is not None:
            yield self._email(file.email, found)
        if file.ntfy is not None:
            yield self._ntfy(file.ntfy, found)
        if file.webhook is not None:
            yield self._webhook(file.webhook, found)

    def _modem(self, part: ModemPart, pin: str | None) -> Channel:
        from notify.channels.modem.channel import Modem

        return Modem(
            part.port,
            self.clock,
            name=part.name,
            pin=pin,
            life=timedelta(hours=part.life_hours),
            sim_budget=part.sim_budget,
            waiting=waiting(self.database, part.name, self.clock.now()),
        )

    def _tencent(self, part: TencentPart, found: Configured) -> Channel:
        from notify.channels.tencent.channel import Account, TencentSms
        from notify.channels.tencent.client import VENDOR
        from notify.channels.tencent.signing import Credentials

        account = Account(
            Credentials(part.secret_id, found.needed("tencent", name="secret_key")),
            part.sdk_app_id,
            part.signature,
            part.templates(),
            part.region,
            part.daily_budget,
        )
        return TencentSms(account, self.clock, base_url=part.base_url or VENDOR)

    def _email(self, part: EmailPart, found: Configured) -> Channel:
        from notify.channels.email.channel import Email

        return Email(
            part.host,
            part.port,
            part.sender,
            self.clock,
            tls=part.tls,
            username=part.username,
            password=found.secret("email", name="password"),
            ca_file=None if part.ca_file is None else str(found.folder / part.ca_file),
        )

    def _ntfy(self, part: NtfyPart, found: Configured) -> Channel:
        from notify.channels.ntfy.channel import Ntfy

        token = found.secret("ntfy", name="token")
        return Ntfy(part.url, self.clock, self.settings.lang, token=token)

    def _webhook(self, part: WebhookPart, found: Configured) -> Channel:
        from notify.channels.webhook.channel import Webhook

        return Webhook(part.url, found.needed("webhook", name="secret").encode(), self.clock)

    def _twilio(self) -> Iterator[Channel]:
        account = twilio_account(self.settings, self.configured)
        if account is None:
            return
        from notify.channels.twilio.channel import Twilio
        from notify.channels.twilio.voice import TwilioVoice

        named = (account.sid, account.token, account.sender)
        public_url = self.settings.base_url
        yield Twilio(
            *named,
            base_url=account.base_url,
            public_url=public_url,
            two_way=account.two_way,
            clock=self.clock,
        )
        if account.voice and public_url is not None:
            yield TwilioVoice(*named, public_url, base_url=account.base_url, clock=self.clock)

    def _robots(self, found: Configured) -> Iterator[GroupChannel]:
        file, clock, lang = found.file, self.clock, self.settings.lang
        if file.wecom is not None:
            from notify.channels.wecom.channel import VENDOR as WECOM
            from notify.channels.wecom.channel import WeCom

            key = found.needed("wecom", name="key")
            yield WeCom(key, clock, lang, base_url=file.wecom.base_url or WECOM)
        if file.dingtalk is not None:
            from notify.channels.dingtalk.channel import VENDOR as DINGTALK
            from notify.channels.dingtalk.channel import DingTalk

            token = found.needed("dingtalk", name="token")
            secret = found.secret("dingtalk", name="secret")
            url = file.dingtalk.base_url or DINGTALK
            yield DingTalk(token, secret, clock, lang, base_url=url)
        if file.feishu is not None:
            from notify.channels.feishu.channel import VENDOR as FEISHU
            from notify.channels.feishu.channel import Feishu

            token = found.needed("feishu", name="token")
            secret = found.secret("feishu", name="secret")
            yield Feishu(token, secret, clock, lang, base_url=file.feishu.base_url or FEISHU)

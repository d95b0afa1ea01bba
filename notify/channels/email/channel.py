"""E-mail through the county's relay; off unless the installation names one.

A relay that says 250 has taken the mail, no more: whether it arrives, and whether anybody looks,
it does not say. Bounces go to the sender's mailbox, later.
"""

from __future__ import annotations

import asyncio
import contextlib
from typing import TYPE_CHECKING, Literal

from notify.channel import Accepted, Capabilities, Message, Outcome, Permanent, Temporary, Unknown
from notify.channels.email.letter import is_address, letter, message_id
from runtime.clock import Clock

if TYPE_CHECKING:
    import aiosmtplib

CALL_S = 30.0
"""Longest time for one mail, from the connection to the relay's word, s."""

LEAVE_S = 2.0
"""Longest wait for a relay's goodbye; the mail is already its own by then."""

Tls = Literal["starttls", "tls", "none"]


class Email:
    """One relay, one connection for each mail, one address in each mail.

    With one address a relay cannot take a mail for some and refuse it for others. ``tls``:
    ``starttls`` goes on only if the relay offers it, ``tls`` speaks it from the start. ``ca_file``
    holds the authority of a relay with a certificate of its own.
    """

    name = "email"
    capabilities = Capabilities(
        two_way=False, receipts=False, reaches_world=True, works_offline=False, max_chars=10_000
    )

    def __init__(
        self,
        host: str,
        port: int,
        sender: str,
        clock: Clock,
        *,
        tls: Tls = "starttls",
        username: str | None = None,
        password: str | None = None,
        ca_file: str | None = None,
        call_s: float = CALL_S,
    ) -> None:
        """Raises ValueError for a sender that is no address, and for a password that would go
        over the line in clear."""
        if not is_address(sender):
            raise ValueError("the sender of e-mail is one address, such as duty@example.org")
        if password is not None and tls == "none":
            raise ValueError("a password for the relay needs tls or starttls")
        self._host = host
        self._port = port
        self._sender = sender
        self._clock = clock
        self._tls = tls
        self._username = username
        self._password = password
        self._ca_file = ca_file
        self._call_s = call_s

    async def send(self, message: Message) -> Outcome:
        if message.mode != "real" or message.address.startswith("sim:"):
            return Permanent("exercise_stays_inside")
        if not is_address(message.address):
            return Permanent("bad_address")
        import aiosmtplib

        mail = letter(message, self._sender, self._clock.now())
        client = self._client()
        handed = False
        try:
            async with asyncio.timeout(self._call_s):
                await client.connect()
                await client.mail(self._sender)
                await client.rcpt(message.address)
                handed = True
                await client.data(mail)
        except aiosmtplib.SMTPAuthenticationError as error:
            # The account, not the mail: somebody may mend it.
            return Temporary(str(error.code))
        except aiosmtplib.SMTPResponseException as error:
            return outcome_of(error.code, handed=handed)
        except (TimeoutError, OSError, ValueError, aiosmtplib.SMTPException) as error:
            name = type(error).__name__
            return Unknown(name) if handed else Temporary(name)
        finally:
            await _leave(client)
        return Accepted(message_id(message.attempt, self._sender))

    def _client(self) -> aiosmtplib.SMTP:
        import aiosmtplib

        return aiosmtplib.SMTP(
            hostname=self._host,
            port=self._port,
            # By default the library asks the network for this machine's name, and tells it.
            local_hostname=self._sender.rpartition("@")[2],
            username=self._username,
            password=self._password,
            timeout=self._call_s,
            use_tls=self._tls == "tls",
            start_tls=self._tls == "starttls",
            cert_bundle=self._ca_file,
        )


def outcome_of(code: int, *, handed: bool) -> Outcome:
    """What a relay's refusal means (RFC 5321 §4.2.1): 4xx for now, 5xx for good.

    Any other word is no refusal: once the mail was ``handed`` over, nobody knows.
    """
    if 400 <= code < 500:
        return Temporary(str(code))
    if 500 <= code < 600:
        return Permanent(str(code))
    return Unknown(f"smtp_{code}") if handed else Temporary(f"smtp_{code}")


async def _leave(client: aiosmtplib.SMTP) -> None:
    """Say goodbye as RFC 5321 §4.1.1.10 asks for; what comes of it changes nothing."""
    import aiosmtplib

    with contextlib.suppress(TimeoutError, OSError, aiosmtplib.SMTPException):
        async with asyncio.timeout(LEAVE_S):
            await client.quit()
    client.close()

"""A message as an e-mail that every relay takes: seven-bit, with our own name for it."""

from __future__ import annotations

import re
from datetime import datetime
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from urllib.parse import quote

from notify.channel import Message

SUBJECT_CHARS = 60
"""More of the first line is not seen in a list of mails on a telephone."""

PLAIN = re.compile(r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@[A-Za-z0-9][A-Za-z0-9.-]{0,252}")
"""An address as it is written in a mail: ASCII, unquoted."""


def is_address(address: str) -> bool:
    """Whether this is one plain mail address: no display name, no list, no line break."""
    return PLAIN.fullmatch(address) is not None


def message_id(attempt: str, sender: str) -> str:
    """The ``Message-ID`` of an attempt: the same whenever it is sent, so that a mail program may
    show a repeated one once."""
    return f"<{quote(attempt, safe='')}@{sender.rpartition('@')[2]}>"


def letter(message: Message, sender: str, now: datetime) -> bytes:
    """The whole mail, lines ended as the wire wants them (RFC 5322)."""
    mail = EmailMessage(SMTP)
    first = next(iter(message.text.splitlines()), "")
    mail["Subject"] = first if len(first) <= SUBJECT_CHARS else f"{first[: SUBJECT_CHARS - 1]}…"
    mail["From"] = sender
    mail["To"] = message.address
    mail["Date"] = format_datetime(now)
    mail["Message-ID"] = message_id(message.attempt, sender)
    # RFC 3834: answering machines keep still.
    mail["Auto-Submitted"] = "auto-generated"
    mail.set_content(message.text, cte="base64")
    return mail.as_bytes()

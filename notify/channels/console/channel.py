"""Messages printed to a stream: for a first look and for installations without a browser."""

from __future__ import annotations

import sys
from typing import TextIO

from notify.channel import Accepted, Capabilities, Message, Outcome


class Console:
    """Writes one line for each message. Personal data goes to whoever sees the stream."""

    name = "console"
    capabilities = Capabilities(
        two_way=False, receipts=False, reaches_world=False, works_offline=True, max_chars=1000
    )

    def __init__(self, stream: TextIO | None = None) -> None:
        """``stream`` is standard output if not given."""
        self._stream = stream

    async def send(self, message: Message) -> Outcome:
        text = message.text.replace("\n", " ")
        stream = self._stream or sys.stdout
        stream.write(f"{message.address} {text}\n")
        stream.flush()
        return Accepted(None)

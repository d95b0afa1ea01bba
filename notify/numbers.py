"""Telephone numbers in one form, so that a sender is found however the provider writes it."""

from __future__ import annotations

import unicodedata

HOME = "CN"
"""Region of a number that names no country."""


def line(number: str, home: str = HOME) -> str:
    """E.164 where the library can read it, else what was written without spaces; "" for nothing.

    Addresses of simulated phones stay as they are.
    """
    written = "".join(unicodedata.normalize("NFKC", number).split())
    if not written or written.startswith("sim:"):
        return written
    import phonenumbers

    try:
        parsed = phonenumbers.parse(written, home)
    except phonenumbers.NumberParseException:
        return written
    return phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.E164)


def masked(number: str) -> str:
    """For logs: the last two digits."""
    return f"…{number[-2:]}" if len(number) > 4 else "…"

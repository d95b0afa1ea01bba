"""Telephone numbers in one form, so that a sender is found however the provider writes it."""

from __future__ import annotations

import unicodedata
from typing import TYPE_CHECKING, Annotated

from pydantic import AfterValidator

from runtime.language import N_, phrase

if TYPE_CHECKING:
    from phonenumbers import PhoneNumber


def _region(code: str) -> str:
    import phonenumbers

    if code not in phonenumbers.SUPPORTED_REGIONS:
        raise ValueError(
            phrase(N_("A region is two capital letters of ISO 3166, such as CN or CL."))
        )
    return code


Region = Annotated[str, AfterValidator(_region)]
"""Where a number that names no country belongs."""


def line(number: str, home: str) -> str:
    """E.164 where the library can read it, else what was written without spaces; "" for nothing.

    ``home`` is the region of a number that names no country: the vault's, so that one telephone is
    one line wherever it is looked for. Addresses of simulated phones stay as they are.
    """
    written = _plain(number)
    if not written or written.startswith("sim:"):
        return written
    import phonenumbers

    parsed = _parsed(written, home)
    if parsed is None:
        return written
    return phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.E164)


def possible(number: str, home: str, *, local: bool) -> bool:
    """Whether a telephone can have it, by its length in the numbering plan of its country: no digit
    too few, none too many. ``local``: one without its area code counts, which a person can dial.
    Whether it is anybody's, nobody can say but by a test.
    """
    import phonenumbers

    parsed = _parsed(_plain(number), home)
    if parsed is None:
        return False
    reason = phonenumbers.is_possible_number_with_reason(parsed)
    whole = phonenumbers.ValidationResult.IS_POSSIBLE
    nearby = phonenumbers.ValidationResult.IS_POSSIBLE_LOCAL_ONLY
    return reason == whole or (local and reason == nearby)


def _plain(number: str) -> str:
    """Without spaces, in digits of half width."""
    return "".join(unicodedata.normalize("NFKC", number).split())


def _parsed(written: str, home: str) -> PhoneNumber | None:
    import phonenumbers

    try:
        return phonenumbers.parse(written, home)
    except phonenumbers.NumberParseException:
        return None


def masked(number: str) -> str:
    """For logs: the last two digits."""
    return f"…{number[-2:]}" if len(number) > 4 else "…"

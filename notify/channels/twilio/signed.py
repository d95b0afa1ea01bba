"""Whether a request comes from the vendor: its signature over the public address and the fields.

The signature itself holds no time, so an old request can be sent again by whoever has seen it:
our addresses carry one (``bound``), and what is made of a request has a name that is the same each
time.
"""

from __future__ import annotations

from collections.abc import Mapping

from runtime.language import N_, phrase
from runtime.refusal import Refused


def check(auth_token: str, url: str, fields: Mapping[str, object], signature: str | None) -> None:
    """Raises Refused ``not_allowed`` for a missing or wrong signature.

    ``url`` is the public address with path and query exactly as configured, never built from
    headers. ``fields`` must include empty ones: they are signed too.
    """
    from twilio.request_validator import RequestValidator  # type: ignore[import-untyped]

    validator = RequestValidator(auth_token)
    # The library fails on a missing signature instead of refusing it.
    if signature is None or not validator.validate(url, fields, signature):
        allowed = phrase(N_("a request signed by the provider"))
        raise Refused("not_allowed", field="X-Twilio-Signature", value=None, allowed=allowed)

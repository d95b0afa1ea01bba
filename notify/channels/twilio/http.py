"""The vendor's own HTTP client, able to talk to another host than the vendor's.

The library has no setting for the address of its server. An installation behind a gateway needs
one, and so do tests, which never talk to the vendor.
"""

from __future__ import annotations

from base64 import b64encode
from typing import Any

from twilio.http.async_http_client import AsyncTwilioHttpClient  # type: ignore[import-untyped]

from notify.channels.twilio.vendor import VENDOR


class RedirectedClient(AsyncTwilioHttpClient):  # type: ignore[misc]  # the library has no types
    """Sends requests for the vendor to ``base_url``. Make it inside a running event loop."""

    def __init__(self, base_url: str) -> None:
        super().__init__()
        self._base_url = base_url.rstrip("/")

    async def request(self, method: str, url: str, *args: Any, **kwargs: Any) -> Any:
        """As the library's own, at the other address."""
        here = self._base_url + url.removeprefix(VENDOR) if url.startswith(VENDOR) else url
        if (auth := kwargs.pop("auth", None)) is not None:
            # The library's own way (aiohttp's BasicAuth) is deprecated and warns at every call.
            credentials = b64encode(":".join(auth).encode("utf-8")).decode("ascii")
            kwargs["headers"] = {
                **(kwargs.get("headers") or {}),
                "Authorization": f"Basic {credentials}",
            }
        return await super().request(method, here, *args, **kwargs)

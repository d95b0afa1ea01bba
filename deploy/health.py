"""Exit code 0 if an address answers below 500: the container's health check."""

from __future__ import annotations

import sys
import urllib.error
import urllib.request

TIMEOUT_S = 4


def healthy(address: str) -> bool:
    """Whether the program answers; a refusal is an answer too."""
    try:
        with urllib.request.urlopen(address, timeout=TIMEOUT_S) as answer:  # noqa: S310 - ours
            return bool(answer.status < 500)
    except urllib.error.HTTPError as error:
        return error.code < 500
    except OSError:
        return False


if __name__ == "__main__":
    sys.exit(0 if healthy(sys.argv[1]) else 1)

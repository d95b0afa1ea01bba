"""The signature against the example that the vendor publishes with its description."""

from __future__ import annotations

import pytest

from notify.channels.tencent.signing import Credentials, authorization

PUBLISHED = Credentials("AKIDz8krbsJ5yKBZQpn74WFkmLPx3EXAMPLE", "Gu5t9xGARNpq86cd98joQYCN3EXAMPLE")
HOST = "cvm.tencentcloudapi.com"
# The published body has its Chinese escaped.
BODY = rb'{"Limit": 1, "Filters": [{"Values": ["\u672a\u547d\u540d"], "Name": "instance-name"}]}'
AT_S = 1_551_113_065


def test_the_published_example_comes_out_to_the_letter() -> None:
    assert authorization(PUBLISHED, "cvm", HOST, BODY, AT_S) == (
        "TC3-HMAC-SHA256 Credential=AKIDz8krbsJ5yKBZQpn74WFkmLPx3EXAMPLE/2019-02-25/cvm/"
        "tc3_request, SignedHeaders=content-type;host, "
        "Signature=72e494ea809ad7a8c8f7a4507b9bddcbaa8e581f516e8da2f66e2c5a96525168"
    )


@pytest.mark.parametrize(
    "other",
    [
        authorization(Credentials(PUBLISHED.secret_id, "x"), "cvm", HOST, BODY, AT_S),
        authorization(PUBLISHED, "sms", HOST, BODY, AT_S),
        authorization(PUBLISHED, "cvm", "127.0.0.1:8080", BODY, AT_S),
        authorization(PUBLISHED, "cvm", HOST, BODY + b" ", AT_S),
        authorization(PUBLISHED, "cvm", HOST, BODY, AT_S + 1),
    ],
    ids=["secret", "service", "host", "body", "time"],
)
def test_whatever_is_signed_changes_the_signature(other: str) -> None:
    signature = authorization(PUBLISHED, "cvm", HOST, BODY, AT_S).rpartition("=")[2]
    assert other.rpartition("=")[2] != signature


def test_the_day_is_the_one_in_utc() -> None:
    midnight_s = 1_767_225_600  # 2026-01-01T00:00:00Z, eight in the morning in Beijing
    assert "/2025-12-31/" in authorization(PUBLISHED, "sms", HOST, b"{}", midnight_s - 1)
    assert "/2026-01-01/" in authorization(PUBLISHED, "sms", HOST, b"{}", midnight_s)


def test_a_key_pair_is_not_shown() -> None:
    assert PUBLISHED.secret_key not in repr(PUBLISHED)
    assert PUBLISHED.secret_id not in repr(PUBLISHED)

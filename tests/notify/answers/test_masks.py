"""A message as others than its owner read it."""

from __future__ import annotations

import pytest

from notify.answers.orders import without_secrets


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("回复 启动 482913", "回复 启动 ••••••"),
        ("电话 0350-0000000", "电话 0350-0000000"),
        ("请打开 http://10.0.0.5:8000/r/abc-d4f 作答", "请打开 http://10.0.0.5:8000/r/… 作答"),
        (None, None),
    ],
)
def test_authority_is_masked_the_rest_stays(text: str | None, shown: str | None) -> None:
    assert without_secrets(text) == shown

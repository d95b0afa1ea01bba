"""What a browser may say."""

from __future__ import annotations

import pytest

from web.hub.protocol import MESSAGE_LIMIT, Beat, Hello, WrongMessage, heard


def test_a_hello_and_a_beat_are_understood() -> None:
    assert heard('{"kind":"hello","epoch":"ab","revision":7}') == Hello("ab", 7)
    assert heard('{"kind":"hello","epoch":null,"revision":0}') == Hello(None, 0)
    assert isinstance(heard('{"kind":"beat"}'), Beat)


@pytest.mark.parametrize(
    "said",
    [
        "",
        "hello",
        "[]",
        "7",
        '{"kind":"beat","more":1}',
        '{"kind":"hello","epoch":"ab"}',
        '{"kind":"hello","epoch":7,"revision":7}',
        '{"kind":"hello","epoch":"ab","revision":-1}',
        '{"kind":"hello","epoch":"ab","revision":true}',
        '{"kind":"hello","epoch":"ab","revision":1.5}',
        '{"kind":"hello","epoch":"ab","revision":7,"more":1}',
        '{"kind":"start"}',
        "[" * (MESSAGE_LIMIT - 1),
        "x" * (MESSAGE_LIMIT + 1),
    ],
)
def test_anything_else_is_not(said: str) -> None:
    with pytest.raises(WrongMessage):
        heard(said)

"""The words of a test of the ways, which name it as one at both ends."""

from __future__ import annotations

import re
from collections.abc import Mapping
from types import MappingProxyType

from runtime.language import Lang

MARK: Mapping[Lang, str] = MappingProxyType({"zh": "【测试】", "en": "[TEST]"})
BODY: Mapping[Lang, str] = MappingProxyType(
    {
        "zh": "这是通信测试，没有发生事故，不需要任何行动。",
        "en": "This is a test of messages. Nothing has happened and nothing is to be done.",
    }
)
ANSWER: Mapping[Lang, str] = MappingProxyType(
    {"zh": "收到请回复“测试{code}”。", "en": ' Reply "test {code}" if you have got it.'}
)
"""Its own word and figures: an answer to a test is none to an alert."""
_CODE = re.compile(r"(?:“测试|\"test )(\d\d)[”\"]")


def words_of_test(lang: Lang, code: str | None = None) -> str:
    """What a person gets. ``code`` is of their answer; None where none comes back."""
    answer = "" if code is None else ANSWER[lang].format(code=code)
    return f"{MARK[lang]}{BODY[lang]}{answer}{MARK[lang]}"


def code_of(text: str) -> str | None:
    """The figures that a test asks to be written back; None where it asks for nothing."""
    found = _CODE.search(text)
    return None if found is None else found[1]

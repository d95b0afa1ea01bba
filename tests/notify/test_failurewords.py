"""Every code that a message can end with has its own words, in both languages."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

import notify
from notify.channelwords import TITLES
from notify.failurewords import alone, reason
from notify.keys import DISARMED
from runtime.language import LANGS
from web.calls.words import why_called

OUTCOMES = {"Temporary", "Permanent", "Unknown", "Unfit", "NobodyKnows"}


def codes() -> Iterator[str]:
    """Every code that the package's source gives to an outcome; where a part of it is a provider's
    number, with a 7 in its place. A bare number is the provider's own."""
    for path in sorted(Path(notify.__file__).parent.rglob("*.py")):
        for call in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if not (isinstance(call, ast.Call) and isinstance(call.func, ast.Name)):
                continue
            if call.func.id in OUTCOMES and call.args:
                code = written(call.args[0])
                if code is not None and not code.isdigit():
                    yield code


def written(node: ast.expr) -> str | None:
    """A constant or formatted text as it would be; None where the code comes from elsewhere."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return node.value
    if isinstance(node, ast.JoinedStr):
        parts = (p.value if isinstance(p, ast.Constant) else "7" for p in node.values)
        text = "".join(map(str, parts))
        return None if text.startswith("7:") else text
    return None


CODES = sorted(set(codes()))


def test_the_source_is_read() -> None:
    assert {"no_modem", "cut_after_handover", "exercise_stays_inside", "http_7"} <= set(CODES)


@pytest.mark.parametrize("code", [*CODES, alone(DISARMED), "cms_27", "ServerDisconnectedError"])
@pytest.mark.parametrize("channel", ["modem", "tencent", "twilio"])
def test_a_code_of_our_own_is_said_in_words(channel: str, code: str) -> None:
    said = [reason(channel, code).say(lang) for lang in LANGS]
    assert len(set(said)) == len(LANGS)
    assert reason(channel, "no such code").say("en").replace("no such code", code) not in said


@pytest.mark.parametrize("code", CODES)
def test_the_telephone_list_says_it_too(code: str) -> None:
    for kept in (code, f"exhausted:{code}", f"passed_over:{code}"):
        for lang in LANGS:
            assert f"（{code}）" not in why_called(kept).say(lang)
            assert f"({code})" not in why_called(kept).say(lang)


def test_every_channel_has_a_title() -> None:
    folders = {p.parent.name for p in Path(notify.__file__).parent.glob("channels/*/channel.py")}
    assert folders <= TITLES.keys()

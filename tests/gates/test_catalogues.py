"""Both catalogues hold every message of the product, in step with the code."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.gates.scripts import script

ROOT = Path(__file__).resolve().parents[2]
catalogue = script(ROOT / "bin" / "catalogue.py")


@pytest.mark.parametrize("language", catalogue.LANGUAGES)
def test_every_message_has_words(language: str) -> None:
    wrong = list(catalogue.faults(catalogue.messages(), language, catalogue.catalogue(language)))
    assert wrong == []


def test_the_gate_sees_what_is_missing_left_over_empty_or_different() -> None:
    known = {"left": "x", "empty": "", "{a} b": "no place"}
    wrong = list(catalogue.faults({"new", "empty", "{a} b"}, "zh_CN", known))
    assert sorted(line.split(":")[1].strip() for line in wrong) == [
        "empty",
        "left over",
        "missing",
        "placeholders differ",
    ]


def test_the_command_fails_as_the_gate_does(tmp_path: Path) -> None:
    told = subprocess.run(
        [sys.executable, str(ROOT / "bin" / "catalogue.py"), "--check"],
        capture_output=True,
        text=True,
        check=False,
        cwd=tmp_path,
    )
    assert told.returncode == 0, told.stdout


def test_chinese_is_chinese() -> None:
    """A sentence in the Chinese catalogue that has no Chinese character was forgotten."""
    plain = [
        message
        for message, words in catalogue.catalogue("zh_CN").items()
        if message == words and len(message.split()) > 2
    ]
    assert plain == []


_SENTENCE = re.compile(r"[A-Za-z]{2,} [a-z]{2,}")


def said(source: str) -> Iterator[str]:
    """Sentences that code says in the reader's language, whatever it calls what says them."""
    tree = ast.parse(source)
    speakers = {"translate", "phrase"}
    for node in ast.walk(tree):
        match node:
            case ast.Assign(targets=[ast.Name(id=name)], value=ast.Call(func=ast.Name("speaker"))):
                speakers.add(name)
    for node in ast.walk(tree):
        match node:
            case ast.Call(func=ast.Name(id=name), args=[ast.Constant(value=str(text)), *_]):
                if name in speakers and _SENTENCE.search(text):
                    yield text


def test_what_code_says_is_collected() -> None:
    """A sentence that the collector does not see would be dropped, and stand there in English."""
    known = catalogue.messages()
    sources = (p for package in catalogue.PACKAGES for p in (ROOT / package).rglob("*.py"))
    lost = {text for p in sources for text in said(p.read_text("utf-8")) if text not in known}
    assert lost == set()


def test_the_gate_sees_a_sentence_under_another_name() -> None:
    source = 'tell = speaker(lang)\ntell("No incident is open.")\ntranslate(N_("Not this one."))'
    assert list(said(source)) == ["No incident is open."]

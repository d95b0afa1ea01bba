"""Links lead somewhere, commands exist, and the diagram is the one that the program draws."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator
from pathlib import Path

import click
import pytest
from click.testing import CliRunner

from app.cli import main
from tests.docs.pages import ROOT, blocks, name, pages, prose

LINK = re.compile(r"!?\[[^\]]*\]\(([^)\s]+)\)")


def heading_anchors(page: Path) -> set[str]:
    """Anchors of headings as code hosts make them."""
    found = re.findall(r"^#+ (.+)$", prose(page), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", title.lower()).replace(" ", "-") for title in found}


def broken_links(page: Path, text: str) -> list[str]:
    broken: list[str] = []
    for target in LINK.findall(text):
        if re.match(r"[a-z]+:", target):
            continue
        path, _, anchor = target.partition("#")
        there = (page.parent / path).resolve() if path else page
        if not there.exists() or (anchor and anchor not in heading_anchors(there)):
            broken.append(target)
    return broken


def test_the_pages_are_found() -> None:
    found = {name(page) for page in pages()}
    assert {"README.md", "README.zh.md", "docs/concepts.md", "docs/reference/cli.md"} <= found


@pytest.mark.parametrize("page", pages(), ids=name)
def test_links_lead_somewhere(page: Path) -> None:
    assert broken_links(page, prose(page)) == []


def test_a_broken_link_is_found() -> None:
    text = "[a](docs/nowhere.md) [b](docs/concepts.md#nowhere) [c](docs/concepts.md)"
    assert broken_links(ROOT / "README.md", text) == ["docs/nowhere.md", "docs/concepts.md#nowhere"]


def test_every_page_is_linked_from_another() -> None:
    linked: set[Path] = set()
    for page in pages():
        for target in LINK.findall(prose(page)):
            linked.add((page.parent / target.partition("#")[0]).resolve())
    alone = [name(page) for page in pages()[1:] if page not in linked]
    assert alone == []


@pytest.mark.parametrize(("page", "lang"), [("README.md", "en"), ("README.zh.md", "zh")])
def test_the_diagram_is_what_the_program_draws(page: str, lang: str) -> None:
    result = CliRunner().invoke(main, ["--lang", lang, "plan", "diagram"])
    assert result.exit_code == 0
    assert blocks(ROOT / page, "mermaid") == [result.output]


def invocations(text: str) -> Iterator[list[str]]:
    """Command lines of our program in a shell block."""
    for line in text.replace("\\\n", " ").splitlines():
        words = shlex.split(line.removeprefix("$ "), comments=True)
        for number, word in enumerate(words):
            if word in ("tailings", ".venv/bin/tailings"):
                yield words[number + 1 :]


def unknown_words(words: list[str]) -> list[str]:
    """The first word that is no command of ours, or options that the command does not have."""
    command: click.Command = main
    options: set[str] = set()
    unknown: list[str] = []
    for number, word in enumerate(words):
        if word in ("|", ">"):
            break
        options |= {o for p in command.params for o in p.opts}
        if word.startswith("-") and word != "-":
            if word.partition("=")[0] not in options | {"--help"}:
                unknown.append(word)
        elif isinstance(command, click.Group) and not _is_value(command, words, number):
            inner = command.get_command(click.Context(command), word)
            if inner is None:
                return [*unknown, word]
            command = inner
    return unknown


def _is_value(command: click.Command, words: list[str], number: int) -> bool:
    """Whether the word belongs to the option before it."""
    before = words[number - 1] if number else ""
    return any(
        before in p.opts and not getattr(p, "is_flag", False)
        for p in command.params
        if isinstance(p, click.Option)
    )


@pytest.mark.parametrize("page", pages(), ids=name)
def test_commands_exist(page: Path) -> None:
    for block in blocks(page, "sh"):
        for words in invocations(block):
            assert unknown_words(words) == [], " ".join(words)


@pytest.mark.parametrize(
    "line", ["tailings plan chek", "tailings serve --prot 1", "tailings --lang en polish"]
)
def test_a_command_that_does_not_exist_is_found(line: str) -> None:
    (words,) = invocations(line)
    assert unknown_words(words)


def test_make_targets_exist() -> None:
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE))
    used = {
        target
        for page in pages()
        for target in re.findall(r"\bmake ([a-z]+)\b", "\n".join(blocks(page, "sh")))
    }
    assert {"run", "test"} <= used <= targets

"""Keep the catalogues in step with the code.

``.venv/bin/python bin/catalogue.py`` collects every message of the product (``N_("…")`` in Python,
``_("…")`` in templates), adds what is new to both catalogues and drops what is gone.
``--check`` changes nothing and fails if anything is missing, left over, empty, or has other
placeholders than its message.
"""

from __future__ import annotations

import io
import string
import sys
from collections.abc import Iterator
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).resolve().parent.parent
PACKAGES = ("app", "web", "drills", "notify", "incident", "playbooks", "registry", "runtime")
LANGUAGES = ("zh_CN", "en")
METHODS = [("**/templates/**.html", "jinja2"), ("**.py", "python")]
KEYWORDS = {"N_": None, "_": None}


def messages() -> set[str]:
    """Every message in the product."""
    found: set[str] = set()
    for package in PACKAGES:
        for _, _, message, _, _ in extract_from_dir(
            str(ROOT / package), METHODS, keywords=KEYWORDS
        ):
            found.add(message if isinstance(message, str) else message[0])
    return found - {""}


def path_of(language: str) -> Path:
    return ROOT / "locales" / language / "LC_MESSAGES" / "tailings.po"


def catalogue(language: str) -> dict[str, str]:
    """Messages and their words in one language."""
    with path_of(language).open("rb") as file:
        return {str(m.id): str(m.string) for m in read_po(file) if m.id}


def placeholders(text: str) -> set[str]:
    """Names in braces."""
    return {name for _, name, _, _ in string.Formatter().parse(text) if name is not None}


def faults(wanted: set[str], language: str, known: dict[str, str]) -> Iterator[str]:
    """What is wrong with one catalogue."""
    for message in sorted(wanted | set(known)):
        if message not in known:
            yield f"{language}: missing: {message!r}"
        elif message not in wanted:
            yield f"{language}: left over: {message!r}"
        elif not known[message]:
            yield f"{language}: empty: {message!r}"
        elif placeholders(known[message]) != placeholders(message):
            yield f"{language}: placeholders differ: {message!r}"


def update(wanted: set[str], language: str) -> None:
    """Write the catalogue anew, sorted, with the words that it has."""
    known = catalogue(language)
    fresh = Catalog(locale=language, charset="utf-8", header_comment="")
    for message in sorted(wanted):
        words = known.get(message, "")
        fresh.add(message, words or (message if language == "en" else ""))
    text = io.BytesIO()
    write_po(text, fresh, width=100, omit_header=True)
    header = (
        f'msgid ""\nmsgstr ""\n"Language: {language}\\n"\n'
        '"Content-Type: text/plain; charset=utf-8\\n"\n\n'
    )
    path_of(language).write_text(header + text.getvalue().decode("utf-8"), encoding="utf-8")


def main() -> int:
    wanted = messages()
    if "--check" in sys.argv:
        wrong = [f for lang in LANGUAGES for f in faults(wanted, lang, catalogue(lang))]
        sys.stdout.writelines(f"{line}\n" for line in wrong)
        return 1 if wrong else 0
    for language in LANGUAGES:
        update(wanted, language)
        empty = sum(1 for words in catalogue(language).values() if not words)
        sys.stdout.write(f"{language}: {len(wanted)} messages, {empty} without words\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())

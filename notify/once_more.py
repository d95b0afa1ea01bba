"""A message once more, as it was written: by another way, or after doubt whether the first came.

The way may take less than the one that it was written for. Then the answer line is said in fewer
words, the hats of its reader go, and at last the end of the text, with a sign that there was more.
The marks, the sender and how to answer, which are its last lines, are never what is cut.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator

from notify.answers.below import ending_at, in_short
from notify.compose import TO, apart, cut_to
from notify.endings import Ending
from notify.segments import fits
from notify.text import EXERCISE, RESENT
from runtime.language import Lang, phrase

_SIGNED = {"zh": re.compile(r"(?:【[^【】\n]+】)+$"), "en": re.compile(r"(?: - [^\n]+)$")}


def resent(
    text: str,
    lang: Lang,
    mode: str,
    max_chars: int,
    max_parts: int | None = None,
    *,
    ending: Ending | None = None,
) -> str:
    """The same message, marked as sent again; in an exercise inside its marks."""
    marked = text.startswith((RESENT[lang], EXERCISE[lang] + RESENT[lang]))
    mark = "" if marked else RESENT[lang]
    return fitted(text, lang, mode, max_chars, max_parts, mark, ending=ending)


def fitted(
    text: str,
    lang: Lang,
    mode: str,
    max_chars: int,
    max_parts: int | None = None,
    mark: str = "",
    *,
    ending: Ending | None = None,
) -> str:
    """The message as a way takes it that it was not written for; ``mark`` stands before it.
    ``ending``: how to answer it there, where that is otherwise than it says."""
    drill = EXERCISE[lang] if mode == "exercise" else ""
    head = f"{drill}{mark}"
    forms = [
        (body, sender, f"{end}{apart(end, drill)}")
        for body, sender, end in _forms(unmarked(text, lang, mode), lang, ending)
    ]
    for form in forms:
        if fits(whole := f"{head}{''.join(form)}", max_chars, max_parts):
            return whole
    body, sender, close = forms[-1]
    return cut_to(head, body, f"{sender}{close}", max_chars, max_parts)


def unmarked(text: str, lang: Lang, mode: str) -> str:
    """A message as it is written, without the marks of an exercise around it."""
    drill = EXERCISE[lang] if mode == "exercise" else ""
    return text.removeprefix(drill).removesuffix(drill).rstrip(" ")


def _forms(text: str, lang: Lang, ending: Ending | None) -> Iterator[tuple[str, str, str]]:
    """The text, who sends it and how to answer, from the whole to the fewest words."""
    at = ending_at(text, lang)
    said, end = text[:at], text[at:]
    short = in_short(end, lang)
    if ending is not None:
        end, short = (f"\n{one}" if one else "" for one in (ending.tail, ending.short))
    yield said, "", end
    yield said, "", short
    before, _, line = said.rpartition("\n")
    to = phrase(TO, posts="\n").say(lang).partition("\n")[0]
    if line.startswith(to):
        said = before
        yield said, "", short
    signed = _SIGNED[lang].search(said)
    begins = signed.start() if signed else len(said)
    yield said[:begins], said[begins:], short


def marked_again(fields: str, lang: Lang) -> str:
    """The words for a provider's own template (JSON) of a message that is sent again. ``mark``
    differs each time: the same words twice are refused there."""
    gaps = json.loads(fields)
    before, again = str(gaps.get("mark", "")), RESENT[lang]
    head, found, count = before.rpartition(again)
    times = int(count) if count.isdecimal() else 1
    return json.dumps(
        {**gaps, "mark": f"{head}{again}{times + 1}" if found else f"{before}{again}"},
        ensure_ascii=False,
    )

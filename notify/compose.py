"""One message put together: texts, hats of its reader, who sends it, how to answer, and the marks.

Where a way does not take all of it, it is made shorter by rule: the place in few words, then the
hats but the first, then the list of tasks, then that hat, and at last the end of the text, between
two words. The marks, the sender and the answer line stay.
"""

from __future__ import annotations

import re
from bisect import bisect
from collections.abc import Iterator, Sequence

from notify.segments import encoding, fits
from notify.signed import signature
from notify.text import EXERCISE, JOINS
from playbooks.lookup import Playbook
from runtime.language import N_, Lang, phrase

TO = N_("To you as: {posts}.")
_ENDS_IN_LINK = re.compile(r"://\S+$")
_HALF_A_WORD = re.compile(r"(?<![A-Za-z0-9])[A-Za-z0-9]{1,24}$")


def compose(
    texts: Sequence[str],
    posts: Sequence[str],
    playbook: Playbook,
    lang: Lang,
    mode: str,
    max_chars: int,
    *,
    max_parts: int | None = None,
    mark: str = "",
    tail: str = "",
    short_tail: str | None = None,
    senders: Sequence[str] = (),
    shorter: Sequence[Sequence[str]] = (),
) -> str:
    """One message: every different text once, who sends them, all hats of its reader, and the
    drill's marks.

    ``mark`` stands before the text, ``tail`` (how to answer) behind it. What the way does not take
    in ``max_chars``, and ``max_parts`` of a short message, is tried with ``short_tail``, then with
    the first of ``shorter`` (the same texts in fewer words), without the hats but the first, with
    the last of ``shorter``, without hats, and is cut at last; neither marks nor sender nor tail are
    what is cut.
    """
    drill = EXERCISE[lang] if mode == "exercise" else ""
    head, tails = f"{drill}{mark}", (tail, tail if short_tail is None else short_tail)
    ends = [(f"\n{one}" if one else "") + apart(one, drill) for one in tails]
    for body, signed in _bodies(texts, shorter, posts, playbook, lang, senders):
        for end in ends:
            if fits(whole := f"{head}{body}{signed[1]}{end}", max_chars, max_parts):
                return whole
    return cut_to(head, body, f"{signed[0]}{ends[-1]}", max_chars, max_parts)


def apart(tail: str, drill: str) -> str:
    """The drill's mark as it closes a message. Behind a link it stands apart: many telephones take
    what touches an address for a part of it, and the link would lead nowhere."""
    return f" {drill}" if drill and _ENDS_IN_LINK.search(tail) else drill


def _bodies(
    texts: Sequence[str],
    shorter: Sequence[Sequence[str]],
    posts: Sequence[str],
    playbook: Playbook,
    lang: Lang,
    senders: Sequence[str],
) -> Iterator[tuple[str, tuple[str, str]]]:
    """From the whole to the shortest: the texts, and behind them the signature without and with
    the hats."""
    hats = list(dict.fromkeys(h for p in posts for h in _hats(playbook, p, lang)))
    forms = (texts, *shorter)
    near, last = forms[1:2] or forms, forms[-1]
    ladder: tuple[tuple[Sequence[str], list[str]], ...] = (
        (texts, hats),
        (near[0], hats),
        (near[0], hats[:1]),
        (last, hats[:1]),
        (last, []),
    )
    for form, worn in ladder:
        said = "\n".join(dict.fromkeys(form))
        signed = signature(said, senders, lang)
        to = phrase(TO, posts=JOINS[lang].join(worn)).say(lang) if worn else ""
        yield said, (signed, f"{signed}\n{to}" if to else signed)


def cut_to(head: str, body: str, end: str, max_chars: int, max_parts: int | None) -> str:
    """All three, of the body as much as can be taken and a sign that there was more.

    Parts are counted and not guessed from characters: an emoji takes two places, and one Chinese
    character makes every other take more than twice its place. No word is cut in two.
    """
    sign = "..." if max_parts and encoding(f"{head}{body}{end}") == "gsm7" else "…"
    lengths = range(len(body))
    too_long = bisect(
        lengths, x=False,
        key=lambda n: not fits(f"{head}{body[:n]}{sign}{end}", max_chars, max_parts),
    )  # fmt: skip
    kept = body[: max(too_long - 1, 0)]
    if body[len(kept) : len(kept) + 1].isalnum():
        kept = (_HALF_A_WORD.sub("", kept) or kept).rstrip(" ")
    return f"{head}{kept}{sign}{end}"


def _hats(playbook: Playbook, post: str, lang: Lang) -> list[str]:
    """The post's title, then the roles that the plan gives to it."""
    return [playbook.post(post).title.say(lang), *(hat.say(lang) for hat in playbook.hats(post))]

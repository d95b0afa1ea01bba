"""Approved templates, and filling them.

The vendor sends no free text: a message is the number of an approved template and the words for
its gaps, in order. Which template belongs to which alert of the plan is a setting, because the
numbers are given out by the vendor, account by account.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from notify.channel import Message
from notify.channels.tencent.shorter import shortened
from notify.keys import REPLY, SELF_TEST, TOLD_AS

MAX_CHARS = 500
"""Longest message with its signature, by the vendor's rule; every character counts as one."""

_GAP = re.compile(r"\{(\d+)\}")

_TEST_FIRST = re.compile(r"^\W*(通信)?(测试|test)", re.IGNORECASE)
_TEST_LAST = re.compile(r"(测试|test)\W*$", re.IGNORECASE)

# Chinese letters count as word characters, so \b would not see an address right after them.
_URL = re.compile(
    r"""(?ix) (?<![a-z0-9.-])
    (?: [a-z][a-z0-9+-]*://
      | www\.
      | (?:[a-z0-9-]+\.)+ (?:com|cn|net|org|gov|edu|info|top|vip|xyz|cc|io|me|ltd|app|link|site)
        (?![a-z0-9])
      | (?:[a-z0-9-]+\.)+ [a-z]{2,} (?::\d+)? /
      | (?:\d{1,3}\.){3} \d{1,3} (?![\d.])
    )"""
)


@dataclass(frozen=True, slots=True)
class Template:
    """One approved template."""

    id: str
    """The vendor's number for it."""
    fields: tuple[str, ...]
    """Names in ``Message.fields`` for the gaps {1}, {2}, … in this order."""
    text: str = ""
    """Its approved words with the gaps, to measure messages by; "" where they are not at hand."""
    longest: int | None = None
    """Most characters that the vendor takes in one gap of it, where the account has such a limit;
    only what answers an answer is made shorter for it."""

    def __post_init__(self) -> None:
        """Raises ``ValueError`` where the text has other gaps than there are fields."""
        gaps = {int(n) for n in _GAP.findall(self.text)}
        if self.text and gaps != set(range(1, len(self.fields) + 1)):
            raise ValueError(f"template {self.id}: {len(self.fields)} fields for gaps {gaps}")


@dataclass(frozen=True, slots=True)
class Templates:
    """The templates of an account."""

    default: Template
    by_alert: Mapping[str, Template] = field(default_factory=dict)
    """By the id of the plan's alert."""
    notice: Template | None = None
    """For messages in somebody's own words. It takes ``text``, as the one for corrections does."""
    correction: Template | None = None
    """For those that take another back; None: the one for notices."""
    selftest: Template | None = None
    """For tests of the ways. Its words, or a ``text`` that it takes, say that it is one."""
    reply: Template | None = None
    """For what answers somebody's answer. It takes ``text``, and its words ask for nothing."""

    def of(self, alert: str, event: str, fields: Mapping[str, str]) -> Template | None:
        """The template of a message; None where no approved words say what it says.

        An alert of the plan without one of its own has the default one. Somebody's own words, and
        above all a correction, never go out as another alert: only by a template that takes
        ``text``. Neither a test nor what answers an answer ever goes out as an alert.
        """
        if event == SELF_TEST:
            return self.selftest
        if event == REPLY:
            return self.reply
        told = fields.get(TOLD_AS) or ("notice" if alert.startswith("notice:") else "")
        if not told:
            return self.by_alert.get(alert, self.default)
        own = self.notice or self.default
        chosen = (self.correction or own) if told == "correction" else own
        return chosen if "text" in chosen.fields else None


@dataclass(frozen=True, slots=True)
class Filled:
    """What is sent: a template and the words for its gaps."""

    template: str
    params: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Unfit:
    """Why a message cannot go through this channel, whatever the vendor would say."""

    code: str


def says_test(text: str) -> bool:
    """Whether approved words say at both ends that they are a test."""
    return _TEST_FIRST.search(text) is not None and _TEST_LAST.search(text) is not None


def fill(template: Template | None, message: Message, signature: str) -> Filled | Unfit:
    """Put a message's words into a template's gaps.

    ``no_template``: there are no approved words for it (``Templates.of``).
    ``template_field_missing``: the message lacks a word that the template needs.
    ``url_in_template``: a word holds an address, which the vendor refuses in gaps; a text that
    asks people to open a page cannot go this way. What the vendor takes for an address is not
    published; here it is a scheme, ``www.``, a name under a usual ending, or an IP address.
    ``too_long``: more than ``MAX_CHARS`` with signature and its brackets. Without the template's
    text only the words are counted, and the vendor may still refuse. What answers an answer is made
    shorter instead (``shortened``).
    """
    if template is None:
        return Unfit("no_template")
    fields = message.fields
    if any(name not in fields for name in template.fields):
        return Unfit("template_field_missing")
    if message.event == REPLY:
        fields = {**fields, "text": _to_fit(template, fields, signature)}
    params = tuple(fields[name] for name in template.fields)
    if any(_URL.search(param) for param in params):
        return Unfit("url_in_template")
    if len(arrives(template, fields, signature)) > MAX_CHARS:
        return Unfit("too_long")
    return Filled(template.id, params)


def arrives(template: Template, fields: Mapping[str, str], signature: str) -> str:
    """What stands on the telephone: the signature in its brackets, then the template with the
    words in its gaps; only those words where the template's text is not at hand. A word that is
    missing is a dash."""
    params = [fields.get(name, "—") for name in template.fields]
    said = _GAP.sub(lambda gap: params[int(gap[1]) - 1], template.text) or "".join(params)
    return f"【{signature}】{said}"


def _to_fit(template: Template, fields: Mapping[str, str], signature: str) -> str:
    """``text`` in as many characters as the whole message and its gap leave for it."""
    around = arrives(template, {**fields, "text": ""}, signature)
    room = max(MAX_CHARS - len(around), 1)
    return shortened(fields["text"], min(room, template.longest or room))

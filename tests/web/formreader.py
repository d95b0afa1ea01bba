"""The forms of a page as somebody sees them: what each asks, and what it says has to be given."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from html.parser import HTMLParser

MARK = "必填"
CHOSEN = ("radio", "checkbox")
UNASKED = ("hidden", "file", "submit", "button")


@dataclass
class Question:
    """``required`` is what the browser checks, ``marked`` what is written beside it."""

    name: str
    kind: str
    required: bool = False
    marked: bool = False
    value: str = ""
    options: list[str] = field(default_factory=list)

    @property
    def needed(self) -> bool:
        return self.required or self.marked


@dataclass
class PageForm:
    """A form that is sent by POST; ``carried`` goes along unasked."""

    action: str
    says: str
    carried: dict[str, str] = field(default_factory=dict)
    questions: dict[str, Question] = field(default_factory=dict)
    button: tuple[str, str] | None = None

    def filled(self, good: Mapping[str, str]) -> dict[str, str]:
        """What a browser sends where only what has to be given was given."""
        sent = dict(self.carried)
        if self.button is not None:
            sent.update([self.button])
        for one in self.questions.values():
            if one.needed:
                known = one.value or next((o for o in one.options if o), "")
                sent[one.name] = good.get(one.name) or known or good["*"]
            elif one.kind not in CHOSEN:
                sent[one.name] = ""
        return sent


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.forms: list[PageForm] = []
        self._form: PageForm | None = None
        self._select: Question | None = None
        self._within: list[str] = []
        self._marked: dict[str, bool] = {}

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        said = {name: value or "" for name, value in attrs}
        if tag == "form" and said.get("method") == "post":
            self._form = PageForm(said.get("action", ""), said.get("data-press", ""))
            self.forms.append(self._form)
        if tag in ("label", "fieldset", "em", "legend"):
            self._within.append(tag)
            self._marked[tag] = False
        if tag == "option" and self._select is not None:
            self._select.options.append(said.get("value", ""))
            if "selected" in said:
                self._select.value = said.get("value", "")
        if self._form is not None and said.get("name"):
            self._named(self._form, tag, said)

    def _named(self, form: PageForm, tag: str, said: Mapping[str, str]) -> None:
        name, kind = said["name"], said.get("type", tag)
        if tag == "button":
            form.button = form.button or (name, said.get("value", ""))
        elif kind == "hidden":
            form.carried[name] = said.get("value", "")
        elif kind not in UNASKED:
            one = form.questions.setdefault(name, Question(name, kind))
            one.required |= "required" in said
            one.marked |= self._marked.get("label", False) or self._marked.get("fieldset", False)
            if kind in CHOSEN:
                one.options.append(said.get("value", ""))
            else:
                one.value = said.get("value", "")
            self._select = one if tag == "select" else None

    def handle_data(self, data: str) -> None:
        if data.strip().startswith(MARK) and "em" in self._within:
            self._marked["fieldset" if "legend" in self._within else "label"] = True

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._form = None
        if tag in self._within:
            self._within.remove(tag)
            self._marked[tag] = False


def forms_of(page: str) -> list[PageForm]:
    """Every form of a page that is sent by POST, in the page's order."""
    reader = _Reader()
    reader.feed(page)
    return reader.forms

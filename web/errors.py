"""Every no, in the reader's language: as a page for people, as JSON for programs.

People read words: the label of a field, the name of a stage, the title of a post. Programs get
``code``, ``field`` and ``value`` as they were sent; those never change with the language.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, TypedDict

from fastapi.responses import HTMLResponse, JSONResponse, RedirectResponse
from pydantic import ValidationError
from starlette.requests import Request
from starlette.responses import Response

from incident.words import word
from runtime.language import LANGS, N_, Lang, Listed, Phrase, Term, listed, phrase, term, translate
from runtime.refusal import FRAME, REASONS, Refused
from web.labels import COMMANDS, field_label
from web.paper import render
from web.reader import language
from web.taken import WHOLE, beyond, halved_json, years
from web.tries import TooMany


def respond(request: Request, refused: Refused, default: Lang) -> Response:
    """The answer to a refused request, with the status of its code; people who are not signed in
    are led to where it says how."""
    headers = {"X-Refused": refused.code}
    if refused.code == "sign_in":
        headers["WWW-Authenticate"] = "Bearer"
    if isinstance(refused, TooMany):
        headers["Retry-After"] = str(refused.seconds)
    _, _, command = request.url.path.rpartition("/")
    if by_program(request):
        return JSONResponse(as_json(refused, command), refused.status, headers=headers)
    if refused.code == "sign_in":
        return RedirectResponse("/sign-in", 303)
    lang = language(request, default)
    page = render("refused.html", lang, refused=refused, said=sentence(refused, lang, command))
    return HTMLResponse(page, refused.status, headers=headers)


def by_program(request: Request) -> bool:
    """Whether a program asks, or a script of a page that reads the answer itself."""
    asked = request.headers.get("accept", "")
    return request.url.path.startswith("/api/") or asked == "application/json"


class Said(TypedDict):
    """A refusal in the reader's language. ``…_is`` head the parts; an empty heading means that the
    part says nothing to people and is left out. ``lines`` are the parts of a value with several.
    """

    reason: str
    field: str
    value: str
    allowed: str
    field_is: str
    value_is: str
    allowed_is: str
    lines: list[str]


def sentence(refused: Refused, lang: Lang, command: str = "") -> Said:
    """A refusal taken apart for a page. ``command`` is what was asked for, where it is known:
    one field can have another label in another command."""
    said = {name: part.say(lang) for name, part in _parts(refused, command).items()}
    value_is, allowed_is = HEADINGS.get(refused.code, ANSWER)
    if refused.field in NO_PAGE:
        return Said(
            reason=translate(NO_SUCH_PAGE, lang),
            field="",
            value="",
            allowed="",
            field_is="",
            value_is="",
            allowed_is="",
            lines=[],
        )
    return Said(
        reason=said["reason"],
        field=said["field"],
        value=said["value"],
        allowed=said["allowed"],
        field_is=translate(N_("Step") if refused.field in COMMANDS else N_("Field"), lang),
        value_is="" if refused.value == "—" else translate(value_is, lang),
        allowed_is=translate(allowed_is, lang),
        lines=[part.say(lang) for part in _several(refused.given)],
    )


ANSWER = (N_("Value"), N_("Allowed"))
HEADINGS: Mapping[str, tuple[str, str]] = {
    "impossible": (N_("As it stands"), N_("When it can be done")),
    "not_authorised": (N_("Acting as"), N_("Who decides")),
    "not_allowed": (N_("Acting as"), N_("Who may")),
    "tasks_open": (N_("Still open"), N_("What to do")),
    "conditions_open": (N_("Still open"), N_("What to do")),
    "evidence_required": (N_("As it stands"), N_("What to do")),
    "second_person": (N_("As it stands"), N_("What to do")),
    "duplicate": (N_("There already"), N_("What to do")),
    "handed_over": (N_("As it stands"), N_("What to do")),
    "other_person": (N_("As it stands"), N_("What to do")),
    "stale_decision": (N_("You saw"), N_("As it stands")),
    "stale_sequence": (N_("You saw"), N_("As it stands")),
}
"""How value and remedy of a refusal are headed where they are no answer to a form's question."""

NO_PAGE = frozenset({"path", "command"})
"""Fields by which an address led nowhere."""
NO_SUCH_PAGE = N_("There is no such page.")


def _several(value: Phrase) -> tuple[Phrase, ...]:
    words = value.values.get("words") if isinstance(value, Term) else None
    return words.parts if isinstance(words, Listed) and len(words.parts) > 1 else ()


def as_json(refused: Refused, command: str = "") -> dict[str, object]:
    """A refusal for programs, with a message that they can show to people."""
    parts = _parts(refused, command)
    message = phrase(FRAME, **{**parts, "sentence": parts["reason"]})
    return {**refused.as_json(), "message": {lang: message.say(lang) for lang in LANGS}}


def _parts(refused: Refused, command: str) -> dict[str, Phrase]:
    # a field that is not known has no label, and what has words of its own needs none
    as_it_is = refused.code == "unknown_field" or isinstance(refused.where, Term)
    return {
        "reason": phrase(REASONS[refused.code].sentence),
        "field": refused.where if as_it_is else phrase(field_label(command, refused.field)),
        "value": refused.given,
        "allowed": refused.allowed,
    }


def of_validation(error: ValidationError) -> Refused:
    """What is wrong with the shape of a message, as a refusal: everything that is missing at once,
    else the first mistake."""
    mistakes = error.errors(include_url=False)
    first = of_mistake(mistakes[0])
    arms = [m for m in mistakes if len(m["loc"]) > 1 and _is_tag(m["loc"][-1])]
    if len(arms) > 1 and arms[0] is mistakes[0]:
        value, allowed = mistakes[0]["input"], phrase(FIGURE)
        return Refused(first.code, field=first.field, value=value, allowed=allowed)
    gaps = [told.field for told in map(of_mistake, mistakes) if told.code == "missing"]
    if first.code != "missing" or len(gaps) == 1:
        return first
    labels = listed(phrase(field_label(error.title, place)) for place in gaps)
    return Refused(first.code, field=term(first.field, labels), value=None, allowed=first.allowed)


FIGURE = N_(
    'a whole number for a count; an amount as a text, such as "1200000.50"; or true or false'
)
"""What a figure can be; which of them it has to be, its measure says."""


def of_mistake(mistake: Mapping[str, Any]) -> Refused:
    """One of pydantic's mistakes as a refusal; none of its English is shown."""
    place = ".".join(str(part) for part in mistake["loc"] if not _is_tag(part)) or "body"
    # a name that was sent can hold half of a surrogate pair, which no answer can
    place = place.encode("utf-8", "backslashreplace").decode("utf-8")
    code, allowed = _meaning(mistake["type"], mistake.get("ctx", {}), mistake["msg"])
    if mistake["type"] == "json_invalid" and halved_json(mistake["input"]):
        code, allowed = "encoding", phrase(WHOLE)
    if mistake["type"].startswith("datetime") and beyond(mistake["input"]):
        allowed = years()
    value = None if code == "missing" else mistake["input"]
    if isinstance(value, dict | list) and mistake["type"] == "json_invalid":
        value = None
    return Refused(code, field=place, value=value, allowed=allowed)


def _is_tag(part: object) -> bool:
    """Pydantic adds the arm of a union to the place: ``value.int`` is ``value`` to people."""
    return isinstance(part, str) and (
        part in {"int", "str", "bool", "constrained-str"} or "[" in part
    )


def _meaning(kind: str, context: Mapping[str, Any], message: str) -> tuple[str, Phrase]:
    match kind:
        case "missing" | "string_too_short" | "too_short":
            return "missing", phrase(N_("a value"))
        case "extra_forbidden":
            return "unknown_field", phrase(N_("only the fields of this command"))
        case "string_too_long":
            limit = context.get("max_length")
            return "too_long", phrase(N_("at most {number} characters"), number=limit)
        case "greater_than_equal" | "greater_than":
            return "negative", phrase(N_("{number} or more"), number=context.get("ge", 1))
        case "literal_error":
            values = re.findall("'([^']*)'", str(context.get("expected")))
            return "invalid", listed(map(word, values))
        case "string_unicode" | "string_not_utf8":
            return "encoding", phrase(WHOLE)
        case "less_than_equal":
            return "invalid", phrase(N_("{number} or less"), number=context["le"])
        case "calendar":
            return "invalid", years(context["first"])
        case "string_pattern_mismatch":
            return "invalid", phrase(N_("letters, digits and _ : . @ -"))
        case "says_which":
            return "mode_mixed", phrase(
                N_("words that do not say whether it is an exercise; the system adds that itself")
            )
        case _ if kind.startswith(("datetime", "timezone")) or "time zone" in message:
            return "invalid", phrase(N_("a time with its zone, such as 2024-06-01T02:19:00+08:00"))
        case _:
            return "invalid", phrase(next((t for k, t in SORTS if kind.startswith(k)), OTHERWISE))


SORTS: tuple[tuple[str, str], ...] = (
    ("int", N_("a whole number")),
    ("bool", N_("true or false")),
    ("string", N_("a text")),
    ("tuple", N_("a list")),
    ("dict", N_("a JSON object")),
    ("model", N_("a JSON object")),
    ("json", N_("a JSON object")),
)
"""The beginning of pydantic's name for a mistake, and what would have been right."""

OTHERWISE = N_("a value of the kind that this field takes")

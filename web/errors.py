"""Every no, in the reader's language: as a page for people, as JSON for programs."""

from __future__ import annotations

from typing import Any

from fastapi.responses import HTMLResponse, JSONResponse
from pydantic import ValidationError
from starlette.requests import Request
from starlette.responses import Response

from runtime.language import N_, Lang, Phrase, phrase, translate
from runtime.refusal import REASONS, Refused
from web.paper import render
from web.reader import language


def respond(request: Request, refused: Refused, default: Lang) -> Response:
    """The answer to a refused request, with the status of its code."""
    headers = {"WWW-Authenticate": "Bearer"} if refused.code == "sign_in" else {}
    if request.url.path.startswith("/api/"):
        return JSONResponse(refused.as_json(), refused.status, headers=headers)
    lang = language(request, default)
    page = render("refused.html", lang, refused=refused, said=sentence(refused, lang))
    return HTMLResponse(page, refused.status)


def sentence(refused: Refused, lang: Lang) -> dict[str, str]:
    """A refusal taken apart for a page."""
    return {
        "reason": translate(REASONS[refused.code].sentence, lang),
        "field": refused.field,
        "value": refused.value,
        "allowed": refused.allowed.say(lang),
    }


def of_validation(error: ValidationError) -> Refused:
    """The first mistake that the shape of a message shows, as a refusal."""
    first = error.errors(include_url=False)[0]
    place = ".".join(str(part) for part in first["loc"] if not _is_tag(part)) or "body"
    code, allowed = _meaning(first["type"], first.get("ctx", {}), first["msg"])
    value = None if code == "missing" else first["input"]
    if isinstance(value, dict | list) and first["type"] == "json_invalid":
        value = None
    return Refused(code, field=place, value=value, allowed=allowed)


def _is_tag(part: object) -> bool:
    """Pydantic adds the arm of a union to the place: ``value.int`` is ``value`` to people."""
    return isinstance(part, str) and (
        part in {"int", "str", "bool", "constrained-str"} or "[" in part
    )


def _meaning(kind: str, context: dict[str, Any], message: str) -> tuple[str, Phrase]:
    match kind:
        case "missing":
            return "missing", phrase(N_("a value"))
        case "extra_forbidden":
            return "unknown_field", phrase(N_("only the fields of this command"))
        case "string_too_long":
            limit = context.get("max_length")
            return "too_long", phrase(N_("at most {number} characters"), number=limit)
        case "string_too_short" | "too_short":
            return "missing", phrase(N_("a value"))
        case "greater_than_equal" | "greater_than":
            return "negative", phrase(N_("{number} or more"), number=context.get("ge", 1))
        case "literal_error":
            return "invalid", phrase("{it}", it=context.get("expected", ""))
        case "string_unicode" | "string_not_utf8":
            return "encoding", phrase(N_("text in UTF-8"))
        case "json_invalid":
            return "invalid", phrase(N_("a JSON object"))
        case _ if kind.startswith(("datetime", "timezone")) or "time zone" in message:
            return "invalid", phrase(N_("a time with its zone, such as 2024-06-01T02:19:00+08:00"))
        case "string_pattern_mismatch":
            return "invalid", phrase(N_("letters, digits and _ : . @ -"))
        case _:
            return "invalid", phrase("{it}", it=message)

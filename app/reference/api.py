"""docs/reference/api.md: the paths of the API and every refusal code."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Any

from app.reference.shapes import table
from incident.commands import COMMANDS
from runtime.refusal import REASONS
from runtime.settings import Settings


def render() -> str:
    """Paths, then refusals."""
    return f"## Paths\n\n{_paths()}\n\n## Refusals\n\n{_refusals()}"


def _paths() -> str:
    rows = []
    for path, operations in sorted(_document()["paths"].items()):
        for method, operation in operations.items():
            body = operation.get("requestBody", {}).get("content", {})
            shape = body.get("application/json", {}).get("schema", {}).get("$ref", "")
            name = shape.rpartition("/")[2]
            linked = f"[{name}](events.md#{name.lower()})" if name in COMMANDS else name or "—"
            rows.append((method.upper(), f"`{path}`", operation.get("summary", ""), linked))
    return table(("method", "path", "what", "body"), rows)


def _document() -> dict[str, Any]:
    """The OpenAPI document of a program made for this in a folder that is thrown away."""
    from app.compose import compose
    from app.web import services_of
    from web.app import create_app

    with tempfile.TemporaryDirectory() as folder:
        program = compose(Settings(data=Path(folder)))
        try:
            return create_app(services_of(program)).openapi()
        finally:
            program.close()


def _refusals() -> str:
    rows = [(f"`{code}`", str(r.status), r.sentence) for code, r in REASONS.items()]
    return table(("code", "HTTP status", "sentence"), rows)

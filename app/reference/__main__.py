"""``python -m app.reference``: rewrite the generated parts of ``docs/reference``."""

from __future__ import annotations

from app.reference import write_all

for name in write_all() or ["nothing changed"]:
    print(name)

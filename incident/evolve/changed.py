"""A frozen record with some fields changed: ``dataclasses.replace`` for the fold.

A long log is folded at every start, and the state has three dozen fields. ``replace`` runs each of
them through keywords, ``__init__`` and the guard of frozen classes; here the slots are copied.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import fields
from functools import cache
from operator import attrgetter
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from dataclasses import replace
else:

    def replace(record: Any, /, **changes: Any) -> Any:
        """A copy with these fields changed. Raises ``KeyError`` for a field there is not.

        Only for records with slots and without ``__post_init__``, as all of a state are.
        """
        read, write = _slots(type(record))
        copy = object.__new__(type(record))
        for set_, value in zip(write.values(), read(record), strict=True):
            set_(copy, value)
        for name, value in changes.items():
            write[name](copy, value)
        return copy


@cache
def _slots(of: type[Any]) -> tuple[Callable[[Any], Any], dict[str, Callable[[Any, Any], None]]]:
    """How to read all fields at once, and how to write each one past the guard."""
    names = [f.name for f in fields(of)]
    return attrgetter(*names), {name: getattr(of, name).__set__ for name in names}


__all__ = ["replace"]

"""A log as a file that proves itself: JSON lines, verified without any database.

The first line says what follows, then one line per entry with its hash and its exact bytes, then
the head again, with the digest of the first line: a file that was cut short has no last line.
Texts of people are not in it, only their references into the vault.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection

from incident.anchors import Anchor
from incident.chain import Chain, Link, Verdict
from incident.codec import ALGORITHM, FORMAT, digest, instant
from incident.stored import stored_events, stored_incident
from runtime.canonical import canonical
from runtime.language import N_, phrase
from runtime.refusal import Refused


def export(connection: Connection, incident: str, exported_at: datetime) -> Iterator[str]:
    """The lines of the file, each with its line feed.

    Rows go out as they are stored, sound or not. Of what somebody put there by hand, bytes that
    are no UTF-8 go out as U+FFFD, and a number that JSON cannot hold as text: the file can be
    written and read, and does not verify. Raises Refused ``unknown_incident``.
    """
    row = stored_incident(connection, incident)
    if row is None:
        raise Refused(
            "unknown_incident",
            field="incident",
            value=incident,
            allowed=phrase(N_("an incident of the list")),
        )
    head = {"seq": row["seq"], "hash": row["hash"]}
    opening = _line(
        {
            "format": FORMAT,
            "incident": incident,
            "jurisdiction": row["jurisdiction"],
            "mode": row["mode"],
            "algorithm": ALGORITHM,
            "head": head,
            "exported_at": instant(exported_at),
        }
    )
    yield opening
    for entry in stored_events(connection, incident):
        yield _line({name: entry[name] for name in _ENTRY})
    yield _line({"first": _of_line(opening), "head": head})


def named(lines: Sequence[str]) -> str:
    """The incident that an exported log is of. Raises Refused ``log_broken`` as ``verify_file``."""
    return str(_header(lines[0] if lines else "")["incident"])


def verify_file(lines: Iterable[str], anchors: Iterable[Anchor] = ()) -> Verdict:
    """Verify an exported log. Without ``anchors`` a file that was rebuilt as a whole is sound.

    Files of earlier releases, whose last line says nothing of the first, verify as before. Raises
    Refused ``log_broken`` if the first line is not that of an exported log.
    """
    numbered = enumerate(lines, start=1)
    opening = next(numbered, (1, ""))[1]
    header = _header(opening)
    chain = Chain(
        header["incident"], {"mode": header["mode"], "jurisdiction": header["jurisdiction"]}
    )
    ending: Any = None
    for number, line in numbered:
        row = _row(line)
        if ending is not None or row is None:
            text = phrase(N_("line {number} is no line of an exported log"), number=number)
            chain.find(None, "file", text)
        elif "head" in row:
            ending = row
        else:
            chain.add(Link(row["seq"], row["algorithm"], row["hash"], row["body"]))
    _ends(chain, header["head"], ending and ending["head"])
    if ending is not None and ending.get("first", _of_line(opening)) != _of_line(opening):
        chain.find(None, "file", phrase(N_("the first line is not the one that was exported")))
    return chain.finish(a for a in anchors if a.incident == chain.incident)


def _line(value: dict[str, Any]) -> str:
    return canonical(_writable(value)).decode("utf-8") + "\n"


def _of_line(line: str) -> str:
    return digest(line.rstrip("\r\n").encode("utf-8", "surrogatepass"))


def _writable(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _writable(one) for name, one in value.items()}
    if isinstance(value, str):
        return value.encode("utf-8", "surrogateescape").decode("utf-8", "replace")
    return value if value is None or abs(value) <= _LARGEST else str(value)


_LARGEST = 2**53 - 1


_HEADER = {"incident": str, "jurisdiction": str, "mode": str, "head": dict}
_ENTRY = {"seq": int, "algorithm": str, "hash": str, "body": str}


def _has(value: Any, shape: Mapping[str, type]) -> bool:
    return isinstance(value, dict) and all(
        isinstance(value.get(name), sort) and not isinstance(value[name], bool)
        for name, sort in shape.items()
    )


def _header(line: str) -> dict[str, Any]:
    value = _json(line)
    if not _has(value, _HEADER) or value.get("format") != FORMAT:
        raise Refused(
            "log_broken",
            field="1",
            value=line.strip() or None,
            allowed=phrase(N_("the first line of an exported log")),
        )
    return dict(value)


def _row(line: str) -> dict[str, Any] | None:
    value = _json(line)
    return value if _has(value, _ENTRY) or _has(value, {"head": dict}) else None


def _json(line: str) -> Any:
    try:
        return json.loads(line)
    except (ValueError, RecursionError):
        return None


def _ends(chain: Chain, opening: Any, ending: Any) -> None:
    if ending is None:
        text = phrase(N_("the file ends here without its last line"))
        chain.find(chain.seq, "cut_off", text)
    for name, head in ((N_("first line"), opening), (N_("last line"), ending)):
        if head is not None and head != {"seq": chain.seq, "hash": chain.hash}:
            text = phrase(
                N_("the {line} names another head than the entries give"), line=phrase(name)
            )
            chain.find(None, "head", text)

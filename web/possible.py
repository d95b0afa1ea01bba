"""Which refusals a path of the API can give: what comes before every answer, and what follows from
the fields of its body. A code that a path cannot give is not in its contract."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

READ = ("sign_in", "too_many", "storage")
"""To everything: without a token, after too many wrong ones, with a disk that cannot be read."""

RULED = ("unknown_plan",)
"""To everything that is read or decided under a plan: one that is no longer there."""

SENT = (
    "origin",
    "too_large",
    "too_slow",
    "media_type",
    "encoding",
    "invalid",
    "missing",
    "unknown_field",
    "too_long",
    "negative",
    "mode_mixed",
    "busy",
)
"""To everything with a body, before anything of it is decided."""

DECIDED = (
    "unknown_incident", "unknown_person", "unknown_post", "unknown_decision", "unknown_order",
    "future_time", "impossible", "not_authorised", "not_allowed", "no_holder", "second_person",
    "stale_decision", "stale_sequence", "duplicate", "handed_over", "reason_required",
    "evidence_required",
)  # fmt: skip
"""To every command: the fields that all have, the lifecycle, the authority, a reused key."""

BY_FIELD: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "alert": ("unknown_item",),
        "arming": ("unknown_item", "not_allowed", "second_person"),
        "persons": ("unknown_person", "duplicate"),
        "claim": ("unknown_claim",),
        "condition": ("unknown_item",),
        "corrects": ("unknown_claim",),
        "entry": ("unknown_item",),
        "figures": ("unknown_measure", "unknown_item"),
        "group": ("unknown_group",),
        "groups": ("unknown_group",),
        "add": ("unknown_group",),
        "inquiry": ("unknown_item",),
        "instruction": ("unknown_item",),
        "level": ("unknown_level",),
        "line": ("unknown_item",),
        "materials": ("unknown_item",),
        "measure": ("unknown_measure",),
        "of": ("unknown_item",),
        "pasted": ("unknown_item",),
        "proof": ("wrong_proof",),
        "task": ("unknown_task",),
        "tasks": ("unknown_task",),
        "village": ("unknown_item",),
        "villages": ("unknown_item",),
        "warning": ("unknown_item",),
    }
)
"""Further codes of a command by the fields that it has."""

BY_COMMAND: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "AdoptPlan": ("plan_broken",),
        "CloseIncident": ("tasks_open",),
        "EndResponse": ("conditions_open",),
    }
)

BY_PATH: Mapping[tuple[str, str], tuple[str, ...]] = MappingProxyType(
    {
        ("get", "/incidents"): (),
        ("get", "/incidents/{incident}"): ("unknown_incident", "unknown_person", "mode_mixed"),
        ("get", "/incidents/{incident}/log"): (
            "invalid", "not_allowed", "unknown_incident", "unknown_person", "mode_mixed",
        ),
        ("get", "/incidents/{incident}/told/{person}"): (
            "not_allowed", "unknown_incident", "unknown_person", "unknown_item", "mode_mixed",
        ),
        ("get", "/incidents/{incident}/calls"): (
            "not_allowed", "unknown_incident", "unknown_person", "mode_mixed",
        ),
        ("post", "/incidents/{incident}/calls/{call}/result"): (
            *SENT, "not_allowed", "unknown_incident", "unknown_person", "unknown_item", "duplicate",
            "impossible", "being_called",
        ),
        ("post", "/incidents/{incident}/calls/{call}/claim"): (
            "not_allowed", "unknown_incident", "unknown_person", "unknown_item", "being_called",
        ),
        ("post", "/incidents/{incident}/calls/{call}/release"): (
            "not_allowed", "unknown_incident", "unknown_person", "unknown_item",
        ),
        ("post", "/incidents/{incident}/notices/preview"): (
            *SENT, *(code for code in DECIDED if code != "duplicate"), "unknown_group",
        ),
        ("post", "/incidents/{incident}/materials"): (
            *SENT, "not_allowed", "unknown_incident", "unknown_person", "duplicate", "impossible",
            "other_person",
        ),
        ("get", "/incidents/{incident}/materials/{material}"): (
            "unknown_incident", "unknown_item", "unknown_person", "mode_mixed",
        ),
        ("get", "/duty/entries"): ("invalid", "not_allowed"),
        ("post", "/duty/entries"): (
            *SENT, "not_allowed", "unknown_item", "future_time", "duplicate", "impossible",
        ),
        ("post", "/duty/entries/{entry}/promote"): (
            *SENT, "not_allowed", "unknown_item", "future_time", "duplicate", "impossible",
            "unknown_person",
        ),
        ("post", "/incidents"): (
            *SENT, "not_allowed", "not_authorised", "unknown_item", "unknown_person",
            "unknown_post", "unknown_decision", "second_person", "stale_sequence",
            "stale_decision", "future_time", "impossible", "duplicate",
        ),
    }
)  # fmt: skip
"""Further codes of the other paths, below the API's own prefix."""


def of_command(name: str, fields: frozenset[str]) -> tuple[str, ...]:
    """The codes that a command of this name with these fields can be refused with."""
    own = [code for field, codes in BY_FIELD.items() if field in fields for code in codes]
    return (*READ, *RULED, *SENT, *DECIDED, *own, *BY_COMMAND.get(name, ()))


def of_path(method: str, path: str) -> tuple[str, ...]:
    """The codes of another path; raises KeyError for one that has no row."""
    ruled = () if (method, path) == ("get", "/incidents") else RULED
    return (*READ, *ruled, *BY_PATH[method, path])

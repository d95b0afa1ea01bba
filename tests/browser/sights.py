"""Every page that people see, as a table: to be looked through for barriers, and to be pictured.

A new page is a new line here.
"""

from __future__ import annotations

from dataclasses import dataclass

from tests.browser.house import COMMANDER, OFFICER
from tests.browser.night import Night
from tests.browser.visitors import DESK, WALL, Size


@dataclass(frozen=True, slots=True)
class Sight:
    """A page: what a picture of it is called, where it is, and who looks at it.

    ``{incident}`` in the path is an incident under response, ``{order}`` a spoken order of it.
    ``barriers`` names the rules of axe-core that the page is known to break; one that it no longer
    breaks is taken out.
    """

    name: str
    path: str
    person: str | None = OFFICER
    status: int = 200
    pictured: bool = True
    sizes: tuple[Size, ...] = ()
    """Sizes of its pictures, where a page is not made for every screen."""
    barriers: frozenset[str] = frozenset()

    def during(self, night: Night) -> str:
        """Its path in a certain night."""
        return self.path.format(incident=night.incident, order=night.order)


SIGHTS = (
    Sight("start", "/"),
    Sight("report", "/report"),
    Sight("incident", "/incidents/{incident}"),
    Sight("past", "/incidents/{incident}?at=2026-01-01T00:00:00%2B08:00", sizes=(DESK,)),
    Sight("mine", "/incidents/{incident}/me"),
    Sight("calls", "/incidents/{incident}/calls"),
    Sight("all-calls", "/calls", pictured=False),
    Sight("told", f"/incidents/{{incident}}/told/{COMMANDER}", pictured=False),
    Sight("copy", "/incidents/{incident}/copy", pictured=False),
    Sight("duty-log", "/duty/log", pictured=False),
    Sight("entry", "/duty/log/call", pictured=False),
    Sight("reach", "/duty/reach", pictured=False),
    Sight("channels", "/duty/channels", pictured=False),
    Sight("replies", "/duty/replies", pictured=False),
    Sight("incidents", "/incidents", pictured=False),
    Sight("wall", "/incidents/{incident}?wall", sizes=(WALL,)),
    Sight("note", "/incidents/{incident}/do/AddNote", pictured=False),
    Sight("claim", "/incidents/{incident}/do/RecordClaim", pictured=False),
    Sight("decide", "/incidents/{incident}/do/RaiseLevel?level=1"),
    Sight("order", "/incidents/{incident}/orders/{order}/print"),
    Sight("phones", "/phones"),
    Sight("plan", "/plan"),
    Sight("sign-in", "/sign-in", person=None, pictured=False),
    Sight("refused", "/incidents/no-such-incident", status=404, pictured=False),
)

"""Every page that people see, as a table: to be looked through for barriers, and to be pictured.

A new page is a new line here; a page without one is found by ``tests/web/test_sights_of_pages.py``.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass

from runtime.language import Lang
from tests.browser.house import COMMANDER, MEMBER, OFFICER, OPERATOR, SUPERIOR
from tests.browser.night import Night
from tests.browser.visitors import DESK, PHONE, WALL, Size


@dataclass(frozen=True, slots=True)
class Sight:
    """A page: what a picture of it is called, where it is, and who looks at it.

    In the path ``{incident}``, ``{order}`` and so on are those of the night.
    ``barriers`` names the rules of axe-core that the page is known to break; one that it no longer
    breaks is taken out.
    """

    name: str
    path: str
    person: str | None = OFFICER
    status: int = 200
    sizes: tuple[Size, ...] = (WALL, DESK, PHONE)
    """Sizes of its pictures, where a page is not made for every screen."""
    quiet: bool = False
    """In a county in which nothing has happened yet."""
    always: Lang | None = None
    """Its language, where that is not its visitor's: a message's page speaks as the message."""
    barriers: frozenset[str] = frozenset()

    def during(self, night: Night) -> str:
        """Its path in a certain night."""
        return self.path.format(**asdict(night))


_CALL = "/duty/entries/{entry}"

SIGHTS = (
    Sight("start", "/"),
    Sight("start-quiet", "/", quiet=True),
    Sight("overview", "/", SUPERIOR),
    Sight("report", "/report"),
    Sight("incident", "/incidents/{incident}"),
    Sight("incident-member", "/incidents/{incident}", MEMBER),
    Sight("incident-superior", "/incidents/{incident}", SUPERIOR),
    Sight("incident-operator", "/incidents/{incident}", OPERATOR, sizes=()),
    Sight("past", "/incidents/{incident}?at={past}"),
    Sight("mine", "/incidents/{incident}/me"),
    Sight("mine-member", "/incidents/{incident}/me", MEMBER),
    Sight("mine-commander", "/incidents/{incident}/me", COMMANDER),
    Sight("calls", "/incidents/{incident}/calls"),
    Sight("all-calls", "/calls"),
    Sight("told", f"/incidents/{{incident}}/told/{COMMANDER}"),
    Sight("copy", "/incidents/{incident}/copy"),
    Sight("duty-log", "/duty/log"),
    Sight("entry", "/duty/log/call"),
    Sight("correct", f"{_CALL}/correct"),
    Sight("promote", f"{_CALL}/promote"),
    # Not pictured: it names people whom the county's published notice makes responsible for dams.
    Sight("reach", "/duty/reach", sizes=()),
    Sight("channels", "/duty/channels"),
    Sight("replies", "/duty/replies"),
    Sight("incidents", "/incidents"),
    Sight("incidents-quiet", "/incidents", quiet=True),
    Sight("wall", "/incidents/{incident}?wall", sizes=(WALL,)),
    Sight("wall-quiet", "/wall", quiet=True, sizes=(WALL,)),
    Sight("note", "/incidents/{incident}/do/AddNote"),
    Sight("claim", "/incidents/{incident}/do/RecordClaim"),
    Sight("decide", "/incidents/{incident}/do/RaiseLevel?level=1"),
    Sight("order", "/incidents/{incident}/orders/{order}/print"),
    Sight("warning", "/incidents/{incident}/warnings/{warning}/print"),
    Sight("phones", "/phones"),
    Sight("plan", "/plan"),
    Sight("sessions", "/sessions"),
    Sight("lost-phone", f"/sessions/of/{COMMANDER}"),
    Sight("sign-in", "/sign-in", person=None),
    Sight("enter", "/enter/one-time", person=None),
    Sight("answer", "/r/{link}", person=None, always="zh"),
    Sight("refused", "/incidents/no-such-incident", status=404),
)

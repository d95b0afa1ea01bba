"""Who is told what when something happens."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from playbooks.schema.base import Cited, Minutes, Words
from playbooks.schema.escalation import Urgency
from runtime.yamlmodels import Id, Part


class Asks(Part):
    """A decision that its authority may take by answering the alert, from the road."""

    action: Literal["start"]
    valid_min: Minutes
    """How long the figures count that are sent with it."""
    valid_local: bool = False
    """``valid_min`` is the county's own, to be confirmed by it: what the alert cites gives none."""


class CallFirst(Cited):
    """Whom a human telephones first: they stand on the telephone list at once, and the message is
    the record beside the call."""

    posts: Annotated[tuple[Id, ...], Field(min_length=1)]
    """Some of those whom the alert tells."""


class Alert(Cited):
    """Who is told what when something happens."""

    id: Id
    on: str
    """Wire name of the event, e.g. ``ResponseStarted``."""
    level: int | None = None
    """This response level or a higher one; null means any."""
    groups: tuple[Id, ...] = ()
    """Leader, acting leader and liaison of each."""
    posts: tuple[Id, ...] = ()
    text: Words
    """Template with ``{incident} {place} {when} {level} {group} {task} {clause} {due}
    {sender} {step} {who} {since} {number} {condition} {changes} {site}`` only."""
    unsent: Words | None = None
    """Said instead of ``text`` where nothing could be sent at all to whom ``PersonUnreachable`` is
    about; null: ``text`` is right for both."""
    urgency: Urgency
    confirm: Literal["all", "one", "none"]
    on_unknown: Literal["resend", "hold"]
    """What to do when it is not known whether the provider accepted the message."""
    own: Literal["knows", "told"] = "told"
    """Who made the entry that this is about, where they hold the post themselves: ``knows``, they
    are not told what they wrote and have nothing to answer."""
    sender: Literal["office", "headquarters"] = "office"
    """Who signs it: the office of the headquarters, or for orders and for what townships and
    villages are told the headquarters itself."""
    call_first: CallFirst | None = None
    """For whom the telephone comes before any step up; null: for nobody."""
    sets_out: bool = True
    """Whether its reader goes somewhere or acts at a place: false, and a short message offers no
    words for having left and for having arrived."""
    asks: Asks | None = None
    """Who may decide is asked for the decision itself; null: only told."""
    escalation: Id | None = None
    """What follows where nobody answers; null: what the plan has for this urgency."""

    def calls_first(self, post: str) -> bool:
        """Whether who is told as the post is telephoned at once."""
        return self.call_first is not None and post in self.call_first.posts

"""Who commands now, as every audience may read it."""

from __future__ import annotations

from incident.state import Incident
from playbooks.lookup import Playbook
from runtime.language import Lang
from web import choices
from web.people import People


def commanding(
    state: Incident, playbook: Playbook, people: People, lang: Lang
) -> tuple[str, str | None]:
    """Title of who commands and, of the county's own, the name of the holder; None: vacant.

    The name of a commander from above was typed by somebody and is not said here.
    """
    if state.command.by == "superior":
        return choices.said("superior", lang), None
    org = playbook.plan.organisation
    post = org.onsite.commander if state.onsite_at else org.headquarters.commander
    return choices.post_name(playbook, post, lang), people.holder(post)

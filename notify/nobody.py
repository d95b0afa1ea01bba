"""Why nobody could be told as a post, and what a human does now."""

from __future__ import annotations

from incident.state import Opening
from playbooks.lookup import Playbook
from runtime.language import N_, Phrase, phrase

BELOW_DAM = N_("no village is entered below this dam: telephone the township")
IN_TOWNSHIP = N_("no village of this township is entered: telephone the township")
NOWHERE = N_("neither dam nor township is named: ask where it is, then telephone")
NO_OPERATOR = N_("nobody is entered for this dam: look the number up and telephone")
VACANT = N_("nobody holds this post")


def why_nobody(playbook: Playbook, post: str, opening: Opening) -> Phrase:
    """For a post that was not reached as such: no person and no village is named instead.

    It follows from where the post counts and from what the report says of the place.
    """
    known = playbook.posts.get(post)
    match known.scope if known else "county":
        case "village" if opening.dam is not None:
            return phrase(BELOW_DAM)
        case "village" if opening.township is not None:
            return phrase(IN_TOWNSHIP)
        case "village":
            return phrase(NOWHERE)
        case "operator" if opening.dam is not None:
            return phrase(NO_OPERATOR)
        case _:
            return phrase(VACANT)

"""Times of a plan's items that neither the plan nor a statute gives: the county's own, marked as
such beside the clause that the item cites.
"""

from __future__ import annotations

from collections.abc import Iterator

from playbooks.faults import Fault, Faults, walk
from playbooks.schema import Alert, Plan, Reporting, Standing, Task
from runtime.language import N_, phrase
from runtime.yamlproblems import Place

NO_TIME = N_("There is no target_min whose origin this could say.")


def marks_of_times(plan: Plan) -> Faults:
    """A mark says whose a time is, so there is a time."""
    for at, part in walk(plan):
        if isinstance(part, Task) and part.target_local and part.target_min is None:
            yield Fault((*at, "target_local"), part.target_local, phrase(NO_TIME))


def local_times(plan: Plan) -> Iterator[Place]:
    """The place of every time that is marked as the county's own, in an item that is not the
    county's own as a whole."""
    for at, part in walk(plan):
        match part:
            case Task() if part.target_local and not part.local:
                yield (*at, "target_min")
            case Alert(asks=asks) if asks and asks.valid_local and not part.local:
                yield (*at, "asks", "valid_min")
            case Standing() if part.every_days and part.cadence_local and not part.local:
                yield (*at, "every_days")
            case Reporting() if part.answers_local:
                yield (*at, "instruction_answer_min")
                yield (*at, "inquiry_answer_min")
            case _:
                pass

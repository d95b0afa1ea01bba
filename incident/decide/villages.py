"""Answers by village: by telephone at the desk, or by who stands for the village itself."""

from __future__ import annotations

from incident import commands as c
from incident import events as e
from incident.decide.case import Case
from incident.decide.known import known_source
from incident.posts import village_posts
from incident.villages import FIGURES
from runtime.language import N_, phrase
from runtime.refusal import Refused

_SAYS = (*FIGURES, "helpers", "aloud", "done_by")
"""Each of these says something of a village by itself."""


def report_village(case: Case, cmd: c.ReportVillage) -> list[e.Event]:
    """Raises Refused ``unknown_item`` for a village that the registry does not have,
    ``not_allowed`` for one that somebody who stands for another village reports, ``missing`` where
    nothing is said of it, or of a gong not who beat it, or of somebody not how they told it,
    ``invalid`` for a source that the plan does not have or for more people with a helper than need
    one, and for a time days before the case."""
    if cmd.village not in case.named.villages:
        allowed = phrase(N_("a village of the registry"))
        raise Refused("unknown_item", field="village", value=cmd.village, allowed=allowed)
    own_village(case, cmd.village)
    if cmd.stage is None and all(getattr(cmd, name) is None for name in _SAYS):
        allowed = phrase(N_("how far the village has come, one figure, or how it was told aloud"))
        raise Refused("missing", field="stage", value=None, allowed=allowed)
    _who_and_how(cmd)
    if cmd.with_helper is not None and cmd.need_help is not None:
        _no_more_helped(cmd.with_helper, cmd.need_help)
    return [
        e.VillageReported(
            village=cmd.village,
            stage=cmd.stage,
            households_moved=cmd.households_moved,
            people_moved=cmd.people_moved,
            people_left=cmd.people_left,
            need_help=cmd.need_help,
            with_helper=cmd.with_helper,
            helpers=cmd.helpers,
            refused=cmd.refused,
            source=known_source(case, cmd.source) if cmd.source else case.post,
            means=cmd.means,
            aloud=cmd.aloud,
            done_by=cmd.done_by,
            said_at=case.heard(cmd.said_at, cmd.happened_at),
            note=cmd.note,
        )
    ]


def _who_and_how(cmd: c.ReportVillage) -> None:
    if cmd.aloud is not None and cmd.done_by is None:
        allowed = phrase(N_("who spoke it, beat the gong or went from door to door"))
        raise Refused("missing", field="done_by", value=None, allowed=allowed)
    if cmd.done_by is not None and cmd.aloud is None:
        allowed = phrase(N_("by loudspeaker, by gong or from door to door"))
        raise Refused("missing", field="aloud", value=None, allowed=allowed)


def _no_more_helped(with_helper: int, need_help: int) -> None:
    if with_helper > need_help:
        allowed = phrase(N_("at most the {count} who need help"), count=need_help)
        raise Refused("invalid", field="with_helper", value=with_helper, allowed=allowed)


def own_village(case: Case, village: str) -> None:
    """Who holds nothing but posts of villages speaks for the villages they were appointed for;
    one who was appointed for none in particular, for each. Raises Refused ``not_allowed``."""
    actor = case.actor
    if (
        actor.posts <= {*village_posts(case.playbook)}
        and actor.places
        and village not in actor.places
    ):
        allowed = phrase(N_("your own village; the duty desk enters those of others"))
        raise Refused("not_allowed", field="village", value=village, allowed=allowed)

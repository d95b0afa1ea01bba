"""What a gap is in words, and what to do about it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from zoneinfo import ZoneInfo

from sqlalchemy import Connection

from incident.words import word
from notify.channelwords import title
from notify.gaps import Gap, Kind
from playbooks.lookup import Playbook
from playbooks.schema import Words
from playbooks.words import spoken
from registry.dams import Dam
from registry.directory import Directory
from registry.places import Named, townships, villages
from runtime.language import N_, Phrase, listed, phrase, plain
from runtime.wallclock import local

WHAT: Mapping[Kind, str] = MappingProxyType(
    {
        "nobody": N_("nobody is on duty as {post}{dams}"),
        "no_address": N_("{person}, told as {post}, has no address{dams}"),
        "no_channel": N_("no channel here takes any address of {person}, told as {post}{dams}"),
        "odd_number": N_("{person}, told as {post}, has a number in the registry that no telephone "
                         "can have: a digit too few or too many"),
        "stopped": N_("the telephone of {person} does not receive messages: "
                      "they were stopped there by a word such as STOP"),
        "village": N_("nobody can be reached in {place} as {post}{dams}"),
        "no_village": N_("no village is entered for {post}{dams}"),
        "no_own_words": N_("notices and corrections in somebody's own words do not leave by "
                           "{place}, and some who are told have no other channel: they have to "
                           "be called"),
        "one_way": N_("{person} has one way only: the step to another way repeats it ({steps})"),
        "no_call": N_("{person} has no number to call: the step to the telephone list is empty "
                      "({steps})"),
        "no_deputy": N_("nobody comes after {person} as {post}: the step to a deputy is empty "
                        "({steps})"),
        "step_empty": N_("the step to other posts reaches nobody ({steps}){dams}"),
        "desk_empty": N_("the step to the duty desk finds nobody who can be reached ({steps})"),
        "hand_off": N_("{person} ends as {post} at {until}; nobody is entered after that"),
    }
)  # fmt: skip

DO: Mapping[Kind, str] = MappingProxyType(
    {
        "nobody": N_("Enter the holder in the registry."),
        "no_address": N_("Enter a number for the person in the registry."),
        "no_channel": N_("Enter a number that a channel takes, or configure a channel."),
        "odd_number": N_("Look through the person's numbers in the registry and correct it."),
        "stopped": N_("Call the person: they write START to the system from that telephone; "
                      "where that does not help, the carrier undoes it."),
        "village": N_("Enter in the registry who is told there, with the village as scope."),
        "no_village": N_("Enter the villages below the dam in the registry."),
        "no_own_words": N_("Have templates for notices and corrections approved by the provider "
                           "and enter them, or configure another channel."),
        "one_way": N_("Enter a second number for the person."),
        "no_call": N_("Enter a telephone number for the person."),
        "no_deputy": N_("Enter a deputy for the post."),
        "step_empty": N_("Enter holders of the posts that the plan names there."),
        "desk_empty": N_("Enter who is on duty at the desk, with a number."),
        "hand_off": N_("Enter the successor with the moment of the hand-off."),
    }
)  # fmt: skip

STEP = N_("step {number} of alerts that are {urgency}")
OWN_STEP = N_("step {number} of alerts with steps of their own")
BELOW = N_(" (for {dams})")
MORE = N_("{dams} and {count} more dams")
SHOWN_DAMS = 3


@dataclass(frozen=True)
class GapWords:
    """The names of everything that some gaps speak of."""

    playbook: Playbook
    people: Mapping[str, str | None]
    places: Mapping[str, Phrase]
    """Dams, villages and townships, by id."""

    @classmethod
    def of(
        cls, connection: Connection, playbook: Playbook, directory: Directory, gaps: Iterable[Gap]
    ) -> GapWords:
        """Read from the registry; a name that was erased leaves the person's id."""
        county = playbook.plan.document.jurisdiction.id
        persons = sorted({gap.person for gap in gaps if gap.person is not None})
        named: dict[str, Named | Dam] = {d.id: d for d in directory.dams(connection, county)}
        named |= villages(connection, county) | townships(connection, county)
        places = {id_: spoken(Words(zh=n.name, en=n.name_en)) for id_, n in named.items()}
        return cls(playbook, directory.names(connection, persons), places)

    def what(self, gap: Gap) -> Phrase:
        """The gap in one sentence."""
        zone = ZoneInfo(self.playbook.plan.document.zone)
        until = "" if gap.until is None else f"{local(gap.until, zone):%Y-%m-%d %H:%M}"
        return phrase(
            WHAT[gap.kind],
            post=self._posts(gap),
            person=gap.person and (self.people.get(gap.person) or gap.person),
            place=self._where(gap),
            steps=listed(self._step(*step) for step in gap.steps),
            dams=self._dams(gap.dams),
            until=until,
        )

    def remedy(self, gap: Gap) -> Phrase:
        """What to do about it."""
        return phrase(DO[gap.kind])

    def as_json(self, gap: Gap) -> dict[str, object]:
        """The gap for programs: ids, and its sentences in both languages."""
        what, remedy = self.what(gap), self.remedy(gap)
        return {
            "kind": gap.kind,
            "post": gap.post,
            "also": list(gap.also),
            "person": gap.person,
            "place": gap.place,
            "dams": list(gap.dams),
            "alerts": list(gap.alerts),
            "steps": [{"escalation": name, "step": number} for name, number in gap.steps],
            "until": None if gap.until is None else gap.until.isoformat(),
            "zh": what.say("zh"),
            "en": what.say("en"),
            "remedy": {"zh": remedy.say("zh"), "en": remedy.say("en")},
        }

    def _posts(self, gap: Gap) -> Phrase:
        if gap.post is None:
            return plain("—")
        return listed(spoken(self.playbook.post(post).title) for post in (gap.post, *gap.also))

    def _step(self, escalation: str, number: int) -> Phrase:
        for one in self.playbook.plan.escalation:
            if one.id == escalation and one.urgency is not None:
                return phrase(STEP, number=number, urgency=word(one.urgency, "urgency"))
        return phrase(OWN_STEP, number=number)

    def _dams(self, dams: Sequence[str]) -> Phrase:
        if not dams:
            return plain("")
        shown = listed(self._place(dam) for dam in dams[:SHOWN_DAMS])
        more = len(dams) - SHOWN_DAMS
        names = phrase(MORE, dams=shown, count=more) if more > 0 else shown
        return phrase(BELOW, dams=names)

    def _where(self, gap: Gap) -> Phrase:
        if gap.place is None:
            return plain("—")
        return title(gap.place) if gap.kind == "no_own_words" else self._place(gap.place)

    def _place(self, place: str) -> Phrase:
        return self.places.get(place, plain(place))

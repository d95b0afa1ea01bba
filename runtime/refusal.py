"""How the system says no: always with the field, the value and what is allowed.

A refusal carries a stable code. ``REASONS`` maps each code to its sentence and the HTTP status;
codes are added there and nowhere else, and a test walks over all of them in both languages.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from runtime.language import N_, Lang, Phrase, Term, phrase, plain


@dataclass(frozen=True)
class Reason:
    """The sentence for one refusal code, and the HTTP status it travels with."""

    sentence: str
    status: int


REASONS: Mapping[str, Reason] = MappingProxyType(
    {
        "invalid": Reason(N_("This value cannot be accepted."), 422),
        "missing": Reason(N_("This is required and was not given."), 422),
        "unknown_field": Reason(N_("This field is not known."), 422),
        "too_long": Reason(N_("This text is too long."), 413),
        "encoding": Reason(N_("This text cannot be kept as it was sent."), 422),
        "media_type": Reason(N_("This kind of content is not taken here."), 415),
        "future_time": Reason(N_("This time lies in the future."), 422),
        "negative": Reason(N_("A count cannot be negative."), 422),
        "unknown_post": Reason(N_("The plan has no such post."), 422),
        "unknown_person": Reason(N_("The registry has no such person."), 422),
        "unknown_group": Reason(N_("The response has no such group."), 422),
        "unknown_task": Reason(N_("The response has no such task."), 404),
        "unknown_claim": Reason(N_("There is no such claim."), 404),
        "unknown_order": Reason(N_("There is no such order."), 404),
        "unknown_decision": Reason(N_("There is no such open decision."), 404),
        "unknown_incident": Reason(N_("There is no such incident."), 404),
        "unknown_item": Reason(N_("There is no such entry."), 404),
        "unknown_measure": Reason(N_("The plan does not count this."), 422),
        "unknown_level": Reason(N_("The plan has no such response level."), 422),
        "unknown_plan": Reason(N_("There is no such plan."), 404),
        "impossible": Reason(N_("This cannot be done in the present state."), 409),
        "not_authorised": Reason(N_("The plan gives this decision to another post."), 403),
        "not_allowed": Reason(N_("You may not do this."), 403),
        "no_holder": Reason(N_("Nobody holds this post."), 409),
        "second_person": Reason(N_("A second person has to confirm this."), 409),
        "reason_required": Reason(N_("A reason is required."), 422),
        "evidence_required": Reason(N_("Evidence is required."), 422),
        "conditions_open": Reason(N_("Conditions are still open."), 409),
        "tasks_open": Reason(N_("Tasks or signatures are still open."), 409),
        "wrong_proof": Reason(N_("The task asks for another kind of proof."), 422),
        "stale_decision": Reason(N_("What you decided on has changed; look again."), 409),
        "stale_sequence": Reason(N_("The log has moved on; look again."), 409),
        "duplicate": Reason(N_("This exists already."), 409),
        "handed_over": Reason(N_("Command has been handed to a superior headquarters."), 409),
        "other_person": Reason(N_("Somebody else pressed this."), 409),
        "being_called": Reason(N_("Somebody else is calling this person."), 409),
        "mode_mixed": Reason(N_("Exercise and real must not mix."), 409),
        "sign_in": Reason(N_("Please sign in."), 401),
        "too_many": Reason(N_("Too many tries failed from here; another is looked at later."), 429),
        "link": Reason(N_("This link leads nowhere."), 403),
        "link_used": Reason(N_("This sign-in link is used or expired."), 403),
        "origin": Reason(N_("This request comes from another site."), 403),
        "too_large": Reason(N_("The request is too large."), 413),
        "too_slow": Reason(N_("The request came too slowly."), 408),
        "plan_broken": Reason(N_("The plan has an error."), 422),
        "scenario_broken": Reason(N_("The scenario has an error."), 422),
        "registry_broken": Reason(N_("The registry file has an error."), 422),
        "profile_broken": Reason(N_("The file of channels has an error."), 422),
        "setting": Reason(N_("A setting is wrong."), 500),
        "folder_locked": Reason(N_("Another program is using this data folder."), 409),
        "port_taken": Reason(N_("This port is taken."), 409),
        "database_shape": Reason(N_("Another release of the program shaped this database."), 409),
        "storage": Reason(N_("Nothing was saved: the disk is full or cannot be written."), 507),
        "busy": Reason(N_("Nothing was saved: another program is writing."), 503),
        "log_broken": Reason(N_("The log does not verify."), 500),
        "vault_broken": Reason(N_("Stored personal data does not verify."), 500),
    }
)

FRAME = N_("{sentence} Field: {field}. Value: {value}. Allowed: {allowed}")


@dataclass(frozen=True)
class Sentence(Phrase):
    """What a refusal says, with its code."""

    code: str = ""


class Refused(Exception):  # noqa: N818 - a refusal is an answer, not a fault
    """A command or an input that was not accepted; nothing of it was applied.

    ``field`` is where (a dotted path or ``file:line``), ``value`` what was given (shortened when
    shown), ``allowed`` what to do instead. Where field or value is a ``Term``, programs get its
    name and people read its words (``where``, ``given``).
    """

    def __init__(
        self, code: str, *, field: Term | str, value: object, allowed: Phrase | str
    ) -> None:
        self.code = code
        self.field = str(field)
        self.where = field if isinstance(field, Term) else plain(field)
        self.value = _short(value)
        self.given = value if isinstance(value, Term) else plain(self.value)
        self.allowed = allowed if isinstance(allowed, Phrase) else phrase("{it}", it=allowed)
        super().__init__(self.say("en"))

    @property
    def status(self) -> int:
        return REASONS[self.code].status

    @property
    def sentence(self) -> Sentence:
        """What was refused, with field, value and what is allowed."""
        said = {
            "sentence": phrase(REASONS[self.code].sentence),
            "field": self.where,
            "value": self.given,
            "allowed": self.allowed,
        }
        return Sentence(FRAME, said, self.code)

    def say(self, lang: Lang) -> str:
        """The sentence in the reader's language."""
        return self.sentence.say(lang)

    def as_json(self) -> dict[str, object]:
        """The error shape of the API."""
        return {
            "code": self.code,
            "field": self.field,
            "value": self.value,
            "allowed": {"zh": self.allowed.say("zh"), "en": self.allowed.say("en")},
            "message": {"zh": self.say("zh"), "en": self.say("en")},
        }


def _short(value: object) -> str:
    text = "—" if value is None else _written(value)
    text = text.encode("utf-8", "backslashreplace").decode("utf-8")
    return text if len(text) <= 80 else text[:79] + "…"


def _written(value: object) -> str:
    """As the sender wrote it, which is in JSON where it is more than a text or a number."""
    if isinstance(value, bytes):
        return value.decode("utf-8", "backslashreplace")
    if isinstance(value, bool | dict | list | tuple):
        return json.dumps(value, ensure_ascii=False, default=str)
    return str(value)

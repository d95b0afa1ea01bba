"""Calls of the small Twilio: what it takes, and a telephone that hears the markup and presses keys.

It knows the verbs ``Say``, ``Gather``, ``Pause`` and ``Hangup``, refuses any other, and tells how
the call goes as the vendor does: a request for each thing that it was asked to tell.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from xml.etree import ElementTree as ET

from tests.fakes.twilio_signed import SENDER, SID, Report, sign

CALL_FIELDS = frozenset(
    {
        "To", "From", "Method", "FallbackUrl", "FallbackMethod", "StatusCallback",
        "StatusCallbackEvent", "StatusCallbackMethod", "SendDigits", "Timeout", "Record",
        "RecordingChannels", "RecordingStatusCallback", "RecordingStatusCallbackMethod",
        "SipAuthUsername", "SipAuthPassword", "MachineDetection", "MachineDetectionTimeout",
        "RecordingStatusCallbackEvent", "Trim", "CallerId", "MachineDetectionSpeechThreshold",
        "MachineDetectionSpeechEndThreshold", "MachineDetectionSilenceTimeout", "AsyncAmd",
        "AsyncAmdStatusCallback", "AsyncAmdStatusCallbackMethod", "Byoc", "CallReason",
        "CallToken", "RecordingTrack", "TimeLimit", "Url", "Twiml", "ApplicationSid",
    }
)  # fmt: skip
"""Form fields of the published description."""

EVENTS = frozenset({"initiated", "ringing", "answered", "completed"})
LONGEST_TWIML = 4000


class Form(dict[str, str]):
    """Fields of a request, with all values of one that comes several times."""

    def __init__(self, pairs: Sequence[tuple[str, str]]) -> None:
        super().__init__(pairs)
        self._pairs = pairs

    def all(self, name: str) -> list[str]:
        return [value for key, value in self._pairs if key == name]


def refused_call(form: Form) -> tuple[int, str] | None:
    """Why the vendor takes no such call: code and words."""
    if unknown := set(form) - CALL_FIELDS:
        return 20001, f"Unknown parameters {sorted(unknown)}"
    if not form.get("To"):
        return 21201, "No 'To' number is specified"
    if not re.fullmatch(r"\+[1-9]\d{6,14}", form["To"]):
        return 21211, f"Invalid 'To' Phone Number: {form['To']}"
    if form.get("From") != SENDER:
        return 21210, f"'From' phone number not verified: {form.get('From')}"
    if not form.get("Twiml") and not form.get("Url"):
        return 21205, "Url parameter is required."
    if len(form.get("Twiml", "")) > LONGEST_TWIML:
        return 21205, "Twiml is too long"
    if unknown := set(form.all("StatusCallbackEvent")) - EVENTS:
        return 21626, f"Invalid StatusCallbackEvents {sorted(unknown)}"
    return None


def call_answer(sid: str, form: Form) -> dict[str, object]:
    """What the vendor answers when it has taken a call."""
    return {
        "sid": sid, "account_sid": SID, "api_version": "2010-04-01", "status": "queued",
        "to": form["To"], "from": form["From"], "direction": "outbound-api", "duration": None,
        "date_created": None, "date_updated": None, "start_time": None, "end_time": None,
        "answered_by": None, "price": None, "price_unit": "USD", "parent_call_sid": None,
        "subresource_uris": {}, "uri": f"/2010-04-01/Accounts/{SID}/Calls/{sid}.json",
    }  # fmt: skip


Post = Callable[[Report], str]
"""Posts what the vendor tells, and gives the markup that it is answered with."""


@dataclass
class Call:
    """A call that the vendor took, and the telephone at its other end."""

    sid: str
    form: Form
    heard: list[tuple[str, str]] = field(default_factory=list)
    """What was said, each with its language."""
    hung_up: bool = False

    def told(self, status: str, number: int = 0) -> Report:
        """How the call goes, as the vendor posts it. ``number`` counts these for one call."""
        form = {**self._names(status), "SequenceNumber": str(number), "CallbackSource":
                "call-progress-events", "Timestamp": "Sat, 01 Jun 2024 04:00:00 +0000"}  # fmt: skip
        return self._report(self.form["StatusCallback"], form)

    def course(self, end: str) -> list[Report]:
        """Everything that is told of a call that ends so, in order, of what was asked for."""
        events = ["initiated", "ringing", *(["in-progress"] if end == "completed" else []), end]
        asked = {"in-progress": "answered", end: "completed"}
        wanted = self.form.all("StatusCallbackEvent")
        words = [word for word in events if asked.get(word, word) in wanted]
        return [self.told(word, number) for number, word in enumerate(words)]

    def pressed(self, url: str, keys: str) -> Report:
        """Keys, as the vendor posts them to the address of the ``Gather``."""
        fields = {"Digits": keys, "msg": "Gather", "FinishedOnKey": ""}
        return self._report(url, {**self._names("in-progress"), **fields})

    def picked_up(self, keys: str, post: Post) -> list[Report]:
        """Somebody listens and presses one key after the other, as many as are waited for; fewer
        go after a pause. Gives what was posted; with no keys, all is heard and nothing posted."""
        left, posted = keys, []
        markup = self.form["Twiml"]
        while (asked := self._play(markup, pressing=bool(left))) is not None:
            action, many = asked
            posted.append(self.pressed(action, left[:many]))
            left = left[many:]
            markup = post(posted[-1])
        return posted

    def _play(self, markup: str, *, pressing: bool) -> tuple[str, int] | None:
        """Hear one document; gives where keys go that are pressed while it plays, and how many."""
        for verb in _verbs(markup):
            if verb.tag == "Gather":
                many = verb.get("numDigits")
                if verb.get("input") != "dtmf" or many is None or verb.get("finishOnKey"):
                    raise ValueError("a telephone here presses a number of keys")
                for said in verb:
                    self._hear(said)
                if pressing:
                    return verb.attrib["action"], int(many)
            elif verb.tag == "Hangup":
                break
            else:
                self._hear(verb)
        self.hung_up = True
        return None

    def _hear(self, verb: ET.Element) -> None:
        if verb.tag == "Say":
            self.heard.append((verb.get("language", ""), verb.text or ""))
        elif verb.tag != "Pause":
            raise ValueError(f"unknown verb {verb.tag}")

    def _names(self, status: str) -> dict[str, str]:
        return {
            "CallSid": self.sid, "AccountSid": SID, "CallStatus": status, "To": self.form["To"],
            "From": SENDER, "Called": self.form["To"], "Caller": SENDER, "ToCity": "",
            "Direction": "outbound-api", "ApiVersion": "2010-04-01",
        }  # fmt: skip

    def _report(self, url: str, form: dict[str, str]) -> Report:
        return Report(url, form, sign(url, form))


def _verbs(markup: str) -> Iterator[ET.Element]:
    root = ET.fromstring(markup)
    if root.tag != "Response":
        raise ValueError("no markup for a call")
    yield from root

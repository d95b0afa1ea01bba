"""What refusals call the parts of a request and of what providers send, beside the fields of
commands. Where a program or a provider has to be told by name what is wrong, the name follows in
brackets.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from runtime.language import N_

ADDRESSES: Mapping[str, str] = MappingProxyType(
    {
        "after": N_("Entries after this number"), "before": N_("Entries before this number"),
        "at": N_("Point in time"), "q": N_("Words that are looked for"),
        "count": N_("Count on the icon"), "part": N_("Part of the telephone list"),
        "page": N_("Page of the county"), "token": N_("Sign-in link"),
        "name": N_("Name"), "address": N_("Simulated phone"),
        "reply.text": N_("Words of the reply"), "act": N_("What is done with the call"),
    }
)  # fmt: skip
"""What an address asks for."""

HEADERS: Mapping[str, str] = MappingProxyType(
    {
        "Origin": N_("Page that the request comes from (Origin)"),
        "idempotency-key": N_("Key of what was sent (Idempotency-Key)"),
        "command_id": N_("Key of what was sent"), "_key": N_("Key of what was sent"),
        "key": N_("Key of what was sent"), "protocol": N_("Protocol of the live page"),
    }
)  # fmt: skip
"""What comes along with a request."""

PAGES: Mapping[str, str] = MappingProxyType(
    {
        "copy": N_("Copy to be passed on"), "seen": N_("Alarms marked as seen"),
        "log": N_("Log of the incident"), "calls": N_("Telephone list"),
        "call": N_("Line of the telephone list"), "result": N_("Result of the call"),
        "dialled": N_("Number that was dialled"), "said": N_("What the call came to"),
        "reply": N_("Reply of a person"), "message": N_("Message on a simulated phone"),
        "test": N_("Test of a way to reach somebody"), "selftest": N_("Tests of the ways"),
        "fields": N_("What was filled in"), "posts": N_("Posts that are told"),
    }
)  # fmt: skip
"""What is done on pages and is no command."""

KEEPING: Mapping[str, str] = MappingProxyType(
    {
        "owner": N_("Whose personal data it is"), "ref": N_("Reference to a sealed text"),
        "database": N_("Database"), "jurisdiction": N_("County"),
        "duty": N_("Duty officer of today"),
    }
)  # fmt: skip
"""What the program keeps and runs on."""

PROVIDERS: Mapping[str, str] = MappingProxyType(
    {
        "MessageSid": N_("Number that the provider gave the message (MessageSid)"),
        "CallSid": N_("Number that the provider gave the call (CallSid)"),
        "CallStatus": N_("State of the call at the provider (CallStatus)"),
        "From": N_("Number of the sender (From)"), "until": N_("Until when the address is good"),
        "MessageStatus": N_("State of the message at the provider (MessageStatus)"),
        "X-Twilio-Signature": N_("Signature of the provider (X-Twilio-Signature)"),
        "restriction": N_("For whom a restricted warning is (restriction)"),
        "references": N_("Earlier messages that it changes (references)"),
        "infos": N_("Words of the warning in each language (info)"),
        "polygon": N_("Outline of the area (polygon)"),
        "identifier": N_("Number of the warning (identifier)"),
        "sender": N_("Sender of the warning (sender)"),
    }
)  # fmt: skip
"""What providers send, and what a warning in the Common Alerting Protocol (CAP) consists of."""

PARTS: Mapping[str, str] = MappingProxyType(
    {**ADDRESSES, **HEADERS, **PAGES, **KEEPING, **PROVIDERS}
)
"""All of them by name. A field of a command goes before a part of the same name."""

"""What an error of the modem or the network means for a message.

Numbers by 3GPP TS 27.005 section 3.2.5; those up to 127 are causes of the network, TS 24.011
annex E. What modems really answer where was not tried on hardware.
"""

from __future__ import annotations

from notify.channel import Permanent, Temporary, Unknown

DOWN_S = 60.0
"""Wait before another try while the SIM or the network is not there."""

PERMANENT = frozenset(
    {
        1,  # unassigned number
        21,  # rejected by the other side
        28,  # unidentified subscriber
        29,  # facility rejected
        30,  # unknown subscriber
        304,  # the octets of the message are wrong
        305,  # its text is wrong
    }
)

DOWN = frozenset(
    {
        8,  # barred by the operator: the SIM, not the message
        10,  # call barred
        310,  # no SIM
        311,  # PIN wanted
        312,  # PIN of the telephone wanted
        313,  # SIM failure
        314,  # SIM busy
        315,  # SIM wrong
        316,  # PUK wanted
        317,  # PIN2 wanted
        318,  # PUK2 wanted
        330,  # service centre unknown
        331,  # no network
    }
)
"""Nothing can be sent until somebody, or the network, mends it."""

AMBIGUOUS = frozenset({332, 500})
"""Network time-out and unknown error: it may have been taken before."""

OFF_OR_AWAY = 27
"""Destination out of service."""


def outcome_of(code: int | None, kind: str = "cms") -> Temporary | Permanent | Unknown:
    """What became of a message after an error; one not in the tables is tried again later."""
    name = f"{kind}_{code}" if code is not None else kind
    if kind != "cms":
        return Temporary(name)
    if code in PERMANENT:
        return Permanent(name)
    if code in DOWN:
        return Temporary(name, DOWN_S, call_meanwhile=True)
    if code in AMBIGUOUS:
        return Unknown(name)
    return Temporary(name, call_meanwhile=code == OFF_OR_AWAY)

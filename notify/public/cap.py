"""A warning as CAP 1.2 (OASIS Common Alerting Protocol, 1 July 2010). Pure.

This is a hand-over format. It makes no loudspeaker speak: the platforms of the emergency broadcast
take messages of their own form, signed with certificates that their operator issues. Nothing is
signed here.

Whether a message is an exercise is its type, not a value: an ``Exercise`` cannot be written with
another status, and its words carry the stamp.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar, Literal
from xml.etree import ElementTree as ET
from zoneinfo import ZoneInfo

from incident.warnings import STAMP, STAMP_EN
from runtime.language import N_, phrase
from runtime.refusal import Refused

NAMESPACE = "urn:oasis:names:tc:emergency:cap:1.2"
MEDIA_TYPE = "application/cap+xml"

Lang = Literal["zh-CN", "en"]
Message = Literal["Alert", "Update", "Cancel"]
Urgency = Literal["Immediate", "Expected", "Future", "Past", "Unknown"]
Severity = Literal["Extreme", "Severe", "Moderate", "Minor", "Unknown"]
Certainty = Literal["Observed", "Likely", "Possible", "Unlikely", "Unknown"]
Point = tuple[float, float]
"""Latitude, longitude: degrees of WGS-84. Points of a Chinese web map (GCJ-02) lie some hundred
metres away and have to be converted before."""

LATITUDES = (3.0, 54.0)
LONGITUDES = (73.0, 136.0)
"""The country's extent. It tells latitude and longitude apart, so that exchanged ones are refused.
"""
_UNSAFE = re.compile(r"[\s,<&]")


@dataclass(frozen=True, slots=True)
class Area:
    """Where it holds. ``polygon`` has its first point again as its last, or is empty."""

    name: str
    polygon: tuple[Point, ...] = ()


@dataclass(frozen=True, slots=True)
class Info:
    """The message in one language."""

    lang: Lang
    event: str
    headline: str
    description: str
    instruction: str
    areas: tuple[Area, ...]


@dataclass(frozen=True, slots=True)
class Reference:
    """An earlier message."""

    sender: str
    identifier: str
    sent: datetime


@dataclass(frozen=True, slots=True)
class Scale:
    """How CAP weighs it."""

    urgency: Urgency
    severity: Severity
    certainty: Certainty


@dataclass(frozen=True, kw_only=True)
class Alert:
    """What every message has. Made as ``Actual``, ``Exercise`` or ``Trial``."""

    status: ClassVar[Literal["Actual", "Exercise", "Test"]]
    stamps: ClassVar[tuple[tuple[Lang, str], ...]] = ()

    identifier: str
    sender: str
    sent: datetime
    message: Message
    scope: Literal["Public", "Restricted"]
    restriction: str | None = None
    references: tuple[Reference, ...] = ()
    scale: Scale
    all_clear: bool = False
    colour: str
    expires: datetime
    sender_name: str
    web: str | None = None
    contact: str | None = None
    infos: tuple[Info, ...]


class Actual(Alert):
    """For the public, for real."""

    status = "Actual"


class Exercise(Alert):
    """Of an exercise: for nobody who does not take part."""

    status = "Exercise"
    stamps = (("zh-CN", STAMP), ("en", STAMP_EN))


class Trial(Alert):
    """To try out whether a platform takes files; to be discarded by it."""

    status = "Test"
    stamps = (("zh-CN", "【测试】"), ("en", "[TEST]"))


def document(alert: Alert, zone: ZoneInfo) -> bytes:
    """The message as UTF-8 XML, its times in ``zone``.

    Raises Refused ``invalid`` or ``missing`` with the field where the standard's prose is broken,
    which its schema does not see.
    """
    check(alert)
    root = ET.Element("alert", {"xmlns": NAMESPACE})
    stamps = dict(alert.stamps)
    _put(root, "identifier", alert.identifier)
    _put(root, "sender", alert.sender)
    _put(root, "sent", moment(alert.sent, zone))
    _put(root, "status", alert.status)
    _put(root, "msgType", alert.message)
    _put(root, "scope", alert.scope)
    _put(root, "restriction", alert.restriction)
    _put(root, "note", " ".join(stamps.values()) or None)
    earlier = (f"{r.sender},{r.identifier},{moment(r.sent, zone)}" for r in alert.references)
    _put(root, "references", " ".join(earlier) or None)
    for info in alert.infos:
        _info(root, alert, info, stamps.get(info.lang, ""), zone)
    ET.indent(root)
    written: bytes = ET.tostring(root, encoding="utf-8", xml_declaration=True)
    return written + b"\n"


def _info(root: ET.Element, alert: Alert, info: Info, stamp: str, zone: ZoneInfo) -> None:
    part = ET.SubElement(root, "info")
    _put(part, "language", info.lang)
    _put(part, "category", "Safety")
    _put(part, "event", f"{stamp}{info.event}{stamp}")
    _put(part, "responseType", "AllClear" if alert.all_clear else None)
    _put(part, "urgency", alert.scale.urgency)
    _put(part, "severity", alert.scale.severity)
    _put(part, "certainty", alert.scale.certainty)
    _put(part, "expires", moment(alert.expires, zone))
    _put(part, "senderName", alert.sender_name)
    for name, words in (
        ("headline", info.headline),
        ("description", info.description),
        ("instruction", info.instruction),
    ):
        _put(part, name, f"{stamp}{words}{stamp}" if words else None)
    _put(part, "web", alert.web)
    _put(part, "contact", alert.contact)
    colour = ET.SubElement(part, "parameter")
    _put(colour, "valueName", "colour")
    _put(colour, "value", alert.colour)
    for area in info.areas:
        place = ET.SubElement(part, "area")
        _put(place, "areaDesc", area.name)
        _put(place, "polygon", " ".join(f"{x:.6f},{y:.6f}" for x, y in area.polygon) or None)


_CONTROLS = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufffe\uffff]")
"""Characters that no XML 1.0 document may hold."""


def _put(parent: ET.Element, name: str, text: str | None) -> None:
    if text is not None:
        ET.SubElement(parent, name).text = _CONTROLS.sub("", text)


def moment(at: datetime, zone: ZoneInfo) -> str:
    """``2026-05-17T02:28:00+08:00``: with offset, no ``Z``, no fractions (CAP 1.2, 3.3.2)."""
    return at.astimezone(zone).replace(microsecond=0).isoformat()


def check(alert: Alert) -> None:
    """Raises Refused for the first rule that is only in the standard's prose and is broken."""
    for name in ("identifier", "sender"):
        if _UNSAFE.search(getattr(alert, name)) or not getattr(alert, name):
            allowed = phrase(N_("without blanks, commas, < and &"))
            raise Refused("invalid", field=name, value=getattr(alert, name), allowed=allowed)
    if alert.scope == "Restricted" and not alert.restriction:
        allowed = phrase(N_("for whom the message is"))
        raise Refused("missing", field="restriction", value=None, allowed=allowed)
    if alert.scope == "Public" and alert.restriction:
        allowed = phrase(N_("nothing: the message is public"))
        raise Refused("invalid", field="restriction", value=alert.restriction, allowed=allowed)
    if (alert.message == "Alert") == bool(alert.references):
        allowed = phrase(N_("the earlier messages with an update or a cancel, and only then"))
        count = len(alert.references)
        raise Refused("invalid", field="references", value=count, allowed=allowed)
    if not alert.infos or any(not info.areas for info in alert.infos):
        allowed = phrase(N_("the words in each language, each with its area"))
        raise Refused("missing", field="infos", value=None, allowed=allowed)
    for info in alert.infos:
        for area in info.areas:
            _check_polygon(area)


def _check_polygon(area: Area) -> None:
    points = area.polygon
    if points and (len(points) < 4 or points[0] != points[-1]):
        allowed = phrase(N_("four points or more, the first one again at the end"))
        raise Refused("invalid", field="polygon", value=len(points), allowed=allowed)
    for latitude, longitude in points:
        inside = LATITUDES[0] <= latitude <= LATITUDES[1]
        if not (inside and LONGITUDES[0] <= longitude <= LONGITUDES[1]):
            allowed = phrase(
                N_("latitude, then longitude, in degrees of WGS-84 within the country")
            )
            value = f"{latitude},{longitude}"
            raise Refused("invalid", field="polygon", value=value, allowed=allowed)

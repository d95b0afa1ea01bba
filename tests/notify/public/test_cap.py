"""CAP files against the standard's own schema, and the rules that only its prose has."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from lxml import etree

from notify.public.cap import (
    NAMESPACE,
    Actual,
    Alert,
    Area,
    Exercise,
    Info,
    Reference,
    Scale,
    Trial,
    document,
)
from runtime.refusal import Refused

ZONE = ZoneInfo("Asia/Shanghai")
SENT = datetime(2026, 5, 16, 18, 28, 3, 999, tzinfo=UTC)
SQUARE = ((38.7, 113.2), (38.7, 113.3), (38.8, 113.3), (38.7, 113.2))


@cache
def schema() -> etree.XMLSchema:
    return etree.XMLSchema(etree.parse(Path(__file__).parent / "CAP-v1.2-schema.xsd"))


def infos(*areas: Area) -> tuple[Info, ...]:
    where = areas or (Area("上村", SQUARE),)
    zh = Info("zh-CN", "尾矿库事故", "红色预警", "尾矿库溃坝 <速离> & 高处", "向两侧高处走", where)
    en = Info("en", "Tailings dam accident", "Red", "The words are in Chinese.", "", where)
    return (zh, en)


def alert(kind: type[Alert] = Actual, **changes: Any) -> Alert:
    made = kind(
        identifier="inc-1.warning-1.v1",
        sender="county.tailings-response",
        sent=SENT,
        message="Alert",
        scope="Public",
        scale=Scale("Immediate", "Extreme", "Observed"),
        colour="red",
        expires=SENT + timedelta(hours=6),
        sender_name="指挥长",
        web="http://county.local/",
        contact="值班室",
        infos=infos(),
    )
    return replace(made, **changes)


def texts(written: bytes, name: str) -> list[str | None]:
    return [found.text for found in etree.fromstring(written).iter(f"{{{NAMESPACE}}}{name}")]


EARLIER = (Reference("county.tailings-response", "inc-1.warning-1.v1", SENT),)


@pytest.mark.parametrize(
    "message",
    [
        alert(),
        alert(Exercise, scope="Restricted", restriction="参演单位"),
        alert(Trial),
        alert(message="Update", references=EARLIER),
        alert(message="Cancel", references=EARLIER, all_clear=True, web=None, contact=None),
        alert(infos=infos(Area("上村"), Area("下村", SQUARE))),
    ],
    ids=["actual", "exercise", "trial", "update", "cancel", "two villages"],
)
def test_it_is_valid_by_the_standard_s_schema(message: Alert) -> None:
    schema().assertValid(etree.fromstring(document(message, ZONE)))


@pytest.mark.parametrize("wrong", ["2026-05-16T18:28:03Z", "2026-05-17T02:28:03.000999+08:00"])
def test_the_schema_would_see_a_time_written_the_usual_way(wrong: str) -> None:
    written = document(alert(), ZONE)
    assert texts(written, "sent") == ["2026-05-17T02:28:03+08:00"]
    broken = written.replace(b"2026-05-17T02:28:03+08:00", wrong.encode())
    assert not schema().validate(etree.fromstring(broken))


def test_an_exercise_cannot_be_written_as_anything_else() -> None:
    drill = alert(Exercise, scope="Restricted", restriction="参演单位")
    written = document(drill, ZONE)
    assert texts(written, "status") == ["Exercise"]
    for name in ("event", "headline", "description", "instruction"):
        for said in texts(written, name):
            stamp = "【演练】" if "演练" in (said or "") else "[EXERCISE]"
            assert (said or "").startswith(stamp), said
            assert (said or "").endswith(stamp), said
    with pytest.raises(TypeError, match="status"):
        replace(drill, status="Actual")  # type: ignore[call-arg]
    assert texts(document(alert(), ZONE), "status") == ["Actual"]
    assert "演练" not in document(alert(), ZONE).decode()


def test_colours_are_a_parameter_and_words_are_kept_as_typed() -> None:
    written = document(alert(), ZONE)
    assert texts(written, "value") == ["red", "red"]
    assert texts(written, "description")[0] == "尾矿库溃坝 <速离> & 高处"
    assert texts(written, "language") == ["zh-CN", "en"]
    assert texts(written, "polygon")[0] == (
        "38.700000,113.200000 38.700000,113.300000 38.800000,113.300000 38.700000,113.200000"
    )


def test_references_name_sender_identifier_and_time() -> None:
    written = document(alert(message="Cancel", references=EARLIER), ZONE)
    assert texts(written, "references") == [
        "county.tailings-response,inc-1.warning-1.v1,2026-05-17T02:28:03+08:00"
    ]


EXCHANGED = tuple((longitude, latitude) for latitude, longitude in SQUARE)


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        *(({"identifier": x}, "identifier") for x in ("a b", "a,b", "a<b", "a&b", "")),
        ({"sender": "a b"}, "sender"),
        ({"scope": "Restricted"}, "restriction"),
        ({"restriction": "somebody"}, "restriction"),
        ({"message": "Update"}, "references"),
        ({"message": "Cancel"}, "references"),
        ({"references": EARLIER}, "references"),
        ({"infos": ()}, "infos"),
        ({"infos": infos(Area("上村", SQUARE[:3]))}, "polygon"),
        ({"infos": infos(Area("上村", (*SQUARE[:3], (38.0, 113.0))))}, "polygon"),
        ({"infos": infos(Area("上村", EXCHANGED))}, "polygon"),
    ],
)
def test_rules_of_the_prose_are_kept_too(changes: dict[str, Any], field: str) -> None:
    with pytest.raises(Refused) as caught:
        document(alert(**changes), ZONE)
    assert caught.value.field == field

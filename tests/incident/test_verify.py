"""Every way to falsify a log, done by hand in the database, is found and named."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from incident import commands as c
from incident.anchors import Anchor
from incident.chain import Verdict
from incident.codec import GENESIS, digest
from incident.verify import verify
from runtime.appendonly import ddl
from runtime.canonical import canonical
from runtime.refusal import Refused
from tests.incident.conftest import House


@pytest.fixture
def incident(house: House) -> str:
    """An incident with seven entries or more, written by three commands."""
    name = house.report()
    house.desk.put(
        name, c.RecordClaim(measure="trapped", value=2, source="township"), "wutai-duty-officer"
    )
    house.desk.put(name, c.AddNote(note="note"), "wutai-duty-officer")
    house.desk.put(name, c.SetVerification(status="full"), "wutai-duty-officer")
    for statement in _unlock(house):
        run(house, statement)
    return name


def _unlock(house: House) -> list[str]:
    """Drop whatever triggers protect the table, as the owner of the database could."""
    if house.database.dialect == "sqlite":
        query = "SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name = 'event'"
        drop = "DROP TRIGGER {}"
    else:
        query = (
            "SELECT tgname FROM pg_trigger WHERE tgrelid = 'event'::regclass AND NOT tgisinternal"
        )
        drop = "DROP TRIGGER {} ON event"
    with house.database.read() as connection:
        return [drop.format(name) for name in connection.execute(text(query)).scalars()]


def run(house: House, statement: str, **values: object) -> None:
    with house.database.write() as connection:
        assert connection.execute(text(statement), values).rowcount != 0


def check(house: House, incident: str, *, anchored: bool = True) -> Verdict:
    anchors = list(house.anchors.read(incident)) if anchored else []
    with house.database.read() as connection:
        return verify(connection, incident, anchors)


def found(verdict: Verdict) -> set[tuple[int | None, str]]:
    assert not verdict.sound
    for finding in verdict.findings:
        assert finding.text.say("en")
        assert finding.text.say("zh")
    return {(f.seq, f.what) for f in verdict.findings}


def body(house: House, incident: str, seq: int) -> str:
    with house.database.read() as connection:
        query = text("SELECT body FROM event WHERE incident = :i AND seq = :s")
        return str(connection.execute(query, {"i": incident, "s": seq}).scalar_one())


def rebuild(house: House, incident: str, start: int) -> None:
    """Compute the chain anew from one row on, as somebody with the whole database would."""
    with house.database.write() as connection:
        query = text("SELECT seq, hash, body FROM event WHERE incident = :i ORDER BY seq")
        rows = connection.execute(query, {"i": incident}).all()
        prev, last = GENESIS, 0
        for row in rows:
            hash_ = row.hash
            if row.seq >= start:
                changed = canonical({**json.loads(row.body), "prev": prev})
                hash_ = digest(changed)
                connection.execute(
                    text(
                        "UPDATE event SET body = :b, hash = :h, prev = :p "
                        "WHERE incident = :i AND seq = :s"
                    ),
                    {"b": changed.decode(), "h": hash_, "p": prev, "i": incident, "s": row.seq},
                )
            prev, last = hash_, row.seq
        connection.execute(
            text("UPDATE incident SET seq = :s, hash = :h WHERE id = :i"),
            {"s": last, "h": prev, "i": incident},
        )


def test_an_untouched_log_is_sound_and_rests_on_the_newest_anchor(
    house: House, incident: str
) -> None:
    verdict = check(house, incident)
    assert verdict.sound
    assert verdict.seq == house.desk.state(incident).seq
    assert verdict.anchor is not None
    assert verdict.anchor.source == "anchors.jsonl:4"
    assert verdict.anchor.hash == verdict.hash
    assert check(house, incident, anchored=False).anchor is None


def test_a_head_from_paper_can_be_the_anchor(house: House, incident: str) -> None:
    head = check(house, incident)
    given = Anchor(incident, head.seq, head.hash, "", "given")
    with house.database.read() as connection:
        verdict = verify(connection, incident, [given])
        false = verify(connection, incident, [replace(given, hash="f" * 64)])
        other = verify(connection, incident, [replace(given, incident="inc-other")])
    assert verdict.anchor == given
    assert (false.anchor, found(false)) == (None, {(head.seq, "rebuilt")})
    assert (other.anchor, other.sound) == (None, True)


def test_a_changed_text_is_named(house: House, incident: str) -> None:
    changed = body(house, incident, 4).replace("township", "operator")
    run(house, "UPDATE event SET body = :b WHERE incident = :i AND seq = 4", b=changed, i=incident)
    assert (4, "changed") in found(check(house, incident, anchored=False))


def test_a_body_that_is_no_json_is_named(house: House, incident: str) -> None:
    run(house, "UPDATE event SET body = '{' WHERE incident = :i AND seq = 4", i=incident)
    assert {(4, "changed"), (4, "unreadable")} <= found(check(house, incident))


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("type", "ResponseEnded"),
        ("cause", "cmd-other"),
        ("jurisdiction", "elsewhere"),
        ("prev", "0" * 64),
        ("recorded_at", "2024-01-01T00:00:00.000000Z"),
    ],
)
def test_a_column_that_differs_from_the_body_is_named(
    house: House, incident: str, column: str, value: str
) -> None:
    run(
        house, f"UPDATE event SET {column} = :v WHERE incident = :i AND seq = 3",
        v=value, i=incident,
    )  # fmt: skip
    assert found(check(house, incident)) == {(3, "column")}


def test_a_missing_row_is_named(house: House, incident: str) -> None:
    run(house, "DELETE FROM event WHERE incident = :i AND seq = 3", i=incident)
    assert {(3, "missing"), (4, "link")} <= found(check(house, incident, anchored=False))


def test_several_missing_rows_are_one_finding(house: House, incident: str) -> None:
    run(house, "DELETE FROM event WHERE incident = :i AND seq IN (2, 3)", i=incident)
    verdict = check(house, incident)
    missing = [f for f in verdict.findings if f.what == "missing"]
    assert [f.seq for f in missing] == [2]
    assert "2" in missing[0].text.say("en")
    assert "3" in missing[0].text.say("en")


def test_exchanged_rows_are_named(house: House, incident: str) -> None:
    for old, new in ((3, 1003), (4, 3), (1003, 4)):
        run(
            house, "UPDATE event SET seq = :n WHERE incident = :i AND seq = :o",
            n=new, o=old, i=incident,
        )  # fmt: skip
    assert {(3, "column"), (3, "link"), (4, "column"), (4, "link")} <= found(
        check(house, incident, anchored=False)
    )


def test_a_log_cut_off_is_named_even_when_the_head_was_set_back(
    house: House, incident: str
) -> None:
    last = check(house, incident).seq
    run(house, "DELETE FROM event WHERE incident = :i AND seq = :s", i=incident, s=last)
    assert (last - 1, "cut_off") in found(check(house, incident, anchored=False))
    rebuild(house, incident, 1000)
    assert found(check(house, incident)) >= {(last - 1, "cut_off")}
    unaware = check(house, incident, anchored=False)
    assert {f.what for f in unaware.findings} <= {"head"}


def test_a_rebuilt_chain_is_sound_in_itself_and_contradicts_the_anchor(
    house: House, incident: str
) -> None:
    changed = body(house, incident, 4).replace("township", "operator")
    run(house, "UPDATE event SET body = :b WHERE incident = :i AND seq = 4", b=changed, i=incident)
    rebuild(house, incident, 4)
    assert check(house, incident, anchored=False).sound
    verdict = check(house, incident)
    assert {what for _, what in found(verdict)} == {"rebuilt"}
    first = next(iter(house.anchors.read(incident)))
    assert verdict.anchor == first, "what was written before stays trusted"
    assert verdict.findings[0].seq is not None
    assert verdict.findings[0].seq >= 4


def test_an_unknown_algorithm_is_a_finding(house: House, incident: str) -> None:
    run(house, "UPDATE event SET algorithm = 'md5' WHERE incident = :i AND seq = 2", i=incident)
    assert found(check(house, incident)) == {(2, "algorithm")}


@pytest.mark.parametrize(
    ("column", "value"), [("stage", "closed"), ("level", 1), ("plan", "x"), ("hash", "f" * 64)]
)
def test_the_incident_s_own_row_is_checked(
    house: House, incident: str, column: str, value: object
) -> None:
    run(house, f"UPDATE incident SET {column} = :v WHERE id = :i", v=value, i=incident)
    assert found(check(house, incident)) == {(None, "head")}


def test_an_unknown_incident_is_refused_unless_an_anchor_knows_it(house: House) -> None:
    with pytest.raises(Refused) as refused:
        check(house, "inc-none")
    assert refused.value.code == "unknown_incident"
    with house.database.read() as connection:
        verdict = verify(connection, "inc-gone", [Anchor("inc-gone", 3, "a" * 64, "", "given")])
    assert found(verdict) == {(None, "head"), (0, "cut_off")}


@pytest.mark.parametrize("statement", ["UPDATE event SET type = 'x'", "DELETE FROM event"])
def test_with_its_triggers_the_table_refuses_any_change(
    house: House, incident: str, statement: str
) -> None:
    with house.database.write() as connection:
        if house.database.dialect == "postgresql":
            connection.execute(text("DROP FUNCTION IF EXISTS event_append_only() CASCADE"))
        for line in ddl(house.database.dialect, "event"):
            connection.execute(text(line))
    with pytest.raises(DBAPIError, match="append-only"):
        run(house, statement)
    assert check(house, incident).sound

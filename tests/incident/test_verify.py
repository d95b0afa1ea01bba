"""Every way to falsify a log, done by hand in the database, is found and named."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from incident import commands as c
from incident.anchors import Anchor
from incident.chain import Verdict, Words
from incident.codec import GENESIS, digest
from incident.scheduler import notice
from incident.verify import verify
from runtime.appendonly import ddl
from runtime.canonical import canonical
from runtime.refusal import Refused
from runtime.vault import Vault
from tests.incident.bench import COUNTY
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
    unlock(house, "event")
    return name


def unlock(house: House, table: str) -> None:
    """Drop whatever triggers protect a table, as the owner of the database could."""
    if house.database.dialect == "sqlite":
        query = "SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name = :t"
        drop = "DROP TRIGGER {}"
    else:
        query = (
            "SELECT tgname FROM pg_trigger WHERE tgrelid = CAST(:t AS regclass) "
            "AND NOT tgisinternal"
        )
        drop = f"DROP TRIGGER {{}} ON {table}"
    with house.database.read() as connection:
        triggers = list(connection.execute(text(query), {"t": table}).scalars())
    for name in triggers:
        run(house, drop.format(name))


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


def test_an_entry_s_changed_mode_is_told_once(house: House, incident: str) -> None:
    changed = body(house, incident, 3).replace('"mode":"real"', '"mode":"exercise"')
    run(house, "UPDATE event SET body = :b WHERE incident = :i AND seq = 3", b=changed, i=incident)
    told = [f.text.say("en") for f in check(house, incident).findings if f.seq == 3]
    assert [text for text in told if text.startswith("mode")] == ["mode is exercise, not real"]
    assert len(told) == len(set(told)) == 2, "that it was changed, and what"


def test_an_incident_moved_to_another_county_is_told_once(house: House, incident: str) -> None:
    last = check(house, incident).seq
    run(house, "UPDATE incident SET jurisdiction = 'elsewhere' WHERE id = :i", i=incident)
    (finding,) = check(house, incident).findings
    assert (finding.seq, finding.what) == (None, "head")
    assert finding.text.say("en") == "jurisdiction is elsewhere, not wutai"
    run(house, "UPDATE event SET jurisdiction = 'elsewhere' WHERE incident = :i", i=incident)
    findings = check(house, incident).findings
    assert [(f.seq, f.what) for f in findings] == [
        (None, "head"),
        *((seq, "column") for seq in range(1, last + 1)),
    ]


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


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("title", "另一个名称"),
        ("due_at", None),
        ("due_at", "2030-01-01T00:00:00.000000Z"),
        ("player", "x"),
        ("clock", '{"stands":true}'),
        ("opened_at", "2024-01-01T00:00:00.000000Z"),
        ("changed_at", "2024-01-01T00:00:00.000000Z"),
    ],
)
def test_a_clock_cannot_be_silenced_in_the_incident_s_row(
    house: House, incident: str, column: str, value: object
) -> None:
    run(house, f"UPDATE incident SET {column} = :v WHERE id = :i", v=value, i=incident)
    verdict = check(house, incident)
    assert found(verdict) == {(None, "head")}
    assert column in verdict.findings[0].text.say("en")


def test_an_exercise_has_its_own_clock(house: House) -> None:
    report = c.ReportIncident(place="青石沟", what="渗水", title="演习", mode="exercise")
    name = house.desk.open(
        report, "wutai-ex-duty-officer", COUNTY, clock={"stands": True}, player="drill"
    ).incident
    assert check(house, name).findings == ()


def test_the_due_time_follows_the_log_through_a_whole_response(house: House) -> None:
    name = house.report()
    for command in (
        c.RecordClaim(measure="missing", value=2, source="fire"),
        c.RecordInstruction(from_whom="市局", words="核实", means="telephone"),
    ):
        house.desk.put(name, command, "wutai-duty-officer")
        house.clock.move_to(house.clock.now() + timedelta(minutes=40))
    notice(house.desk, lambda incident, error: pytest.fail(f"{incident}: {error}"))
    assert check(house, name).findings == ()


def test_a_changed_or_missing_plan_is_named(house: House, incident: str) -> None:
    unlock(house, "plan")
    run(house, "UPDATE plan SET body = body || ' '")
    assert found(check(house, incident)) == {(None, "plan")}
    with house.database.write() as connection:
        connection.execute(text("DELETE FROM plan"))
    assert found(check(house, incident)) == {(None, "plan")}


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("body", "'abc'"),
        ("hash", "'abc'"),
        ("prev", "''"),
        ("recorded_at", "'junk'"),
        ("recorded_at", "x'ff00'"),
        ("body", "x'ff00'"),
        ("body", "CAST(x'ff' AS TEXT)"),
        ("cause", "CAST(x'ff' AS TEXT)"),
        ("algorithm", "x'ff'"),
        ("mode", "NULL"),
        ("seq", "'abc'"),
        ("seq", "4.7"),
        ("seq", "99999999999999999999"),
    ],
)
def test_a_value_that_is_none_gives_a_finding_and_stops_nothing(
    house: House, incident: str, column: str, value: str
) -> None:
    whole = house.report()
    if house.database.dialect == "sqlite":
        loosen(house)
    try:
        run(
            house, f"UPDATE event SET {column} = {value} WHERE incident = :i AND seq = 4",
            i=incident,
        )  # fmt: skip
    except DBAPIError:
        assert house.database.dialect == "postgresql", "its columns keep their types"
        assert check(house, incident).sound
    else:
        found(check(house, incident))
    assert check(house, whole).sound


def loosen(house: House) -> None:
    """Take the constraints of the table away, as the owner of the file can."""
    with house.database.write() as connection:
        # A trigger that reads the table would keep it from being renamed.
        connection.execute(text("DROP TRIGGER material_removal_is_guarded"))
        connection.execute(text("CREATE TABLE loose AS SELECT * FROM event"))
        connection.execute(text("DROP TABLE event"))
        connection.execute(text("ALTER TABLE loose RENAME TO event"))


def words_of(house: House, incident: str) -> Verdict:
    with house.database.read() as connection:
        return verify(connection, incident, house.anchors.read(incident), house.vault)


def ref_of(house: House, name: str) -> str:
    with house.database.read() as connection:
        query = text("SELECT ref FROM sealed WHERE ref LIKE :n")
        return str(connection.execute(query, {"n": f"%.{name}~%"}).scalar_one())


def test_every_word_of_an_untouched_log_gives_its_digest(house: House, incident: str) -> None:
    verdict = words_of(house, incident)
    assert verdict.findings == ()
    assert verdict.words == Words(checked=3, erased=0, unattested=0)
    assert check(house, incident).words is None


@pytest.mark.parametrize("deed", ["exchanged", "deleted", "spoilt", "moved"])
def test_words_that_are_not_the_written_ones_are_named_with_their_entry(
    house: House, incident: str, deed: str
) -> None:
    ref, other = ref_of(house, "note"), ref_of(house, "what")
    case = f"case:{incident}"
    with house.database.write() as connection:
        if deed == "moved":
            statement = (
                "UPDATE sealed SET ciphertext = (SELECT ciphertext FROM sealed WHERE ref = :o), "
                "nonce = (SELECT nonce FROM sealed WHERE ref = :o) WHERE ref = :r"
            )
            connection.execute(text(statement), {"r": ref, "o": other})
        elif deed == "spoilt":
            connection.execute(
                text("UPDATE sealed SET ciphertext = nonce WHERE ref = :r"), {"r": ref}
            )
        else:
            connection.execute(text("DELETE FROM sealed WHERE ref = :r"), {"r": ref})
        if deed == "exchanged":
            house.vault.seal(connection, case, "FORGED WORDS", ref)
    assert check(house, incident).sound, "the log alone does not tell"
    verdict = words_of(house, incident)
    ((seq, what),) = found(verdict)
    assert what == "words"
    assert seq is not None
    assert json.loads(body(house, incident, seq))["type"] == "NoteAdded"


def test_erased_words_are_counted_and_leave_the_log_sound(house: House, incident: str) -> None:
    with house.database.write() as connection:
        house.vault.destroy(connection, f"case:{incident}")
    verdict = words_of(house, incident)
    assert verdict.sound
    assert verdict.words == Words(checked=0, erased=3, unattested=0)


def test_another_master_key_vouches_for_nothing(house: House, incident: str) -> None:
    with house.database.read() as connection:
        stranger = Vault(bytes(32), house.clock)
        verdict = verify(connection, incident, house.anchors.read(incident), stranger)
    assert {what for _, what in found(verdict)} == {"words"}


def test_a_damaged_line_of_the_anchor_file_is_named_and_the_others_hold(
    house: House, incident: str
) -> None:
    path = house.anchors.path
    whole = path.read_bytes()
    bad = [b"5", b'{"a":1}', b"\xff", b"[" * 100_000, b'{"incident": "x", "seq": "2"}', b""]
    path.write_bytes(b"\n".join(bad) + b"\n" + whole)
    kept = house.anchors.kept()
    assert kept.damaged == tuple(f"anchors.jsonl:{n}" for n in range(1, 7))
    assert kept.incidents == (incident,)
    verdict = check(house, incident)
    assert verdict.sound
    assert verdict.anchor is not None
    assert verdict.anchor.source == "anchors.jsonl:10"


def test_a_line_cut_short_by_a_crash_takes_nothing_with_it(house: House, incident: str) -> None:
    path = house.anchors.path
    whole = path.read_bytes()
    path.write_bytes(whole + whole[:40])
    assert house.anchors.kept().damaged == ()
    assert len(house.anchors.read(incident)) == 4
    path.write_bytes(whole + whole[:40] + whole.splitlines(keepends=True)[-1])
    assert house.anchors.kept().damaged == ()
    assert len(house.anchors.read(incident)) == 5

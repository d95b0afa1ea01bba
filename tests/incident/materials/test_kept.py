"""A file is kept sealed, brought by one entry, and held against the log for ever."""

from __future__ import annotations

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from incident import commands as c
from incident.chain import Words
from incident.codec import Envelope
from incident.export import export
from incident.materials import shelf
from incident.materials.arrival import arrived
from incident.materials.shelf import content_of, keep, kept
from incident.materials.unverified import unverified
from incident.verify import verify
from runtime.refusal import Refused
from tests.incident.bench import COUNTY
from tests.incident.conftest import House
from tests.incident.materials import samples as s
from tests.incident.test_verify import run, unlock

OFFICER = "wutai-duty-officer"
LIAISON = "wutai-rescue-liaison"


def sent(house: House, incident: str, name: str, person: str = OFFICER) -> str:
    file = arrived("image/jpeg", s.jpeg(s.JFIF))
    envelope = Envelope(incident, COUNTY, "real")
    with house.database.write() as connection:
        now = house.clock.now()
        return keep(connection, house.vault, envelope, file, person, now, name=name, arrived_at=now)


@pytest.fixture
def incident(house: House) -> str:
    """An incident with one note that brought a photograph."""
    name = house.report()
    photo = sent(house, name, "mat-1")
    house.desk.put(name, c.AddNote(note="微信群转来", materials=(photo,)), OFFICER)
    return name


def check(house: House, incident: str) -> tuple[set[tuple[int | None, str]], Words | None]:
    with house.database.read() as connection:
        verdict = verify(connection, incident, house.anchors.read(incident), house.vault)
    return {(f.seq, f.what) for f in verdict.findings}, verdict.words


def test_the_entry_after_the_note_names_the_file(house: House, incident: str) -> None:
    state = house.desk.state(incident)
    (material,) = state.materials.values()
    assert (material.id, material.person, material.seq) == ("mat-1", OFFICER, state.seq)
    assert unverified(state) == ()
    with house.database.read() as connection:
        envelope = Envelope(incident, COUNTY, "real")
        row = kept(connection, envelope, ("mat-1", "mat-2"))
        assert kept(connection, Envelope("inc-2", COUNTY, "real"), ("mat-1",)) == {}
        assert kept(connection, Envelope(incident, COUNTY, "exercise"), ("mat-1",)) == {}
        assert content_of(connection, house.vault, incident, row["mat-1"]) == s.jpeg(s.JFIF)
        raw = connection.execute(text("SELECT sealed FROM material")).scalar_one()
        lines = "".join(export(connection, incident, house.clock.now()))
    assert b"JFIF" not in raw
    assert material.digest in lines
    assert "JFIF" not in lines


def test_a_sound_file_is_counted(house: House, incident: str) -> None:
    findings, words = check(house, incident)
    assert findings == set()
    assert words is not None
    house.desk.put(incident, c.AddNote(note="x", materials=(sent(house, incident, "m2"),)), OFFICER)
    _, more = check(house, incident)
    assert more == Words(words.checked + 2, 0, 0)


def test_the_table_takes_no_change(house: House, incident: str) -> None:
    for statement in ("UPDATE material SET media = 'image/png'", "DELETE FROM material"):
        with pytest.raises(DBAPIError, match="append-only: rows of material"):
            run(house, statement)


@pytest.mark.parametrize(
    "statement",
    [
        "DELETE FROM material WHERE id = 'mat-1'",
        "UPDATE material SET sealed = (SELECT sealed FROM material WHERE id = 'mat-2')",
        "UPDATE material SET id = 'mat-3' WHERE id = 'mat-1'",
    ],
)
def test_an_exchanged_or_missing_file_is_found_at_its_entry(
    house: House, incident: str, statement: str
) -> None:
    sent(house, incident, "mat-2")
    unlock(house, "material")
    run(house, statement)
    findings, _ = check(house, incident)
    assert findings == {(house.desk.state(incident).seq, "file")}


def test_an_erased_case_leaves_no_file_and_a_sound_log(house: House, incident: str) -> None:
    with house.database.write() as connection:
        house.vault.destroy(connection, f"case:{incident}")
    findings, words = check(house, incident)
    assert findings == set()
    assert words is not None
    assert words.erased > 1
    with house.database.read() as connection:
        row = kept(connection, Envelope(incident, COUNTY, "real"), ("mat-1",))["mat-1"]
        assert content_of(connection, house.vault, incident, row) is None


@pytest.mark.parametrize(
    ("name", "code"), [("mat-1", "duplicate"), ("mat-none", "unknown_item"), ("o", "unknown_item")]
)
def test_a_file_is_brought_once_and_by_who_sent_it(
    house: House, incident: str, name: str, code: str
) -> None:
    other = house.report()
    sent(house, other, "o")
    before = house.desk.state(incident)
    with pytest.raises(Refused) as refused:
        house.desk.put(incident, c.AddNote(note="x", materials=(name,)), OFFICER)
    assert (refused.value.code, refused.value.field) == (code, "materials")
    assert house.desk.state(incident) == before


def test_somebody_else_s_file_is_for_those_who_keep_the_record(house: House, incident: str) -> None:
    mine = sent(house, incident, "mat-5")
    with pytest.raises(Refused) as refused:
        house.desk.put(incident, c.AddNote(note="x", materials=(mine,)), LIAISON)
    assert refused.value.code == "unknown_item"
    theirs = sent(house, incident, "mat-6", LIAISON)
    house.desk.put(incident, c.AddNote(note="x", materials=(theirs,)), OFFICER)
    assert house.desk.state(incident).materials["mat-6"].person == LIAISON


def test_a_doubtful_figure_s_file_waits_to_be_verified(house: House, incident: str) -> None:
    photo = sent(house, incident, "mat-7")
    claim = c.RecordClaim(
        measure="missing", value=3, source="township", confidence="doubtful", materials=(photo,)
    )
    house.desk.put(incident, claim, OFFICER)
    state = house.desk.state(incident)
    assert [m.id for m in unverified(state)] == ["mat-7"]
    known = state.materials["mat-7"].claim
    assert known is not None
    sure = c.DoubtClaim(claim=known, confidence="confirmed", reason="派出所核实")
    house.desk.put(incident, sure, OFFICER)
    assert unverified(house.desk.state(incident)) == ()


def test_files_that_no_entry_brings_take_little_room(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    size = len(s.jpeg(s.JFIF))
    monkeypatch.setattr(shelf, "UNBROUGHT", 2 * size)
    monkeypatch.setattr(shelf, "UNBROUGHT_OF_ALL", 3 * size)
    incident = house.report()
    first, _ = sent(house, incident, "m1"), sent(house, incident, "m2")

    def more(name: str, person: str) -> str:
        envelope, now = Envelope(incident, COUNTY, "real"), house.clock.now()
        brought, file = house.desk.state(incident).materials, arrived("image/jpeg", s.jpeg(s.JFIF))
        with house.database.write() as connection:
            return keep(
                connection, house.vault, envelope, file, person, now,
                name=name, arrived_at=now, brought=brought,
            )  # fmt: skip

    with pytest.raises(Refused) as own:
        more("m3", OFFICER)
    assert (own.value.code, own.value.value) == ("too_large", str(size))
    assert more("m3", LIAISON) == "m3"
    with pytest.raises(Refused, match="people sent"):
        more("m4", LIAISON)
    house.desk.put(incident, c.AddNote(note="x", materials=(first,)), OFFICER)
    assert more("m4", OFFICER) == "m4", "what an entry brought waits no more"

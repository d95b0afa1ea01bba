"""Personal data: sealed, opened, erased by key, and protected against change."""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from runtime.clock import ManualClock
from runtime.database import Database
from runtime.migrate import upgrade
from runtime.refusal import Refused
from runtime.vault import Standing, Vault

NOW = datetime(2026, 11, 1, 2, 3, 4, 567, tzinfo=UTC)


@pytest.fixture
def vault() -> Vault:
    return Vault(bytes(range(32)), ManualClock(NOW))


@pytest.fixture
def filled(database: Database, vault: Vault) -> Database:
    with database.write() as connection:
        vault.seal_many(connection, "p1", {"n1": "演习人员甲", "c1": "sim:0001"})
        vault.seal(connection, "p2", "演习人员乙", "n2")
    return database


def raw(database: Database, query: str) -> list[tuple[object, ...]]:
    with database.read() as connection:
        return [tuple(row) for row in connection.execute(text(query))]


def test_what_was_sealed_is_read_again_in_the_order_asked(filled: Database, vault: Vault) -> None:
    with filled.read() as connection:
        opened = vault.unseal(connection, ["n2", "c1", "n1"])
    assert list(opened.items()) == [("n2", "演习人员乙"), ("c1", "sim:0001"), ("n1", "演习人员甲")]


def test_nothing_readable_is_stored(filled: Database) -> None:
    stored = repr(raw(filled, "SELECT ref, owner, nonce, ciphertext FROM sealed"))
    assert "sim:0001" not in stored
    assert "演习人员" not in stored
    assert repr("演习人员甲".encode())[2:-1] not in stored


def test_the_same_text_twice_looks_different(filled: Database, vault: Vault) -> None:
    with filled.write() as connection:
        vault.seal_many(connection, "p1", {"a": "same", "b": "same"})
    one, other = raw(filled, "SELECT nonce, ciphertext FROM sealed WHERE ref IN ('a', 'b')")
    assert one[0] != other[0]
    assert one[1] != other[1]


def test_destroying_one_key_erases_that_owner_alone(filled: Database, vault: Vault) -> None:
    with filled.write() as connection:
        vault.destroy(connection, "p1")
    with filled.read() as connection:
        opened = vault.unseal(connection, ["n1", "c1", "n2"])
    assert opened == {"n1": None, "c1": None, "n2": "演习人员乙"}
    assert raw(filled, "SELECT wrapped FROM vault_key WHERE owner = 'p1'") == [(None,)]
    assert raw(filled, "SELECT count(*) FROM sealed WHERE owner = 'p1'") == [(2,)]


def test_a_destroyed_key_is_overwritten_in_the_file(tmp_path: Path, vault: Vault) -> None:
    database = Database.open(f"sqlite:///{tmp_path / 'a.db'}")
    upgrade(database)
    with database.write() as connection:
        vault.seal(connection, "p1", "演习人员甲", "n1")
    ((wrapped,),) = raw(database, "SELECT wrapped FROM vault_key")
    assert isinstance(wrapped, bytes)
    assert any(wrapped in path.read_bytes() for path in tmp_path.iterdir())
    with database.write() as connection:
        vault.destroy(connection, "p1")
    database.close()
    assert [path.name for path in tmp_path.iterdir()] == ["a.db"]
    assert wrapped not in (tmp_path / "a.db").read_bytes()


def test_the_time_of_destruction_stays_the_first(filled: Database) -> None:
    clock = ManualClock(NOW)
    vault = Vault(bytes(range(32)), clock)
    query = "SELECT destroyed_at FROM vault_key WHERE owner = 'p1'"
    with filled.write() as connection:
        vault.destroy(connection, "p1")
        vault.destroy(connection, "nobody")
    first = raw(filled, query)
    assert first != [(None,)]
    clock.move_to(datetime(2026, 12, 1, tzinfo=UTC))
    with filled.write() as connection:
        vault.destroy(connection, "p1")
    assert raw(filled, query) == first


def test_an_erased_owner_gets_nothing_new(filled: Database, vault: Vault) -> None:
    with filled.write() as connection:
        vault.destroy(connection, "p1")
    with pytest.raises(Refused) as caught, filled.write() as connection:
        vault.seal(connection, "p1", "again", "n3")
    assert (caught.value.code, caught.value.field) == ("impossible", "owner")


def test_another_master_key_is_refused_by_name(filled: Database) -> None:
    stranger = Vault(bytes(32), ManualClock(NOW))
    with filled.read() as connection, pytest.raises(Refused) as reading:
        stranger.unseal(connection, ["n1"])
    with filled.write() as connection, pytest.raises(Refused) as writing:
        stranger.seal(connection, "p1", "x", "n9")
    for caught in (reading, writing):
        assert (caught.value.code, caught.value.field) == ("setting", "TAILINGS_MASTER_KEY")
        assert caught.value.value == "—"


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE sealed SET ciphertext = nonce WHERE ref = 'n1'",
        "UPDATE sealed SET nonce = (SELECT nonce FROM sealed WHERE ref = 'c1') WHERE ref = 'n1'",
        # Another text of the same owner under this ref: right key, wrong place.
        (
            "UPDATE sealed SET (nonce, ciphertext) = "
            "(SELECT nonce, ciphertext FROM sealed WHERE ref = 'c1') WHERE ref = 'n1'"
        ),
        # The right text under another owner.
        "UPDATE sealed SET owner = 'p2' WHERE ref = 'n1'",
    ],
)
def test_an_altered_or_moved_text_is_detected(filled: Database, vault: Vault, change: str) -> None:
    with filled.write() as connection:
        connection.execute(text(change))
    with filled.read() as connection, pytest.raises(Refused) as caught:
        vault.unseal(connection, ["n1"])
    assert caught.value.code == "vault_broken"
    assert caught.value.value == "n1"


def test_a_ref_never_sealed_is_refused(filled: Database, vault: Vault) -> None:
    with filled.read() as connection, pytest.raises(Refused) as caught:
        vault.unseal(connection, ["n1", "n404"])
    assert (caught.value.code, caught.value.value) == ("unknown_item", "n404")


def test_a_ref_is_used_once(filled: Database, vault: Vault) -> None:
    with pytest.raises(IntegrityError), filled.write() as connection:
        vault.seal(connection, "p1", "other", "n1")


def test_many_texts_and_none(database: Database, vault: Vault) -> None:
    texts = {f"r{number}": f"text {number}" for number in range(1203)}
    with database.write() as connection:
        vault.seal_many(connection, "case", texts)
        vault.seal_many(connection, "empty", {})
    with database.read() as connection:
        assert vault.unseal(connection, list(texts)) == texts
        assert vault.unseal(connection, []) == {}
    assert raw(database, "SELECT owner FROM vault_key") == [("case",)]


def test_a_master_key_of_another_length_is_refused() -> None:
    with pytest.raises(ValueError, match="32 bytes, not 16"):
        Vault(bytes(16), ManualClock(NOW))


def attest(database: Database, vault: Vault, **texts: str) -> dict[str, str]:
    with database.write() as connection:
        return vault.seal_attested(connection, "case", texts)


def standing(database: Database, vault: Vault, *refs: str) -> list[Standing]:
    with database.read() as connection:
        return list(vault.inspect(connection, refs).values())


def test_an_attested_ref_names_its_text_and_does_not_tell_it(
    database: Database, vault: Vault
) -> None:
    refs = attest(database, vault, what="5", why="5")
    assert standing(database, vault, *refs.values()) == ["sound", "sound"]
    with database.read() as connection:
        assert set(vault.unseal(connection, list(refs.values())).values()) == {"5"}
    digests = {ref.partition("~")[2] for ref in refs.values()}
    assert len(digests) == 2, "the same words twice do not show as the same"
    guesses = ["5", "what5", '["what","5"]', "whatcase5"]
    assert not digests & {hashlib.sha256(guess.encode()).hexdigest() for guess in guesses}


def test_words_exchanged_with_the_right_key_do_not_give_their_digest(
    database: Database, vault: Vault
) -> None:
    refs = attest(database, vault, what="渗水", why="裂缝")
    with database.write() as connection:
        connection.execute(text("DELETE FROM sealed WHERE ref = :r"), {"r": refs["what"]})
        vault.seal(connection, "case", "无异常", refs["what"])
    assert standing(database, vault, refs["what"], refs["why"]) == ["altered", "sound"]


@pytest.mark.parametrize(
    ("statement", "found"),
    [
        ("DELETE FROM sealed WHERE ref = :r", "missing"),
        ("UPDATE sealed SET ciphertext = nonce WHERE ref = :r", "altered"),
        ("UPDATE sealed SET nonce = ciphertext WHERE ref = :r", "altered"),
        ("UPDATE vault_key SET wrapped = (SELECT nonce FROM sealed WHERE ref = :r)", "locked"),
    ],
)
def test_what_was_done_to_a_text_by_hand_is_told(
    database: Database, vault: Vault, statement: str, found: Standing
) -> None:
    (ref,) = attest(database, vault, what="渗水").values()
    with database.write() as connection:
        connection.execute(text(statement), {"r": ref})
    assert standing(database, vault, ref) == [found]


def test_an_erased_text_and_one_without_a_digest_are_told_apart(
    database: Database, vault: Vault
) -> None:
    with database.write() as connection:
        vault.seal(connection, "old", "早先的话", "cmd-1.what")
    (ref,) = attest(database, vault, what="渗水").values()
    assert standing(database, vault, "cmd-1.what", ref) == ["unattested", "sound"]
    with database.write() as connection:
        vault.destroy(connection, "case")
    assert standing(database, vault, "cmd-1.what", ref) == ["unattested", "erased"]

"""Messages as octets: held against published examples, and there and back for any text."""

from __future__ import annotations

from contextlib import suppress
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from notify.channels.modem.received import (
    Deliver,
    Piece,
    StatusReport,
    alphabet_of,
    decode,
)
from notify.channels.modem.septets import pack, septets, text_of, unpack
from notify.channels.modem.submit import Submit, submits, validity
from notify.segments import EXTENSION, GSM7, normalised
from tests.fakes.modem import deliver_pdus, report_pdu, submitted

TO = "+8610012345678"
LIFE = timedelta(hours=2)
AT = datetime(2026, 7, 1, 4, 0, tzinfo=UTC)
ANY = st.text(max_size=300)
IN_GSM7 = st.text(alphabet=sorted((set(GSM7) | set(EXTENSION)) - {"\x1b", "\r", "\f"}))


def test_the_example_that_every_manual_prints() -> None:
    (made,) = submits("+46708251358", "hellohello", 1, timedelta(days=4))
    # as printed, but for the report that is asked for: 0x31 in place of 0x11
    assert made == Submit(23, "0031000B916407281553F80000AA0AE8329BFD4697D9EC37")


def test_chinese_with_an_emoji() -> None:
    (made,) = submits(TO, "撤🚨", 1, LIFE)
    assert made.pdu == "0031000D91680110325476F80008170664A4D83DDEA8"
    assert made.length == len(made.pdu) // 2 - 1


def test_a_long_text_says_how_its_parts_belong_together() -> None:
    one, two = submits(TO, "坝" * 71, 0x1A7, LIFE)
    assert one.pdu.startswith("0071000D91680110325476F80008178C050003A70201575D")
    assert two.pdu.endswith("0E050003A70202" + "575D" * 4)
    assert (one.length, two.length) == (155, 29)


def test_a_wide_reference() -> None:
    first, *_ = submits(TO, "坝" * 71, 0x1A7, LIFE, wide_reference=True)
    assert "0608 04 01A7 0201".replace(" ", "") in first.pdu


@pytest.mark.parametrize("number", ["", "+", "86 100", "sim:0001", "１２", "1" * 21])
def test_what_is_no_number(number: str) -> None:
    with pytest.raises(ValueError, match="number"):
        submits(number, "x", 1, LIFE)


@pytest.mark.parametrize(
    ("life", "octet"),
    [
        (timedelta(seconds=1), 0),
        (timedelta(minutes=5), 0),
        (timedelta(minutes=30), 5),
        (timedelta(hours=2), 23),
        (timedelta(hours=12), 143),
        (timedelta(hours=24), 167),
        (timedelta(hours=47), 167),
        (timedelta(days=4), 0xAA),
        (timedelta(days=30), 196),
        (timedelta(days=34), 196),
        (timedelta(weeks=5), 197),
        (timedelta(weeks=63), 255),
        (timedelta(weeks=500), 255),
    ],
)
def test_how_long_a_message_lives(life: timedelta, octet: int) -> None:
    assert validity(life) == octet


def test_the_incoming_example_that_every_manual_prints() -> None:
    got = decode("07917283010010F5040BC87238880900F10000993092516195800AE8329BFD4697D9EC37")
    at = datetime(2099, 3, 29, 13, 16, 59, tzinfo=UTC)
    assert got == Deliver("27838890001", "hellohello", at)


def test_a_sender_without_a_number() -> None:
    name = pack(septets("Dam 7"))
    pdu = "0004" + bytes((9, 0xD0)).hex() + name.hex() + "0000" + "62706021000023" + "0141"
    got = decode(pdu)
    assert isinstance(got, Deliver)
    assert (got.sender, got.text) == ("Dam 7", "A")


def test_a_report() -> None:
    got = decode(report_pdu(200, TO, 0x41, AT, AT + timedelta(seconds=9)))
    assert got == StatusReport(200, TO, AT, AT + timedelta(seconds=9), 0x41)


def test_a_message_stored_for_sending_is_none_of_ours() -> None:
    assert decode(submits(TO, "x", 1, LIFE)[0].pdu) is None


@pytest.mark.parametrize("coding", ["00", "08"])
def test_a_message_that_was_cut_off_is_no_shorter_message(coding: str) -> None:
    """ "Do not cross" must not be read as "Do": what is cut is shown to a person as octets."""
    whole = "0004" + "0B915155555510F2" + "00" + coding + "62706021000023" + "10" + "42" * 16
    assert isinstance(decode(whole), Deliver)
    with pytest.raises(ValueError, match="ends too early"):
        decode(whole[:-8])


def test_which_part_it_is_stands_behind_what_else_the_header_holds() -> None:
    """Operators put their own elements (here application ports) before the number of the part."""
    header = "0B" + "0504" + "158A0000" + "0003" + "2A0201"
    data = header + "撤离".encode("utf-16-be").hex()
    length = f"{len(data) // 2:02X}"
    got = decode("0044" + "0B915155555510F2" + "0008" + "62706021000023" + length + data)
    assert isinstance(got, Deliver)
    assert (got.piece, got.text) == (Piece(0x2A, 2, 1), "撤离")


def test_a_time_that_is_none() -> None:
    good = deliver_pdus(TO, "收到", AT)[0]
    at = good.index("627010400000")
    bad = good[:at] + "FFFFFFFFFFFFFF" + good[at + 14 :]
    got = decode(bad)
    assert isinstance(got, Deliver)
    assert (got.at, got.text) == (None, "收到")


@pytest.mark.parametrize(
    ("coding", "alphabet"),
    [
        (0x00, "gsm7"), (0x04, "8bit"), (0x08, "ucs2"), (0x0C, "gsm7"), (0x18, "ucs2"),
        (0x20, "8bit"), (0x48, "ucs2"), (0xC8, "gsm7"), (0xE0, "ucs2"), (0xF1, "gsm7"),
        (0xF5, "8bit"),
    ],
)  # fmt: skip
def test_alphabets(coding: int, alphabet: str) -> None:
    assert alphabet_of(coding) == alphabet


def test_septets_that_are_in_no_table() -> None:
    assert text_of([0x1B, 0x1B]) == " "
    assert text_of([0x1B, 0x41]) == "A"
    with pytest.raises(ValueError, match="U\\+575D"):
        septets("坝")


@given(st.lists(st.integers(0, 127)), st.integers(0, 6))
def test_packed_septets_come_back(values: list[int], fill_bits: int) -> None:
    packed = pack(values, fill_bits)
    assert unpack(packed, len(values), fill_bits) == values
    assert len(packed) == (7 * len(values) + fill_bits + 7) // 8


@given(ANY | IN_GSM7, st.integers(0, 255))
def test_what_is_sent_is_read_by_somebody_else(text: str, reference: int) -> None:
    got = [submitted(made.pdu) for made in submits(TO, text, reference, LIFE)]
    assert "".join(part.text for part in got) == normalised(text)
    for at, part in enumerate(got, start=1):
        assert (part.number, part.wants_report) == (TO, True)
        assert part.piece == ((reference, len(got), at) if len(got) > 1 else None)


@given(st.text(min_size=1, max_size=300).filter(lambda text: normalised(text) == text))
def test_what_comes_in_is_read(text: str) -> None:
    got = [decode(pdu) for pdu in deliver_pdus(TO, text, AT, reference=7)]
    assert all(isinstance(one, Deliver) for one in got)
    pieces = [one for one in got if isinstance(one, Deliver)]
    assert "".join(one.text for one in pieces) == text
    assert {(one.sender, one.at) for one in pieces} == {(TO, AT)}
    if len(pieces) > 1:
        assert [one.piece for one in pieces] == [
            Piece(7, len(pieces), at) for at in range(1, len(pieces) + 1)
        ]


@given(st.binary(max_size=200))
def test_garbage_is_read_or_refused_as_a_value(data: bytes) -> None:
    with suppress(ValueError):
        decode(data.hex())

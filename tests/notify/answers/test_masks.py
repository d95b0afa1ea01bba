"""A message, and what people write back, as others than its owner read it."""

from __future__ import annotations

import pytest

from incident.events import AlertAnswered
from incident.log import read as read_log
from notify.answers.masks import HIDDEN, reply_shown
from notify.answers.orders import without_secrets
from notify.unread import Replies
from tests.notify.test_answers import (
    CHIEFS_PHONE,
    COMMANDERS_PHONE,
    VICE,
    Line,
    proposing,
    secret_in,
)
from tests.notify.test_answers import line as line  # noqa: PLC0414 - a fixture


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("回复 启动 482913", "回复 启动 ••••••"),
        ("电话 0350-0000000", "电话 0350-0000000"),
        ("请打开 http://10.0.0.5:8000/r/abc-d4f 作答", "请打开 http://10.0.0.5:8000/r/… 作答"),
        (None, None),
    ],
)
def test_authority_is_masked_the_rest_stays(text: str | None, shown: str | None) -> None:
    assert without_secrets(text) == shown


def others_read(line: Line, number: str, text: str) -> str:
    world = line.world
    with world.database.read() as connection:
        return reply_shown(connection, world.vault, number, text, world.clock.now())


@pytest.mark.parametrize(
    "text", ["已转移123456人，邮编034000", "水位 102.35，流量 123456 立方米", "电话 0350-0000000"]
)
def test_figures_of_an_honest_report_stay(line: Line, text: str) -> None:
    """The number of people is what the report is about: a desk that can't read it has no report."""
    line.open()
    assert others_read(line, CHIEFS_PHONE, text) == text


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("启动 123456", f"启动 {HIDDEN}"),
        ("启 动 123 456", f"启 动 {HIDDEN}"),
        ("启动一二三四五六", f"启动{HIDDEN}"),
        ("START １２３４５６ !", f"START {HIDDEN} !"),
        ("123456", HIDDEN),
        ("123 456。", f"{HIDDEN}。"),
    ],
)
def test_what_may_be_an_order_is_hidden_whoever_wrote_it(line: Line, text: str, shown: str) -> None:
    assert others_read(line, "+15555550177", text) == shown


@pytest.mark.parametrize(
    "form", ["{}", "有困难{}吗", "指令码{0[0]}{0[1]} {0[2]}-{0[3]}{0[4]}{0[5]}"]
)
def test_a_real_secret_is_hidden_in_any_words_and_from_any_telephone(line: Line, form: str) -> None:
    proposing(line)
    secret = secret_in(line.modem.to(VICE)[-1])
    told = form.format(secret)
    for number in (COMMANDERS_PHONE, CHIEFS_PHONE, "+15555550177"):
        shown = others_read(line, number, told)
        assert HIDDEN in shown
        assert secret not in "".join(filter(str.isdigit, shown))
    line.world.forward(31 * 60)
    assert HIDDEN in others_read(line, COMMANDERS_PHONE, told), "its owner may be asked again"


def test_among_many_figures_all_are_hidden_rather_than_compared_for_long(line: Line) -> None:
    proposing(line)
    many = "，".join(f"第{n}组{100000 + n}人" for n in range(20))
    assert others_read(line, CHIEFS_PHONE, many).count(HIDDEN) == 20


def test_the_log_holds_the_report_and_never_the_secret(line: Line) -> None:
    incident = proposing(line)
    secret = secret_in(line.modem.to(VICE)[-1])
    assert line.write(CHIEFS_PHONE, "有困难，已转移123456人") == "declined"
    assert line.write(COMMANDERS_PHONE, f"有困难 {secret}吗") in ("declined", "unclear")
    with line.world.database.read() as connection:
        told = [entry.event for entry in read_log(connection, incident)]
        refs = [event.words for event in told if isinstance(event, AlertAnswered) and event.words]
        words = line.world.vault.unseal(connection, refs)
        waits = Replies(line.world.database, line.world.vault, line.world.clock)
        shown = [reply.text or "" for reply in waits.unread(connection)]
    assert any("已转移123456人" in (said or "") for said in words.values())
    assert not any(secret in (said or "") for said in [*words.values(), *shown])

"""A message back stands on the page of a person under words: to what of theirs it replies."""

from __future__ import annotations

import re
from datetime import timedelta
from html import unescape

from tests.web.test_links import told as told  # noqa: PLC0414 - a fixture
from tests.web.test_told_unsettled import Written, page
from tests.web.test_told_unsettled import written as written  # noqa: PLC0414 - a fixture


def heads(written: Written, incident: str, lang: str = "zh") -> list[tuple[str, str]]:
    """The heading of each section about messages, and what stands below it."""
    shown = re.findall(
        r"<h2>((?:(?!<h2>).)*?)</h2>((?:(?!<h2>).)*?)<ol", page(written, incident, lang), re.DOTALL
    )
    return [(bare(head), bare(below)) for head, below in shown]


def bare(html: str) -> str:
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", html)).split())


def test_each_message_back_says_to_what_it_replies(written: Written) -> None:
    incident, secret = written.proposed()
    written.write(f"启动 {(int(secret) + 1) % 10**6:06d}")
    written.write(f"启动 {secret}")
    written.house.clock.forward(timedelta(minutes=1))
    zh = heads(written, incident)
    assert not any("back:" in head for head, _ in zh)
    backs = [(head, below) for head, below in zh if "系统回话" in head]
    assert backs == [
        ("系统回话，对应其02:30:00的回复 短信回复 · 启动了响应", ""),
        ("系统回话，对应其02:29:00的回复 短信回复 · 指令数字有误", ""),
    ], "and nobody waits for an answer to them"
    en = [head for head, _ in heads(written, incident, "en") if head.startswith("Reply")]
    assert en == [
        f"Reply to what they sent at {at} by written message · {what}"
        for at, what in (
            ("02:30:00", "started the response"),
            ("02:29:00", "the figures of the order were wrong"),
        )
    ]


def test_what_came_and_is_not_kept_any_more_still_has_words(written: Written) -> None:
    incident, secret = written.proposed()
    written.write(f"启动 {(int(secret) + 1) % 10**6:06d}")
    with written.house.services.database.write() as connection:
        connection.exec_driver_sql("DELETE FROM inbound")
    assert "系统回话，对应其回复" in [head for head, _ in heads(written, incident)]

"""The program ended after the desk took an answer or an order, and before that was marked."""

from __future__ import annotations

from incident import commands as c
from notify.answers.resumed import command_name
from notify.channel import Reply
from tests.notify.test_answers import (
    CHIEF,
    CHIEFS_PHONE,
    COMMANDERS_PHONE,
    VICE,
    Line,
    code_in,
    proposing,
    secret_in,
)
from tests.notify.test_answers import line as line  # noqa: PLC0414 - a fixture
from tests.notify.test_bundling import note, noted
from tests.notify.world import DESK


def kept(line: Line, number: str, text: str) -> str:
    """What somebody wrote is kept, and nothing is done with it yet; its name."""
    line.engine.inbox.keep("modem", [Reply("r", number, text)])
    (row,) = line.world.rows("SELECT id FROM inbound WHERE handled_at IS NULL")
    return str(row["id"])


def became(line: Line) -> list[str]:
    line.world.run(line.engine)
    return [str(row["became"]) for row in line.world.rows("SELECT became FROM inbound")]


def test_an_answer_that_was_taken_is_not_late(line: Line) -> None:
    incident = line.open()
    item = kept(line, CHIEFS_PHONE, f"收到 {code_in(line.modem.to(CHIEF)[0])}")
    answer = c.AnswerAlert(alert="entry-1", means="message", words="收到")
    line.world.desk.put(incident, answer, CHIEF, command_id=command_name(item))
    sent = len(line.modem.to(CHIEF))
    assert became(line) == ["acknowledged"]
    assert line.world.events(incident).count("AlertAnswered") == 1
    assert len(line.modem.to(CHIEF)) == sent, "nothing is written back where it is settled"


def test_an_order_that_was_taken_in_time_is_done_though_its_time_is_over(line: Line) -> None:
    incident = proposing(line, minutes=5)
    item = kept(line, COMMANDERS_PHONE, f"启动 {secret_in(line.modem.to(VICE)[-1])}")
    line.world.desk.put(incident, c.StartResponse(level=2), VICE, command_id=command_name(item))
    line.world.forward(600)
    assert became(line) == ["started"]
    assert any("已按您的指令启动" in said for said in line.modem.to(VICE))
    assert line.world.events(incident).count("ResponseStarted") == 1
    (lock,) = line.world.rows("SELECT used_at FROM order_lock WHERE used_at IS NOT NULL")
    assert lock["used_at"]


def test_a_wrong_secret_resumes_nothing(line: Line) -> None:
    incident = proposing(line)
    secret = secret_in(line.modem.to(VICE)[-1])
    wrong = f"{(int(secret) + 1) % 10**6:06d}"
    item = kept(line, COMMANDERS_PHONE, f"启动 {wrong}")
    line.world.desk.put(incident, c.AddNote(note="别的事。"), DESK, command_id=command_name(item))
    assert became(line) == ["wrong_code"]
    assert line.world.desk.state(incident).level is None


def test_what_goes_with_the_first_is_answered_when_it_goes_on(line: Line) -> None:
    """Three notes in one message under one code; the program ended after the first of them."""
    noted(line.world)
    incident = line.open()
    line.write(CHIEFS_PHONE, f"收到 {code_in(line.modem.to(CHIEF)[0])}")
    for text in ("一。", "二。", "三。"):
        note(line, incident, text)
    line.world.forward(61)
    line.world.run(line.engine)
    code = code_in(line.modem.to(CHIEF)[-1])
    rows = line.world.rows(
        "SELECT key FROM attempt WHERE person = :p AND code = :c ORDER BY created_at, id",
        p=CHIEF, c=code,
    )  # fmt: skip
    keys = list(dict.fromkeys(str(row["key"]) for row in rows))
    assert len(keys) > 1, "several went out together"
    item = line.world.ids.new("r")
    line.engine.inbox.keep("modem", [Reply(item, CHIEFS_PHONE, f"收到 {code}")])
    (row,) = line.world.rows("SELECT id FROM inbound WHERE handled_at IS NULL")
    first = c.AnswerAlert(alert=keys[0], means="message", words=f"收到 {code}")
    line.world.desk.put(incident, first, CHIEF, command_id=command_name(str(row["id"])))
    line.world.run(line.engine)
    assert {key for key, who in line.answers(incident) if who == CHIEF} >= set(keys)

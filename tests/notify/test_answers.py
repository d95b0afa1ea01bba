"""What people send back: kept first, bound to their own alerts, answered in words where it settles
nothing."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import timedelta

import pytest

from incident import commands as c
from notify.channel import Incoming, Permanent, Reply, Report
from notify.engine import AlertEngine
from playbooks.lookup import Playbook
from playbooks.schema.alerts import Asks
from tests.notify.world import DESK, WORLDLY, Scripted, World, alert

CHIEF, VICE = "lanshan-chief", "lanshan-vice"
TWO_WAY = replace(WORLDLY, two_way=True)


@dataclass
class Modem(Scripted):
    """A provider that takes messages and gives what came back, each item until it is stored."""

    came: list[Incoming] = field(default_factory=list)
    kept: list[Incoming] = field(default_factory=list)
    broken: bool = False

    async def fetch(self) -> Sequence[Incoming]:
        if self.broken:
            raise ConnectionError("unplugged")
        return tuple(self.came)

    async def stored(self, incoming: Sequence[Incoming]) -> None:
        self.kept += incoming
        self.came = [item for item in self.came if item not in incoming]

    def to(self, person: str) -> list[str]:
        return [m.text for m in self.sent if m.person == person]


@dataclass
class Line:
    """A county with a modem; what people write is taken at once."""

    world: World
    modem: Modem
    engine: AlertEngine

    def open(self, **more: str) -> str:
        incident = self.world.open(**more)
        self.world.run(self.engine)
        return incident

    def write(self, number: str, text: str, to: str | None = None) -> str:
        """Somebody writes; gives what became of it."""
        self.modem.came.append(Reply(self.world.ids.new("r"), number, text, to))
        self.take()
        rows = self.world.rows("SELECT became FROM inbound ORDER BY received_at, id")
        return str(rows[-1]["became"])

    def take(self) -> None:
        self.world.forward(1)
        asyncio.run(self.engine.listen())
        self.world.run(self.engine)

    def answers(self, incident: str) -> dict[tuple[str, str], str]:
        found = self.world.desk.state(incident).answers
        return {key: given.answer for key, given in found.items()}


@pytest.fixture
def line(world: World) -> Line:
    modem = Modem(name="modem", capabilities=TWO_WAY)
    return Line(world, modem, world.engine(modem))


CHIEFS_PHONE, DESKS_PHONE = "+15555550102", "+15555550101"


def code_in(text: str) -> str:
    found = re.search(r"收到 (\d\d)", text)
    assert found, text
    return found[1]


def test_a_message_says_how_to_answer_it_and_the_answer_counts(line: Line) -> None:
    incident = line.open()
    (text,) = line.modem.to(CHIEF)
    code = code_in(text)
    assert line.write(CHIEFS_PHONE, f"收到{code}。") == "acknowledged"
    assert line.answers(incident) == {("entry-1", CHIEF): "acknowledged"}
    assert line.write(CHIEFS_PHONE, "出发") == "on_the_way"
    assert line.answers(incident) == {("entry-1", CHIEF): "on_the_way"}
    assert len(line.modem.to(CHIEF)) == 1, "nothing is written back where it is settled"


def test_a_channel_without_replies_prints_no_code(world: World) -> None:
    deaf = Scripted(name="deaf")
    works = world.engine(deaf)
    world.open()
    world.run(works)
    assert all("回复" not in m.text and "回“" not in m.text for m in deaf.sent)
    assert {row["code"] for row in world.rows("SELECT code FROM attempt")} == {None}


def test_the_sender_is_known_however_the_provider_writes_the_number(line: Line) -> None:
    incident = line.open()
    assert line.write("001 555 555 0102", "收到") == "acknowledged"
    assert line.answers(incident) == {("entry-1", CHIEF): "acknowledged"}


def test_peer_07_several_open_alerts_are_never_guessed(line: Line) -> None:
    first, second = line.open(), line.open()
    codes = [code_in(text) for text in line.modem.to(CHIEF)]
    assert len(set(codes)) == 2
    assert line.write(CHIEFS_PHONE, "收到") == "ambiguous"
    back = line.modem.to(CHIEF)[-1]
    assert all(code in back for code in codes)
    assert line.answers(first) == line.answers(second) == {}
    assert line.write(CHIEFS_PHONE, f"收到 {codes[1]}") == "acknowledged"
    assert line.answers(first) == {}
    assert line.answers(second) == {("entry-1", CHIEF): "acknowledged"}
    assert line.write(CHIEFS_PHONE, "收到") == "acknowledged", "only one is left"


def test_peer_07_a_late_answer_is_told_who_answered_and_when(line: Line) -> None:
    incident = line.open()
    told = c.AnswerAlert(alert="entry-1", person=CHIEF, answer="on_the_way", means="telephone")
    line.world.desk.put(incident, told, DESK)
    assert line.write(CHIEFS_PHONE, "收到") == "late"
    back = line.modem.to(CHIEF)[-1]
    assert "12:00" in back
    assert "局长" in back
    assert "已出发" in back or "途中" in back, back


def test_peer_07_after_the_end_nobody_waits_any_more(line: Line) -> None:
    plan = line.world.shelf.current("lanshan").plan
    from tests.notify.test_escalation import ladder

    changed = plan.model_copy(update={"escalation": (ladder(),)})
    line.world.shelf.put_in_force(Playbook.of(changed))
    incident = line.open()
    line.world.desk.put(incident, c.DismissReport(reason="误报。", evidence="已核实。"), CHIEF)
    assert line.write(CHIEFS_PHONE, "收到") == "late"
    assert line.answers(incident) == {}


def test_a_code_of_somebody_else_counts_for_nobody(line: Line) -> None:
    first, second = line.open(), line.open()
    mine = {code_in(text) for text in line.modem.to(CHIEF)}
    theirs = next(c for text in line.modem.to(DESK) if (c := code_in(text)) not in mine)
    assert line.write(CHIEFS_PHONE, f"收到{theirs}") == "wrong_code"
    assert line.answers(first) == line.answers(second) == {}


def test_an_unknown_sender_is_kept_and_not_answered(line: Line) -> None:
    line.open()
    sent = len(line.modem.sent)
    assert line.write("+15555550199", "收到") == "unknown_sender"
    assert len(line.modem.sent) == sent
    texts = line.world.rows("SELECT text_ref FROM inbound")
    with line.world.database.read() as connection:
        found = line.world.vault.unseal(connection, [row["text_ref"] for row in texts])
    assert set(found.values()) == {"收到"}


def test_other_words_under_an_id_that_a_provider_used_are_kept_too(line: Line) -> None:
    line.open()
    inbox, world = line.engine.inbox, line.world
    one, two = Reply("7", CHIEFS_PHONE, "收到"), Reply("7", CHIEFS_PHONE, "村里有人被冲走")
    desks = Reply("7", DESKS_PHONE, "收到")
    assert inbox.keep("modem", [one, two, desks]) == 3
    assert inbox.keep("modem", [two, desks, one]) == 0, "each of them once"
    texts = world.rows("SELECT text_ref FROM inbound")
    with world.database.read() as connection:
        found = world.vault.unseal(connection, [row["text_ref"] for row in texts])
    assert sorted(map(str, found.values())) == sorted(["收到", "村里有人被冲走", "收到"])
    with world.database.write() as connection:
        world.vault.destroy(connection, "inbox")
    assert inbox.keep("modem", [one, two, desks]) == 0, "what was erased cannot be compared"


def test_what_is_not_plain_waits_for_a_person_and_says_how(line: Line) -> None:
    incident = line.open()
    code = code_in(line.modem.to(CHIEF)[0])
    assert line.write(CHIEFS_PHONE, "没收到，什么事？") == "unclear"
    assert f"“收到 {code}”" in line.modem.to(CHIEF)[-1]
    assert line.answers(incident) == {}


def test_peer_11_a_duty_telephone_that_stops_is_called(line: Line) -> None:
    line.open()
    assert line.write(CHIEFS_PHONE, "退订") == "stop"
    rows = line.world.rows("SELECT person, reason FROM call_entry")
    assert (CHIEF, "stop") in {(row["person"], row["reason"]) for row in rows}


def test_the_same_item_twice_is_kept_once_and_stored_before_it_is_deleted(line: Line) -> None:
    incident = line.open()
    item = Reply("same", CHIEFS_PHONE, "收到")
    line.modem.came = [item, item]
    line.take()
    line.modem.came = [item]
    line.take()
    assert len(line.world.rows("SELECT id FROM inbound")) == 1
    assert line.modem.kept == [item, item, item]
    assert line.world.events(incident).count("AlertAnswered") == 1


def test_a_modem_that_cannot_be_asked_holds_up_nothing(line: Line) -> None:
    line.modem.broken = True
    line.open()
    line.take()
    assert line.modem.to(CHIEF)


def test_an_answer_kept_before_a_crash_is_taken_after_it(line: Line) -> None:
    incident = line.open()
    line.modem.came.append(Reply("r", CHIEFS_PHONE, "收到"))
    asyncio.run(line.engine.listen())
    assert line.answers(incident) == {}
    line.world.run(line.world.engine(line.modem, worker="another"))
    assert line.answers(incident) == {("entry-1", CHIEF): "acknowledged"}


def test_peer_06_reports_move_a_message_forward_only(line: Line) -> None:
    line.open()
    (sent,) = (m for m in line.modem.sent if m.person == CHIEF)
    (row,) = line.world.rows("SELECT provider_id FROM attempt WHERE id = :i", i=sent.attempt)
    known = row["provider_id"]
    line.modem.came = [
        Report(known, "DELIVRD", "delivered"), Report(known, "ENROUTE", "accepted"),
        Report("strange", "DELIVRD", "delivered"),
    ]  # fmt: skip
    line.take()
    assert ("chief", 1, "modem", "delivered") in line.world.attempts()
    assert len(line.world.rows("SELECT id FROM inbound WHERE handled_at IS NULL")) == 1
    line.world.forward(301)
    line.take()
    assert line.world.rows("SELECT id FROM inbound WHERE handled_at IS NULL") == []


def test_a_failure_reported_later_puts_the_person_on_the_telephone_list(line: Line) -> None:
    line.open()
    (sent,) = (m for m in line.modem.sent if m.person == CHIEF)
    (row,) = line.world.rows("SELECT provider_id FROM attempt WHERE id = :i", i=sent.attempt)
    line.modem.came = [Report(row["provider_id"], "UNDELIV", "failed_permanent", "27")]
    line.take()
    assert ("chief", 1, "modem", "failed_permanent") in line.world.attempts()
    rows = line.world.rows("SELECT person FROM call_entry")
    assert CHIEF in {row["person"] for row in rows}


# -- a response started from the road -----------------------------------------------------------


def asks_the_authority(line: Line, minutes: int = 30) -> None:
    """The plan asks its authority by message; the deputy mayor may start."""
    plan = line.world.shelf.current("lanshan").plan
    asks = alert(
        "proposed", "Proposed", "{incident}：请批准启动{level}。", "{incident}: {level}?",
        level=2, posts=("vice_mayor",), urgency="flash",
        asks=Asks(action="start", valid_min=minutes),
    )  # fmt: skip
    changed = plan.model_copy(update={"alerts": (*plan.alerts, asks)})
    line.world.shelf.put_in_force(Playbook.of(changed))


def proposing(line: Line, minutes: int = 30) -> str:
    """The plan asks its authority by message; the chief proposes, the deputy mayor may start."""
    asks_the_authority(line, minutes)
    with line.world.database.write() as connection:
        connection.exec_driver_sql(
            f"UPDATE holding SET person_id = '{VICE}' WHERE post = 'vice_mayor' AND mode = 'real'"
        )
        connection.exec_driver_sql(f"UPDATE person SET lang = 'zh' WHERE id = '{VICE}'")
    incident = line.open()
    line.world.desk.put(incident, c.Propose(action="start", level=2), CHIEF)
    line.world.run(line.engine)
    return incident


def secret_in(text: str) -> str:
    found = re.search(r"启动 ?(\d{6})", text)
    assert found, text
    return found[1]


COMMANDERS_PHONE = "+15555550103"


def test_the_commander_starts_the_response_from_the_road(line: Line) -> None:
    incident = proposing(line)
    secret = secret_in(line.modem.to(VICE)[-1])
    assert line.write(COMMANDERS_PHONE, f"启动 {secret}") == "started"
    state = line.world.desk.state(incident)
    assert (state.stage, state.level) == ("responding", 2)
    (row,) = line.world.rows(
        "SELECT cause, body FROM event WHERE incident = :i AND type = 'ResponseStarted'", i=incident
    )
    assert row["cause"].startswith("reply:modem:"), "the log says by what it was ordered"
    assert f'"actor":"{VICE}"' in row["body"]
    assert secret not in row["body"]
    assert any("已按您的指令启动" in text for text in line.modem.to(VICE))
    assert VICE in {person for _, person in line.answers(incident)}, "an order is an answer"
    assert line.write(COMMANDERS_PHONE, f"启动 {secret}") == "wrong_code", "it opens once"


def test_the_secret_counts_from_the_registered_number_only(line: Line) -> None:
    incident = proposing(line)
    secret = secret_in(line.modem.to(VICE)[-1])
    assert line.write(CHIEFS_PHONE, f"启动 {secret}") == "wrong_code"
    assert line.write("+15555550177", f"启动 {secret}") == "unknown_sender"
    assert line.world.desk.state(incident).level is None


def test_two_wrong_secrets_lock_it_and_somebody_calls(line: Line) -> None:
    incident = proposing(line)
    secret = secret_in(line.modem.to(VICE)[-1])
    wrong = f"{(int(secret) + 1) % 10**6:06d}"
    assert line.write(COMMANDERS_PHONE, f"启动 {wrong}") == "wrong_code"
    assert line.write(COMMANDERS_PHONE, f"启动 {wrong}") == "locked"
    assert line.write(COMMANDERS_PHONE, f"启动 {secret}") != "started"
    assert line.world.desk.state(incident).level is None
    rows = line.world.rows("SELECT person, reason FROM call_entry")
    assert (VICE, "locked") in {(row["person"], row["reason"]) for row in rows}


def test_a_closed_line_of_the_telephone_list_is_opened_anew_for_who_is_locked(line: Line) -> None:
    proposing(line)
    with line.world.database.write() as connection:
        connection.exec_driver_sql("UPDATE call_entry SET closed_at = opened_at")
    line.write(COMMANDERS_PHONE, "启动 000001")
    line.write(COMMANDERS_PHONE, "启动 000002")
    rows = line.world.rows("SELECT person, reason FROM call_entry WHERE closed_at IS NULL")
    assert (VICE, "locked") in {(row["person"], row["reason"]) for row in rows}


def test_who_proposes_but_may_not_decide_is_not_asked_for_the_order(line: Line) -> None:
    """The alert goes to both; only the authority of the level gets figures."""
    plan = line.world.shelf.current("lanshan").plan
    incident = proposing(line)
    asks = next(a for a in line.world.shelf.current("lanshan").plan.alerts if a.id == "proposed")
    both = asks.model_copy(update={"posts": ("rescue_chief", "vice_mayor")})
    others = tuple(a for a in plan.alerts if a.id != "proposed")
    changed = plan.model_copy(update={"alerts": (*others, both)})
    line.world.shelf.put_in_force(Playbook.of(changed))
    second = line.open()
    line.world.desk.put(second, c.Propose(action="start", level=2), CHIEF)
    line.world.run(line.engine)
    assert not any(re.search(r"启动 \d{6}", text) for text in line.modem.to(CHIEF))
    assert any(re.search(r"启动 \d{6}", text) for text in line.modem.to(VICE))
    assert incident != second


def test_being_asked_again_gives_no_more_tries(line: Line) -> None:
    """The newest figures count, the older ones no longer, and wrong tries follow the order."""
    from tests.notify.test_escalation import ladder

    plan = line.world.shelf.current("lanshan").plan
    line.world.shelf.put_in_force(Playbook.of(plan.model_copy(update={"escalation": (ladder(),)})))
    incident = proposing(line)
    first = secret_in(line.modem.to(VICE)[-1])
    wrong = f"{(int(first) + 1) % 10**6:06d}"
    assert line.write(COMMANDERS_PHONE, f"启动 {wrong}") == "wrong_code"
    line.world.forward(120)
    line.world.run(line.engine)
    second = secret_in([text for text in line.modem.to(VICE) if "启动 " in text][-1])
    assert second != first
    other = next(w for w in ("000000", "999999", "123456") if w not in (first, second))
    assert line.write(COMMANDERS_PHONE, f"启动 {other}") == "locked"
    assert line.write(COMMANDERS_PHONE, f"启动 {second}") == "locked"
    assert line.write(COMMANDERS_PHONE, f"启动 {first}") != "started"
    assert line.world.desk.state(incident).level is None


def test_after_its_time_the_secret_opens_nothing(line: Line) -> None:
    incident = proposing(line, minutes=5)
    secret = secret_in(line.modem.to(VICE)[-1])
    line.world.forward(timedelta(minutes=5).total_seconds())
    assert line.write(COMMANDERS_PHONE, f"启动 {secret}") == "wrong_code"
    assert "已过有效期" in line.modem.to(VICE)[-1]
    assert line.world.desk.state(incident).level is None


def test_when_the_decision_has_moved_on_the_order_is_refused_in_words(line: Line) -> None:
    incident = proposing(line)
    secret = secret_in(line.modem.to(VICE)[-1])
    line.world.desk.put(incident, c.StartResponse(level=2), VICE)
    assert line.write(COMMANDERS_PHONE, f"启动 {secret}") == "refused"
    assert line.modem.to(VICE)[-1].startswith("未执行：")
    assert "12:00" in line.modem.to(VICE)[-1], "and when it was ordered otherwise"
    assert line.world.events(incident).count("ResponseStarted") == 1


def test_who_may_not_decide_gets_no_secret(line: Line) -> None:
    proposing(line)
    assert not any("启动 " in text and re.search(r"\d{6}", text) for text in line.modem.to(CHIEF))


def test_what_is_written_back_and_does_not_arrive_alarms_nobody(line: Line) -> None:
    """It is a courtesy, not an alert: the list of those to call is for people not warned yet."""
    incident = line.open()
    line.modem.outcomes = [Permanent("21610")]
    assert line.write(CHIEFS_PHONE, "在哪里？") == "unclear"
    rows = line.world.rows("SELECT status, error_code FROM attempt WHERE event = 'Reply'")
    assert [tuple(row.values()) for row in rows] == [("failed_permanent", "21610")]
    assert line.world.rows("SELECT person FROM call_entry") == []
    assert "PersonUnreachable" not in line.world.events(incident)

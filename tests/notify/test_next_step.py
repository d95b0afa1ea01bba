"""A message that goes another way is answered as that way takes answers: a code is printed only
where a reply arrives, and what is printed there counts."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from incident import commands as c
from notify.answers.links import PATH, Links
from notify.answers.press import press
from notify.channel import Outcome, Permanent, Unknown
from notify.segments import fits
from tests.notify.answers.test_duty import OFFICE, desk_has_an_office
from tests.notify.answers.test_orders import press as press_start
from tests.notify.test_answers import (
    CHIEF,
    CHIEFS_PHONE,
    COMMANDERS_PHONE,
    TWO_WAY,
    VICE,
    Line,
    Modem,
    code_in,
    proposing,
    secret_in,
)
from tests.notify.test_joining import FOUR_PARTS, LEADER, confirmed, long, order, settle, started
from tests.notify.world import WORLDLY, Scripted, World

HERE = "https://alerts.example.org/"
LINK = re.compile(re.escape(f"{HERE.rstrip('/')}{PATH}") + r"([\w-]+)")
ELSEWHERE = Permanent("no_template", elsewhere=True)
FAILS = pytest.mark.parametrize("outcome", [ELSEWHERE, Unknown("timeout")])


def moving(
    world: World, outcome: Outcome, *, base_url: str | None = HERE, hears: bool = True
) -> tuple[Line, Modem, Modem]:
    """Of two ways the first fails each time; it takes replies, and the other does not, or the
    other way round where it does not ``hear``."""
    able = {True: TWO_WAY, False: WORLDLY}
    first = Modem(name="first", capabilities=able[hears], outcomes=[outcome] * 40)
    second = Modem(name="second", capabilities=able[not hears])
    line = Line(world, first if hears else second, world.engine(first, second, base_url=base_url))
    return line, first, second


def pressed(line: Line, text: str, given: str = "acknowledged") -> None:
    """Its reader opens the link of a message and presses a button there."""
    found = LINK.search(text)
    assert found, text
    world, links = line.world, Links(line.world.vault, HERE)
    with world.database.read() as connection:
        row = links.attempt(connection, found[1], world.clock.now())
    message = (row["id"], row["key"])
    name = world.ids.new("p")
    press(world.database, world.desk.put, row["incident"], message, row["person"], given, name)  # type: ignore[arg-type]


@FAILS
def test_where_no_reply_arrives_stands_a_link_instead_of_the_code(
    world: World, outcome: Outcome
) -> None:
    line, first, second = moving(world, outcome)
    incident = line.open()
    code_in(first.to(CHIEF)[0])
    (told,) = second.to(CHIEF)
    assert "回复" not in told
    assert "收到" not in told
    assert told.startswith("【重发】") is isinstance(outcome, Unknown)
    pressed(line, told)
    assert line.answers(incident) == {("entry-1", CHIEF): "acknowledged"}


def test_without_a_link_it_asks_for_a_call_by_the_time_that_it_said(world: World) -> None:
    line, first, second = moving(world, ELSEWHERE, base_url=None)
    desk_has_an_office(line)
    line.open()
    (said,), (told,) = first.to(CHIEF), second.to(CHIEF)
    by = re.search(r"\d\d:\d\d前", said.rpartition("\n")[2])
    assert told.endswith(f"请{by[0] if by else ''}致电值班室 {OFFICE}")
    rows = world.rows("SELECT code FROM attempt WHERE channel = 'second'")
    assert {row["code"] for row in rows} == {None}


def test_the_first_message_may_have_come_and_its_code_counts(world: World) -> None:
    line, first, _ = moving(world, Unknown("timeout"))
    incident = line.open()
    assert line.write(CHIEFS_PHONE, f"收到{code_in(first.to(CHIEF)[0])}") == "acknowledged"
    assert line.answers(incident) == {("entry-1", CHIEF): "acknowledged"}


@FAILS
def test_where_replies_arrive_after_all_a_code_is_printed_and_counts(
    world: World, outcome: Outcome
) -> None:
    line, first, second = moving(world, outcome, hears=False)
    one, other = line.open(), line.open()
    assert all(LINK.search(text) for text in first.to(CHIEF))
    told = second.to(CHIEF)
    assert not any(LINK.search(text) for text in told)
    codes = [code_in(text) for text in told]
    assert len(set(codes)) == 2
    assert line.write(CHIEFS_PHONE, f"收到{codes[1]}") == "acknowledged"
    assert line.answers(one) == {}
    assert line.answers(other) == {("entry-1", CHIEF): "acknowledged"}
    assert line.write(CHIEFS_PHONE, f"到场{codes[0]}") == "on_scene"
    assert line.answers(one) == {("entry-1", CHIEF): "on_scene"}


def joined_elsewhere(
    line: Line, incident: str, first: Modem, second: Modem
) -> tuple[dict[str, str], list[str]]:
    """Seven orders at once, that the first way does not take: their words by key, and the texts by
    the second, into which some of them were joined."""
    first.outcomes = [ELSEWHERE] * 20
    words = [long(n) for n in range(7)]
    keys = dict(zip((order(line, incident, said) for said in words), words, strict=True))
    settle(line)
    texts = second.to(LEADER)
    assert 2 < len(texts) < 7, "some are joined"
    return keys, texts


def test_what_was_joined_goes_on_with_it_and_is_answered_by_its_link(world: World) -> None:
    first = Modem(name="first", capabilities=FOUR_PARTS)
    second = Modem(name="second", capabilities=replace(FOUR_PARTS, two_way=False))
    line, incident = started(world, first, second, base_url=HERE)
    keys, texts = joined_elsewhere(line, incident, first, second)
    words = [*keys.values()]
    assert [said for text in texts for said in words if said in text] == words, "nothing is cut"
    for number, text in enumerate(texts):
        assert fits(text, FOUR_PARTS.max_chars, FOUR_PARTS.max_segments)
        before = line.answers(incident).keys()
        found = LINK.search(text)
        assert found, text
        with world.database.read() as connection:
            row = Links(world.vault, HERE).attempt(connection, found[1], world.clock.now())
        name = f"p-{number}"
        message = (row["id"], row["key"])
        press(world.database, world.desk.put, incident, message, LEADER, "acknowledged", name)
        under = {key for key, _ in line.answers(incident).keys() - before}
        assert under == {key for key, said in keys.items() if said in text}


def test_what_was_joined_gets_the_code_of_the_message_that_it_went_on_with(world: World) -> None:
    first = Modem(name="first", capabilities=replace(FOUR_PARTS, two_way=False))
    second = Modem(name="second", capabilities=FOUR_PARTS)
    line, incident = started(world, first, second, base_url=HERE)
    line.modem = second
    keys, texts = joined_elsewhere(line, incident, first, second)
    assert len({code_in(text) for text in texts}) == len(texts)
    for text in texts:
        under = confirmed(line, incident, code_in(text))
        assert under == {key for key, said in keys.items() if said in text}


def test_an_order_by_a_way_without_replies_has_no_figures_and_a_link_that_gives_it(
    world: World,
) -> None:
    line, first, second = moving(world, ELSEWHERE)
    incident = proposing(line)
    secret_in(first.to(VICE)[-1])
    told = second.to(VICE)[-1]
    found = LINK.search(told)
    assert found, told
    assert not re.search(r"\d{6}", told.replace(found[0], ""))
    with world.database.read() as connection:
        row = Links(world.vault, HERE).attempt(connection, found[1], world.clock.now())
    assert press_start(line, row) == ("opened", None)
    assert world.desk.state(incident).level == 2


def test_an_order_that_comes_to_a_way_with_replies_has_figures_that_give_it(world: World) -> None:
    line, first, second = moving(world, ELSEWHERE, hears=False)
    incident = proposing(line)
    assert not re.search(r"启动 ?\d{6}", first.to(VICE)[-1])
    assert line.write(COMMANDERS_PHONE, f"启动 {secret_in(second.to(VICE)[-1])}") == "started"
    assert world.desk.state(incident).level == 2


def test_by_the_same_way_it_goes_as_it_was_written(world: World) -> None:
    """By the same way it goes as it was written: the very code, the very words."""
    modem = Modem(name="modem", capabilities=TWO_WAY)
    line = Line(world, modem, world.engine(modem))
    modem.outcomes = [Unknown("timeout")]
    incident = line.open()
    settle(line)
    mine = [m for m in modem.sent if m.person == modem.sent[0].person]
    once, again = (message.text for message in mine[:2])
    assert again == f"【重发】{once}"
    assert incident


def test_a_template_gets_the_code_of_the_way_that_it_goes_by(world: World) -> None:
    """The words for a provider's own template carry the code, or none, as the text does."""
    line, _, second = moving(world, ELSEWHERE, hears=False)
    template = replace(TWO_WAY, needs_template=True)
    second.capabilities = template
    line.engine = world.engine(
        Scripted(name="first", capabilities=WORLDLY, outcomes=[ELSEWHERE] * 20), second,
        base_url=HERE,
    )  # fmt: skip
    line.open()
    (message,) = [m for m in second.sent if m.person == CHIEF]
    assert message.fields["code"] == code_in(message.text)


def test_an_order_of_two_lines_keeps_its_end_and_its_sender_on_the_next_way(world: World) -> None:
    """Its last line reads as the program's own one for an answer, and its reader's posts, which
    stand below it, have no room on the first way."""
    first = Modem(name="first", capabilities=FOUR_PARTS)
    second = Modem(name="second", capabilities=WORLDLY)
    line, incident = started(world, first, second, base_url=HERE)
    first.outcomes = [ELSEWHERE] * 20
    order(line, incident, f"{'封堵缺口。' * 40}\n请致电值班室 报告进度")
    settle(line)
    assert "您的职务" not in first.to(LEADER)[0]
    (told,) = second.to(LEADER)
    assert "请致电值班室 报告进度，时限尽快。【岚山县救援局】" in told
    assert LINK.search(told)


@pytest.mark.parametrize(
    ("lang", "reason", "end"),
    [
        ("zh", f"{'坝顶位移。' * 29}\n请致电值班室 报告进度", "。 请致电值班室 报告进度【"),
        ("en", "The crest moves.\r\nConfirm the toe is left", ". Confirm the toe is left - "),
    ],
    ids=["zh", "en"],
)  # fmt: skip
def test_a_reason_of_two_lines_keeps_its_end_and_its_sender_on_the_next_way(
    world: World, lang: str, reason: str, end: str
) -> None:
    """Who decides has the whole reason, and who asks, however the message comes; the posts of its
    reader, which stand below it, have no room on the first way."""
    first = Modem(name="first", capabilities=FOUR_PARTS)
    second = Modem(name="second", capabilities=WORLDLY)
    line = Line(world, first, world.engine(first, second, base_url=HERE))
    proposing(line)
    incident = line.open()
    with world.database.write() as connection:
        connection.exec_driver_sql(f"UPDATE person SET lang = '{lang}' WHERE id = '{VICE}'")
    first.outcomes = [ELSEWHERE] * 20
    world.desk.put(incident, c.Propose(action="start", level=2, reason=reason), CHIEF)
    settle(line)
    once, told = first.to(VICE)[-1], second.to(VICE)[-1]
    assert not re.search("您的职务|To you as", once)
    assert end in once
    assert end in told
    assert LINK.search(told)

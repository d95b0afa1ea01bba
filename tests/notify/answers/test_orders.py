"""An order given by the link of a message: once, in its time, and only where one was asked for."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest

from notify.answers.orders import WHY, Orders
from runtime.language import Phrase, phrase
from runtime.unwritten import Unwritten
from tests.notify.test_answers import VICE, Line, proposing
from tests.notify.test_answers import line as line  # noqa: PLC0414 - a fixture
from tests.notify.world import Scripted


def asked(line: Line, event: str = "Proposed") -> Any:
    """The message about an event to the one who may start the response, else to anybody."""
    rows = line.world.rows(
        "SELECT * FROM attempt WHERE event = :e ORDER BY person = :p DESC", e=event, p=VICE
    )
    return rows[0]


def press(line: Line, attempt: Any) -> tuple[str, Phrase | None]:
    orders = Orders(line.world.database, line.world.desk.put, line.world.shelf.get)
    return orders.by_link(attempt, line.world.clock.now())


def test_a_link_starts_the_response_once(line: Line) -> None:
    """A second press, or a page that is sent again, must not look like a second order."""
    incident = proposing(line)
    message = asked(line)
    assert press(line, message) == ("opened", None)
    assert line.world.desk.state(incident).level == 2
    came, why = press(line, message)
    assert came == "used"
    assert why is not None
    assert why.say("zh") == "常务副县长已于12:00下令启动二级响应"
    assert line.world.events(incident).count("ResponseStarted") == 1


def test_an_order_that_could_not_be_written_is_given_by_the_same_figures_later(line: Line) -> None:
    """A database that another program keeps busy is nobody's refusal of it."""
    incident = proposing(line)
    message = asked(line)

    def busy(*_: Any, **__: Any) -> Any:
        raise Unwritten("busy", field="database", value="locked", allowed="again")

    orders = Orders(line.world.database, busy, line.world.shelf.get)
    with pytest.raises(Unwritten):
        orders.by_link(message, line.world.clock.now())
    assert line.world.desk.state(incident).level is None
    assert press(line, message) == ("opened", None)
    assert line.world.desk.state(incident).level == 2


def test_a_link_starts_nothing_after_its_time(line: Line) -> None:
    """What was right half an hour ago is proposed anew, not carried out late."""
    incident = proposing(line, minutes=30)
    line.world.forward(30 * 60 - 1)
    early = asked(line)
    line.world.forward(1)
    assert press(line, early) == ("expired", phrase(WHY["expired"]))
    assert line.world.desk.state(incident).level is None


def test_a_clock_that_is_set_back_leaves_the_order_open(line: Line) -> None:
    """The commander on the road cannot know that the laptop's clock was corrected meanwhile."""
    incident = proposing(line, minutes=30)
    line.world.clock.at -= timedelta(hours=2)
    assert press(line, asked(line)) == ("opened", None)
    assert line.world.desk.state(incident).level == 2


def test_a_message_that_asks_for_no_order_gives_none(line: Line) -> None:
    incident = proposing(line)
    assert press(line, asked(line, "IncidentReported")) == ("none", phrase(WHY["none"]))
    assert line.world.desk.state(incident).level is None


def test_a_channel_without_replies_asks_by_link_and_prints_no_secret(line: Line) -> None:
    """Six digits that nobody can send back would only be there for others to read."""
    deaf = Scripted(name="deaf")
    line.engine = line.world.engine(deaf, base_url="https://alerts.example.org/")
    proposing(line)
    (text,) = [m.text for m in deaf.sent if m.person == VICE and m.event == "Proposed"]
    link = re.search(r"https://alerts\.example\.org/r/\S+", text)
    assert link, text
    assert not re.search(r"\d{6}", text.replace(link[0], ""))
    assert line.world.rows("SELECT attempt FROM order_lock") == [{"attempt": asked(line)["id"]}]

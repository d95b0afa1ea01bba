"""An answer is bound to its sender's own alerts, and never guessed."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from notify.answers.matching import Ambiguous, Asked, Found, Late, Nothing, match
from notify.answers.reading import read
from tests.notify.world import NOON

ONE = Asked("inc-1", "entry-1", "p", "37", ("m1",), NOON, open=True)
TWO = Asked("inc-2", "entry-4", "p", "52", ("m2",), NOON + timedelta(minutes=1), open=True)
DONE = replace(ONE, open=False, answered_at=NOON)


def test_without_a_code_only_a_single_open_alert_is_meant() -> None:
    assert match(read("收到"), [ONE]) == Found((ONE,))
    assert match(read("收到"), [DONE, TWO]) == Found((TWO,))
    assert match(read("收到"), [ONE, TWO]) == Ambiguous((ONE, TWO))


def test_a_code_names_its_alert() -> None:
    assert match(read("收到52"), [ONE, TWO]) == Found((TWO,))
    assert match(read("出发 37"), [ONE, TWO]) == Found((ONE,))
    assert match(read("收到 64"), [ONE, TWO]) == Nothing()


def test_a_key_pressed_in_a_call_is_for_that_call() -> None:
    assert match(read("1"), [ONE, TWO], to="m1") == Found((ONE,))
    assert match(read("1"), [ONE, TWO], to="m9") == Nothing()


def test_more_than_received_is_news_the_same_again_is_late() -> None:
    assert match(read("收到"), [DONE]) == Late(DONE)
    assert match(read("出发"), [DONE]) == Found((DONE,))
    over = replace(DONE, over=True)
    assert match(read("出发"), [over]) == Late(over)
    unanswered = replace(over, answered_at=None)
    assert match(read("收到"), [unanswered]) == Late(unanswered)


def test_what_went_out_in_one_message_is_answered_together() -> None:
    both = [ONE, replace(TWO, incident="inc-1", code="37")]
    assert match(read("收到"), both) == Found(tuple(both))
    assert match(read("收到37"), [replace(DONE, code="37"), both[1]]) == Found((both[1],))

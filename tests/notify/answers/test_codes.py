"""A phone never has one code for two alerts, and a secret opens once or not at all."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from notify.answers.codes import (
    CODES,
    KEPT,
    NEVER,
    WRONG_TRIES,
    Lock,
    choose,
    matches,
    new_secret,
    seal,
    turn,
)
from notify.answers.reading import read

NOW = datetime(2024, 6, 1, 4, tzinfo=UTC)
SECOND = timedelta(seconds=1)


def test_no_code_makes_another_number_or_two_keys() -> None:
    assert {"10", "19", "20", "22", "11", "12", "44"} <= NEVER
    assert len(CODES) == 71
    assert NEVER.isdisjoint(CODES)
    assert all(read(f"1{code}").code == code == read(code).code for code in CODES)


def test_the_same_seed_draws_the_same_code() -> None:
    assert choose("inc-1:alert-1", {}, NOW) == choose("inc-1:alert-1", {}, NOW)
    drawn = {choose(f"inc-1:alert-{n}", {}, NOW) for n in range(500)}
    assert drawn == set(CODES)


@given(st.sets(st.sampled_from(CODES)), st.text())
def test_a_code_in_use_is_not_given_again(used: set[str], seed: str) -> None:
    code = choose(seed, dict.fromkeys(used, NOW), NOW + KEPT - SECOND)
    assert code not in used
    assert (code is None) == (len(used) == len(CODES))


def test_a_code_is_free_again_after_its_time() -> None:
    used = dict.fromkeys(CODES, NOW)
    assert choose("s", used, NOW + KEPT - SECOND) is None
    assert choose("s", {**used, "37": NOW - SECOND}, NOW + KEPT - SECOND) == "37"
    assert choose("s", used, NOW + KEPT) in CODES


def test_a_secret_has_six_figures_and_is_known_by_its_seal_only() -> None:
    made = {new_secret() for _ in range(200)}
    assert all(len(s) == 6 and s.isascii() and s.isdecimal() for s in made)
    assert len(made) > 190
    kept = seal("048291")
    assert matches(kept, "048291")
    assert not matches(kept, "048292")
    assert not matches(kept, "48291")
    assert kept != seal("048291")
    assert b"048291" not in kept.salt + kept.digest


def fresh() -> Lock:
    return Lock(NOW + timedelta(minutes=10))


def test_the_right_secret_opens_once() -> None:
    kept, lock = seal("482913"), fresh()
    lock, verdict = turn(lock, kept, "482913", NOW)
    assert verdict == "opened"
    assert turn(lock, kept, "482913", NOW) == (lock, "used")


def test_two_wrong_tries_shut_it_even_for_the_right_one() -> None:
    kept, lock = seal("482913"), fresh()
    lock, first = turn(lock, kept, "482914", NOW)
    lock, second = turn(lock, kept, "000000", NOW)
    assert (first, second) == ("wrong", "locked")
    assert turn(lock, kept, "482913", NOW) == (lock, "locked")


def test_it_opens_in_its_time_only() -> None:
    lock = fresh()
    assert lock.tried(True, lock.until_at) == (lock, "expired")
    assert lock.tried(True, lock.until_at - SECOND)[1] == "opened"


def test_a_clock_that_is_set_back_takes_no_order_out_of_the_hand() -> None:
    hours = timedelta(hours=2)
    assert fresh().tried(True, NOW - hours)[1] == "opened"


class Life(RuleBasedStateMachine):
    """Whatever is tried and whenever: one opening at most, and only as the rules say."""

    def __init__(self) -> None:
        super().__init__()
        self.lock, self.now = fresh(), NOW
        self.opened, self.wrong = 0, 0

    @rule(seconds=st.integers(0, 400))
    def wait(self, seconds: int) -> None:
        self.now += seconds * SECOND

    @rule(seconds=st.integers(0, 7200))
    def clock_is_set_back(self, seconds: int) -> None:
        self.now -= seconds * SECOND

    @rule(right=st.booleans())
    def tried(self, right: bool) -> None:
        before = self.lock
        self.lock, verdict = before.tried(right, self.now)
        if verdict == "opened":
            assert right
            assert self.wrong < WRONG_TRIES
            assert self.now < before.until_at
            self.opened += 1
        elif self.lock != before:
            assert not right
            self.wrong += 1

    @invariant()
    def opened_once_at_most(self) -> None:
        assert self.opened <= 1
        assert self.wrong == self.lock.wrong <= WRONG_TRIES
        assert self.lock.used == (self.opened == 1)


TestLife = Life.TestCase

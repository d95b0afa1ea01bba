"""What came of an attempt, and what follows: in one transaction, so that neither is lost.

A table in words:

=================  ==============================================================
accepted           done; a later receipt may say delivered or failed
temporary          another way at once where the channel rests or it is the second
                   failure; else again after the back-off; after the last one as permanent
permanent          another way where only this channel cannot carry it; else the
                   telephone list, and the desk is told
unknown, resend    a new step, marked as sent again; after the last as permanent
unknown, hold      the telephone list: a human asks whether it came
unknown, a reply   not sent again where messages are counted: alerts need what is left
a reply that fails a courtesy; but who started a response is called
a reply once more  dropped where alerts have left it nothing of the number's day
=================  ==============================================================
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import assert_never

from sqlalchemy import Connection, RowMapping, select
from sqlmodel import col

from notify.another import counted_reply, others, untried
from notify.answers.courtesy import UNSAID, left_unheard, left_unsaid
from notify.call_list import open_call
from notify.channel import UNASKED, Accepted, Outcome, Permanent, Temporary, Unknown
from notify.keys import DISARMED, EXHAUSTED, PASSED_OVER, REPLY
from notify.letters import Letters
from notify.next_step import BACK_OFF_S, NextStep
from notify.recipients import Recipients, Way
from notify.shortfall import note_shortfall
from notify.states import set_state
from notify.tables import AttemptRow
from notify.watches import hasten

FAILS_BEFORE_ANOTHER = 2
"""One failure for now may be chance."""


@dataclass(frozen=True)
class Settler:
    """Records outcomes inside the engine's transactions."""

    letters: Letters

    @property
    def recipients(self) -> Recipients:
        """The ways to people."""
        return self.letters.recipients

    def settle(
        self, connection: Connection, attempt: RowMapping, outcome: Outcome, now: datetime
    ) -> bool:
        """Record an outcome and what follows from it.

        ``attempt`` is the row as it was claimed. False where another worker, a receipt or an
        answer was faster; then nothing is changed.
        """
        if not isinstance(outcome, Accepted) and _answered(connection, attempt):
            what = "unknown_at" if isinstance(outcome, Unknown) else "failed_at"
            return set_state(connection, attempt, "superseded", **{what: now})
        match outcome:
            case Accepted(provider_id=provider, delivered=delivered):
                status = "delivered" if delivered else "accepted"
                came: dict[str, object] = {"delivered_at": now} if delivered else {}
                return set_state(
                    connection, attempt, status, provider_id=provider, accepted_at=now, **came
                )
            case Temporary(code=code) if code in UNASKED or attempt["tries"] <= len(BACK_OFF_S):
                return self._again_later(connection, attempt, outcome, now)
            case Temporary(code=code):
                last = Permanent(f"{EXHAUSTED}:{code}")
                return self.settle(connection, attempt, last, now)
            case Permanent(code=code, elsewhere=elsewhere):
                way = untried(connection, self.recipients, attempt, now) if elsewhere else None
                if way is not None:
                    return self._pass_on(connection, attempt, code, way, now)
                failed = {"error_code": code, "failed_at": now}
                if not set_state(connection, attempt, "failed_permanent", **failed):
                    return False
                self._give_up(connection, attempt, code, now)
            case Unknown(reason=reason):
                return self._unknown(connection, attempt, reason, now)
            case _:
                assert_never(outcome)
        return True

    def take_inside(self, connection: Connection, attempt: RowMapping, now: datetime) -> None:
        """Write a message anew that waited for a real telephone which it may not reach any more."""
        self._next_step(connection, attempt, now, None, sent=False)

    def _again_later(
        self, connection: Connection, attempt: RowMapping, outcome: Temporary, now: datetime
    ) -> bool:
        if other := self._other_way(connection, attempt, now):
            return self._pass_on(connection, attempt, outcome.code, other, now)
        wait_s = outcome.after_s or BACK_OFF_S[max(attempt["tries"], 1) - 1]
        due = now + timedelta(seconds=wait_s)
        given = {"error_code": outcome.code, "next_try_at": due}
        given |= {"tries": attempt["tries"] - 1} if outcome.code in UNASKED else {"failed_at": now}
        if not set_state(connection, attempt, "failed_temporary", **given):
            return False
        if outcome.call_meanwhile and attempt["event"] != REPLY:
            open_call(connection, attempt, outcome.code, now)
        return True

    def _pass_on(
        self, connection: Connection, attempt: RowMapping, code: str, way: Way, now: datetime
    ) -> bool:
        failed = {"error_code": f"{PASSED_OVER}:{code}", "failed_at": now}
        if not set_state(connection, attempt, "superseded", **failed):
            return False
        self._next_step(connection, attempt, now, way, sent=False)
        return True

    def _unknown(
        self, connection: Connection, attempt: RowMapping, reason: str, now: datetime
    ) -> bool:
        doubt = {"error_code": reason, "unknown_at": now}
        if counted_reply(self.recipients, attempt, attempt["channel"]):
            if not set_state(connection, attempt, "unknown", **doubt):
                return False
            left_unheard(connection, attempt, now)
            return True
        if attempt["on_unknown"] == "hold":
            if not set_state(connection, attempt, "unknown", **doubt):
                return False
            open_call(connection, attempt, "unknown", now)
            return True
        if attempt["step"] > len(BACK_OFF_S):
            if not set_state(connection, attempt, "unknown", **doubt):
                return False
            self._give_up(connection, attempt, f"{EXHAUSTED}:{reason}", now)
            return True
        if not set_state(connection, attempt, "superseded", **doubt):
            return False
        self._next_step(connection, attempt, now, self._other_way(connection, attempt, now))
        return True

    def _other_way(self, connection: Connection, attempt: RowMapping, now: datetime) -> Way | None:
        """Another channel for a message whose own one fails; None where it is worth waiting for,
        or there is no other that sends by itself."""
        routes, channel = self.recipients.routes, attempt["channel"]
        if channel not in routes.worldly:
            return None
        if attempt["tries"] < FAILS_BEFORE_ANOTHER and not routes.health.rests(channel, now):
            return None
        return next(others(connection, self.recipients, attempt, now), None)

    def _next_step(
        self,
        connection: Connection,
        attempt: RowMapping,
        now: datetime,
        way: Way | None,
        *,
        sent: bool = True,
    ) -> None:
        """The same message once more; who may not be told this way any more is called."""
        if not NextStep(self.letters).write(connection, attempt, now, way, sent=sent):
            self._give_up(connection, attempt, DISARMED, now)

    def _give_up(
        self, connection: Connection, attempt: RowMapping, code: str, now: datetime
    ) -> None:
        if attempt["event"] == REPLY:
            unsaid = left_unsaid if code == UNSAID else left_unheard
            unsaid(connection, attempt, now)
            return
        open_call(connection, attempt, code, now)
        hasten(connection, attempt["incident"], attempt["key"], attempt["person"], now)
        tried = connection.execute(
            select(col(AttemptRow.tries)).where(
                col(AttemptRow.incident) == attempt["incident"],
                col(AttemptRow.key) == attempt["key"],
                col(AttemptRow.person) == attempt["person"],
            )
        ).scalars()
        note_shortfall(
            connection, attempt, attempt["posts"][0], attempt["person"], tried=sum(tried), now=now
        )


def _answered(connection: Connection, attempt: RowMapping) -> bool:
    """Whether the person has answered the alert meanwhile: then nothing more is sent."""
    query = select(col(AttemptRow.answered_at)).where(col(AttemptRow.id) == attempt["id"])
    return connection.execute(query).scalar() is not None

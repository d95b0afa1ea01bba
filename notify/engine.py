"""The alert engine: step by step from committed intents to messages, and back to the desk.

Nothing of weight lives in it. Everything it needs to go on stands in the database, so it may be
stopped or killed anywhere and started again. Its database work is short and done in the loop's
own thread: give it a loop of its own.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import timedelta

from notify.answers.links import Links
from notify.answers.offered import Offers
from notify.answers.take import Answers
from notify.arming.ends import Ends
from notify.begun import WRITTEN_AT_ONCE
from notify.climb import Climber
from notify.expand import Expander
from notify.heartbeat import Heart
from notify.inbox import Inbox
from notify.letters import Letters
from notify.putoff import PutOff
from notify.routes import Routes
from notify.selftest import AGAIN_AFTER, SelfTestLetters
from notify.selftest_daily import DailyTests
from notify.selftest_send import SelfTester
from notify.send import Sender
from notify.set_back import Hand, bring_forward
from notify.settle import Settler
from notify.share import Share
from notify.shortfall import DeskPut, tell_shortfalls
from notify.steps import Steps
from playbooks.lookup import Playbook
from registry.directory import Directory
from runtime.clock import Clock
from runtime.database import Database
from runtime.faults import traced
from runtime.ids import Ids
from runtime.killpoints import hit
from runtime.vault import Vault

ENTRIES_AT_ONCE = 10
SENDS_AT_ONCE = 50
STEPS_AT_ONCE = 50
"""Bounds of one step, so that none takes long."""

UNDER_WAY_S = 0.005
"""Real seconds in which messages of a large entry get under way before the next are written."""

_log = logging.getLogger(__name__)


class AlertEngine:
    """Call ``recover`` once at the start, then ``step`` again and again, woken by hints."""

    def __init__(
        self,
        database: Database,
        directory: Directory,
        vault: Vault,
        desk_put: DeskPut,
        playbooks: Callable[[str], Playbook],
        routes: Routes,
        clock: Clock,
        ids: Ids,
        *,
        worker: str = "engine",
        player: str | None = None,
        base_url: str | None = None,
        test_again: timedelta = AGAIN_AFTER,
        daily: DailyTests | None = None,
    ) -> None:
        """``clock`` is operating time; ``worker`` names this process among several; ``player``
        names the player whose exercises it works for, instead of everything else; ``base_url``
        is where telephones reach the pages, for links in messages; ``test_again`` is the time
        after which a way to somebody is due for a test; ``daily`` starts such tests by itself."""
        share = Share(player)
        self.heart = Heart(database, clock, worker=worker) if player is None else None
        """Beats with every whole round; a player's engine has none."""
        self._share = share
        self._routes = routes
        self._database = database
        self._desk_put = desk_put
        self._clock = clock
        self._unmade = PutOff[tuple[str, int]]()
        self._untold = PutOff[str]()
        letters = Letters(directory, vault, playbooks, routes, ids, Links(vault, base_url))
        self._expander = Expander(letters, share)
        self._climber = Climber(Steps(letters), share)
        tests = SelfTestLetters(directory, vault, routes, ids, test_again)
        self._tester = SelfTester(database, tests, playbooks, clock)
        self._daily = daily
        self._stuck = PutOff[str]()
        self._hand = Hand()
        settler = self.settler = Settler(letters)
        self.inbox = Inbox(database, vault, clock)
        self._answers = Answers(
            database, vault, directory, self.inbox, settler, desk_put, playbooks, clock
        )
        self._ends = Ends(database, settler, desk_put, clock, share)
        offers = Offers(routes, playbooks)
        self._sender = Sender(database, vault, routes, settler, clock, worker, share, offers)

    def recover(self) -> int:
        """What an earlier run of this worker left as ``sending`` is unknown; gives how many."""
        return self._sender.give_up_lost(own=True)

    async def step(self) -> int:
        """Expand and send what is due, and tell the desk of those who were not reached.

        Gives the number of things done; 0 means that there is nothing to do now.
        """
        done = self._brought_forward() + self._sender.give_up_lost(own=False)
        done += await self._expand()
        done += self._climb()
        if self._share.player is None:
            done += self._answers.handle()
        done += self._ends.step()
        done += await self._sender.send_due(SENDS_AT_ONCE)
        done += self._tell()
        if self.heart is not None:
            if self._daily is not None:
                done += self._daily.step()
            done += await self._tester.step()
            self.heart.beat()
        return done

    async def listen(self) -> int:
        """Ask the channels for what came back, and keep it; gives how much was new."""
        return await self.inbox.fetch(self._routes.channels)

    async def finish(self, timeout_s: float) -> int:
        """Before the loop ends: let what is being handed over come to its outcome; gives how much
        did."""
        return await self._sender.finish(timeout_s)

    def _brought_forward(self) -> int:
        now = self._clock.now()
        if not self._hand.went_back(now):
            return 0
        with self._database.write() as connection:
            return bring_forward(connection, self._share, now)

    def _tell(self) -> int:
        """What cannot be told to the desk is put off too."""
        now = self._clock.now()
        waits = tuple(self._untold.now(now))
        told, faulty = tell_shortfalls(
            self._database, self._desk_put, now, SENDS_AT_ONCE, self._share, waits
        )
        self._untold.add(faulty, now)
        return told

    def _climb(self) -> int:
        """A step that cannot be taken is put off, so that it holds up no other."""
        now, done = self._clock.now(), 0
        waits = self._stuck.now(now)
        for watch in self._climber.due(self._database, now, STEPS_AT_ONCE + len(waits)):
            if watch in waits:
                continue
            try:
                with self._database.write() as connection:
                    if incident := self._climber.climb(connection, watch, now):
                        self._database.hint(connection, f"alerts:{incident}")
                    hit("before_step")
                hit("after_step")
                done += 1
            except Exception as error:  # noqa: BLE001 - whatever is wrong with one, the others go on
                _log.error("the next step of %s cannot be taken: %s", watch, traced(error))
                self._stuck.add([watch], now)
        return done

    async def _expand(self) -> int:
        """An entry that cannot be expanded is put off, so that it holds up no other.

        The first messages of a large entry get under way before the next are written.
        """
        now, done = self._clock.now(), 0
        for _ in range(ENTRIES_AT_ONCE):
            with self._database.read() as connection:
                entry = self._expander.oldest(connection, self._unmade.now(now))
            if entry is None:
                break
            try:
                with self._database.write() as connection:
                    made = self._expander.expand(connection, entry, now)
                    hit("before_expand")
                hit("after_expand")
            except Exception as error:  # noqa: BLE001 - whatever is wrong with one, the others go on
                _log.error(
                    "alerts on entry %s of %s cannot be made: %s", entry[1], entry[0], traced(error)
                )
                if not self._expander.failed(entry):
                    self._unmade.add([entry], now)
                continue
            done += made
            if made >= WRITTEN_AT_ONCE:
                done += await self._sender.send_due(SENDS_AT_ONCE, UNDER_WAY_S)
        return done

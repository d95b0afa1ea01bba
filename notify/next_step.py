"""The same message once more, as another attempt: by another way at once, or by its own later.

How it is answered is said anew where the way takes answers otherwise: a code is printed only where
a reply arrives, and where none does stands a link or the duty desk's number instead.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, RowMapping, insert

from notify.another import onward
from notify.answers.below import ending_at, told_by, until_in
from notify.answers.duty import duty_number
from notify.answers.tails import told_on
from notify.answers.telephones import digest
from notify.bundles import JOINED, intents_of, joined_to
from notify.draft import Room
from notify.endings import Ending
from notify.letters import Letters, last_step
from notify.once_more import fitted, marked_again, resent, unmarked
from notify.recipients import Way
from notify.tables import AttemptRow

BACK_OFF_S = (5.0, 15.0, 45.0, 120.0, 300.0)
"""Operating seconds before each new try of one message; there are no more tries than these."""

TIMES = ("accepted_at", "delivered_at", "read_at", "failed_at", "unknown_at")
"""Columns that say when what came of a message; a new step has none of the one before."""


@dataclass(frozen=True)
class NextStep:
    """Writes inside the transaction that ends the step before."""

    letters: Letters

    def write(
        self,
        connection: Connection,
        attempt: RowMapping,
        now: datetime,
        way: Way | None,
        *,
        sent: bool,
    ) -> bool:
        """By ``way``, else to the same address after the back-off. Where the first may have been
        ``sent`` it says that it may be the second. False where the message may not go on."""
        vault, recipients = self.letters.vault, self.letters.recipients
        way, allowed = onward(connection, recipients, attempt, way, now)
        if not allowed:
            return False
        refs = [attempt["text_ref"], attempt["address_ref"]]
        text, address = vault.unseal(connection, refs).values()
        if text is None or address is None:
            return True  # erased meanwhile; there is nobody to tell any more
        fresh = self.letters.ids.new("att")
        to = way or Way(attempt["channel"], address)
        telephone = digest(connection, vault, to.address)
        within = unmarked(text, attempt["lang"], attempt["mode"])
        ending = self._ending(connection, attempt, within, to, telephone, fresh, now)
        code = attempt["code"] if ending is None else ending.code
        sealed = {
            f"{fresh}.text": self._written(text, attempt, to, ending, sent=sent),
            f"{fresh}.address": to.address,
        }
        words = attempt["fields_ref"]
        if words is not None and (sent or code != attempt["code"]):
            fields, words = vault.unseal(connection, [words])[words] or "{}", f"{fresh}.fields"
            fields = marked_again(fields, attempt["lang"]) if sent else fields
            sealed[words] = _answered_by(fields, code) if code != attempt["code"] else fields
        vault.seal_many(connection, attempt["person"], sealed)
        wait_s = 0.0 if way else BACK_OFF_S[min(attempt["step"], len(BACK_OFF_S)) - 1]
        row: dict[str, Any] = {
            **_anew(connection, attempt, fresh),
            "channel": to.channel,
            "text_ref": f"{fresh}.text",
            "address_ref": f"{fresh}.address",
            "fields_ref": words,
            "address_digest": telephone,
            "status": "ready",
            "error_code": None,
            "code": code,
            "created_at": now,
            "next_try_at": now + timedelta(seconds=wait_s),
        }
        connection.execute(insert(AttemptRow), row)
        self._bring(connection, attempt["id"], row)
        return True

    def _ending(
        self,
        connection: Connection,
        attempt: RowMapping,
        text: str,
        way: Way,
        telephone: str,
        fresh: str,
        now: datetime,
    ) -> Ending | None:
        """How ``text``, without the marks of an exercise, is answered by ``way``; None where that
        is as it says already. On another telephone its code may be somebody else's, and an order
        is given from the one it went to."""
        channel, lang = self.letters.channels.get(way.channel), attempt["lang"]
        intents = intents_of(connection, attempt)
        if channel is None or not intents:
            return None
        at = ending_at(text, lang)
        by = told_on(channel, way.address)
        elsewhere = by == "reply" and telephone != attempt["address_digest"]
        if by == told_by(text[at:], lang) and not elsewhere:
            return None
        playbook = self.letters.playbooks(intents[0]["plan"])
        desk = duty_number(connection, self.letters.directory, playbook, intents[0], now)
        return self.letters.endings.of(
            connection, playbook, intents, attempt["person"], way, lang, fresh, desk=desk,
            said=text[:at], telephone=telephone, by=until_in(text[at:], lang), now=now,
            code=None,
        )  # fmt: skip

    def _written(
        self, text: str, attempt: RowMapping, way: Way, ending: Ending | None, *, sent: bool
    ) -> str:
        """The text as the channel takes it. One with templates sends other words, and what is
        off sends none: neither makes it shorter for a way that may come after."""
        channel = self.letters.channels.get(way.channel)  # it may have been switched off
        able = None if channel is None else channel.capabilities
        free = able is None or able.needs_template
        room = Room(len(text) * 2 + 1000, None) if able is None or free else Room.of([able])
        write = resent if sent else fitted
        return write(
            text, attempt["lang"], attempt["mode"], room.max_chars, room.max_parts, ending=ending
        )

    def _bring(self, connection: Connection, before: str, row: Mapping[str, Any]) -> None:
        """What was joined to the message goes on as part of the new one, and is answered by it;
        as a part of the one before it stays on record, which may have come after all."""
        same = ("channel", "address_ref", "address_digest", "code", "created_at")
        for joined in joined_to(connection, before):
            connection.execute(
                insert(AttemptRow),
                {
                    **_anew(connection, joined, self.letters.ids.new("att")),
                    **{name: row[name] for name in same},
                    "status": "superseded",
                    "error_code": f"{JOINED}:{row['id']}",
                    "next_try_at": None,
                },
            )


def _anew(connection: Connection, attempt: RowMapping, fresh: str) -> dict[str, Any]:
    """The row of another step of the same message, of which nothing has come yet."""
    return {
        **attempt,
        **dict.fromkeys((*TIMES, "provider_id", "claimed_at", "claimed_by")),
        "id": fresh,
        "step": last_step(connection, attempt, attempt["person"]) + 1,
        "tries": 0,
    }


def _answered_by(fields: str, code: str | None) -> str:
    return json.dumps({**json.loads(fields), "code": code or ""}, ensure_ascii=False)

"""Check of the ways to people: each configured channel, what it can do and how it is.

Nothing is sent. A modem that the running program holds is not asked here: two that talk to it at
once would understand neither.
"""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from sqlalchemy import select
from sqlmodel import col

from app.channels.account import twilio_account
from app.channels.build import Builder
from app.channels.load import FILE, Configured, configured
from app.channels.region import named
from app.channels.servers import servers
from app.checks.line import Line, Patient
from notify.channel import Channel
from notify.channels.modem.channel import Modem
from notify.channels.modem.health import Health
from notify.channelwords import abilities, title
from notify.failurewords import reason
from notify.groups import GroupChannel
from notify.keys import EXERCISE_CHANNELS
from notify.tables import AttemptRow
from runtime.answering import runs
from runtime.database import Database
from runtime.language import N_, Phrase, listed, phrase
from runtime.refusal import Refused
from runtime.vault import HOME

REACH_S = 3.0
"""Longest wait for a connection to a server, in real seconds."""
MODEM_S = 20.0

PAGE = "/duty/channels"

Trouble = tuple[Phrase, Phrase]
"""What is wrong, and what to do."""


def check_channels(patient: Patient) -> Iterable[Line]:
    """One line for each configured channel, or that no message leaves this machine."""
    try:
        found = configured(patient.settings)
    except Refused as refused:
        remedy = phrase(N_("Correct the file of channels: the program does not start with it."))
        yield Line("channels", "fault", refused.sentence, remedy)
        return
    if patient.database is None:
        # What was sent last, and what a modem waits for, stands there.
        why = phrase(N_("could not be examined: {error}"), error=phrase(N_("no database")))
        yield Line("channels", "warning", why, phrase(N_("Look at the faults above first.")))
        return
    builder = Builder(patient.settings, found, patient.database, patient.clock)
    own = [c for name, c in builder.people().items() if name not in EXERCISE_CHANNELS]
    if not own:
        yield Line(
            "channels",
            "warning",
            phrase(N_("only simulated phones and the call list: no message leaves this machine")),
            phrase(N_("Call people by the call list, or configure an SMS channel.")),
        )
    yield from _region(patient, found)
    examined = _Examined(patient, found, patient.database)
    yield from (examined.line(channel) for channel in own)
    yield from (examined.line(group) for group in builder.groups().values())


def _region(patient: Patient, found: Configured | None) -> Iterator[Line]:
    """That numbers without a country are read as those of ``HOME``, where nobody has said so."""
    if found is None:
        if twilio_account(patient.settings, None) is None:
            return
        words = N_("no file of channels names a region: numbers without +… are read as {region}")
        what = phrase(words, region=HOME)
        remedy = phrase(
            N_("Set up Twilio in {file} with a region, or write every number with +…."), file=FILE
        )
    elif "twilio" in found.profile.names and named(found) is None:
        words = N_("no region is named with {profile}: numbers without +… are read as {region}")
        what = phrase(words, profile=found.profile.profile, region=HOME)
        remedy = phrase(N_("Add region to the file of channels, or write every number with +…."))
    else:
        return
    yield Line("channels", "warning", what, remedy)


@dataclass(frozen=True)
class _Examined:
    patient: Patient
    found: Configured | None
    database: Database

    def line(self, channel: Channel | GroupChannel) -> Line:
        what = phrase(
            "{name}: {can}", name=title(channel.name), can=listed(abilities(channel.capabilities))
        )
        trouble = next(self._troubles(channel), None)
        if trouble is None:
            return Line("channels", "ok", what)
        wrong, remedy = trouble
        return Line(
            "channels", "warning", phrase("{what} — {wrong}", what=what, wrong=wrong), remedy
        )

    def _troubles(self, channel: Channel | GroupChannel) -> Iterator[Trouble]:
        """What is wrong, what matters most first."""
        if isinstance(channel, Modem):
            yield from self._modem(channel)
        else:
            yield from self._server(channel.name)
        yield from self._last_words(channel.name)
        if self.found is not None and not channel.capabilities.group:
            yield from self._unused(channel.name, self.found)
            if channel.name == "tencent":
                yield from _untold(self.found)
        if channel.name == "twilio" and self.patient.settings.base_url is None:
            yield (
                phrase(N_("Twilio is on, but no receipts can arrive")),
                phrase(N_("Set TAILINGS_BASE_URL to the address at which Twilio can call back.")),
            )

    def _modem(self, modem: Modem) -> Iterator[Trouble]:
        if runs(self.patient.settings.data.expanduser().absolute()):
            return
        how = asyncio.run(_asked(modem))
        if how.trouble:
            yield (
                phrase(N_("it does not answer: {trouble}"), trouble=how.trouble),
                phrase(N_("Look at its cable, its power and the port in the file of channels.")),
            )
        elif how.sim == "SIM PIN":
            yield (
                phrase(N_("the SIM waits for its PIN")),
                phrase(N_("Name the right PIN by pin_file; a wrong one is given once only.")),
            )
        elif how.sim != "READY":
            yield (
                phrase(N_("the SIM is not ready: {state}"), state=how.sim or "—"),
                phrase(N_("See that a SIM is in the modem; a locked one needs its PUK.")),
            )
        elif how.registered is not True:
            yield (
                phrase(N_("it is in no network")),
                phrase(N_("Move the modem or its aerial; ask the operator about the SIM.")),
            )
        elif how.weak:
            yield (
                phrase(N_("the signal is weak: {dbm} dBm"), dbm=how.signal_dbm),
                phrase(N_("Move the modem or its aerial to a window.")),
            )
        elif how.full:
            yield (
                phrase(N_("the SIM is full: no answer arrives")),
                phrase(N_("Start the program: it stores what lies there and deletes it.")),
            )

    def _server(self, name: str) -> Iterator[Trouble]:
        address = servers(self.patient.settings, self.found).get(name)
        if address is None:
            return
        host, port = address
        try:
            with socket.create_connection(address, timeout=REACH_S):
                return
        except OSError:
            yield (
                phrase(N_("{host}:{port} cannot be reached"), host=host, port=port),
                phrase(N_("Check the network, and the address in the file of channels.")),
            )

    def _last_words(self, name: str) -> Iterator[Trouble]:
        """What the other side said to the newest message that it got."""
        query = (
            select(col(AttemptRow.status), col(AttemptRow.error_code))
            .where(col(AttemptRow.channel) == name, col(AttemptRow.claimed_at).is_not(None))
            .order_by(col(AttemptRow.claimed_at).desc())
            .limit(1)
        )
        with self.database.read() as connection:
            last = connection.execute(query).one_or_none()
        if last is not None and last.status.startswith("failed") and last.error_code:
            yield (
                phrase(N_("the newest message failed: {why}"), why=reason(name, last.error_code)),
                phrase(N_("Look at {page} while the program runs."), page=PAGE),
            )

    def _unused(self, name: str, found: Configured) -> Iterator[Trouble]:
        if name not in found.profile.names:
            yield (
                phrase(N_("the profile {profile} does not use it"), profile=found.profile.profile),
                phrase(N_("Name it in a profile of the county's own.")),
            )


def _untold(found: Configured) -> Iterator[Trouble]:
    """What the gateway's templates cannot say."""
    gateway = found.file.tencent
    if gateway is None:
        return
    if gateway.notice is None and "text" not in gateway.default.fields:
        yield (
            phrase(N_("notices and corrections cannot go this way: no template takes them")),
            phrase(N_("Have a template with the field text approved, and name it as notice.")),
        )
    if gateway.selftest is None:
        yield (
            phrase(N_("it cannot be tested by a message: there is no template for tests")),
            phrase(N_("Have a template for tests approved, and name it as selftest.")),
        )
    if gateway.reply is None:
        yield (
            phrase(N_("who answers late or wrongly gets no words back: no template is for that")),
            phrase(N_("Have a template with the field text approved, and name it as reply.")),
        )


async def _asked(modem: Modem) -> Health:
    try:
        async with asyncio.timeout(MODEM_S):
            how = await modem.health()
            return replace(how, full=await modem.full()) if how.sim == "READY" else how
    finally:
        await modem.close()

"""``tailings notify``: whether alerts would arrive, before there is anything to tell."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

import click
from sqlalchemy import Connection, select
from sqlmodel import col

from app.channels import builder_of
from app.console import lang_of, print_json
from app.options import settings
from app.plans import open_plan
from app.storage import open_storage, open_to_read
from app.text_lengths import fields_of, line_of, text_lengths
from incident.plans import PlanShelf
from incident.tables import PlanInForceRow
from notify.gapwords import GapWords
from notify.reachability import gaps
from notify.selftest import SelfTestLetters, order
from notify.selftest_record import STATES, outcomes, pending
from notify.selftest_send import SelfTester
from registry.directory import Directory
from registry.load import load_county
from registry.store import store_county
from runtime.answering import runs
from runtime.clock import SystemClock
from runtime.database import Database
from runtime.folder import database_url_of
from runtime.ids import RandomIds
from runtime.language import N_, phrase, translate
from runtime.migrate import upgrade
from runtime.refusal import Refused
from runtime.vault import Vault

FOLDER = click.Path(path_type=Path)

CLEAR = N_("Everybody whom the plan tells can be told, and every step up leads to somebody.")
FOUND = N_("{count} gaps:")
SENT = N_("{count} tests:")

WAIT_S = 60
"""Real seconds; what is not handed over by then stands on the page of the ways later."""

COMMAND_LINE = "command-line"
"""Who asked, where nobody signed in."""


@click.group()
def notify() -> None:
    """消息能否送达 Whether messages would arrive."""


@notify.command()
@click.option("--plan", "name", help="预案编号或文件夹 Plan, by id or folder.")
@click.option("--county", type=FOLDER, help="登记数据文件夹 Folder of a county's registry.")
@click.option("--json", "as_json", is_flag=True, help="JSON.")
@click.option("--data", type=FOLDER, help="数据文件夹 Data folder (TAILINGS_DATA).")
@click.pass_context
def reach(
    context: click.Context,
    name: str | None,
    county: Path | None,
    as_json: bool,
    data: Path | None,
) -> None:
    """事前列出谁会联系不上、哪一步是空的 Everyone who would be unreachable, and every empty step.

    Follows the channels and the profile of this installation and the steps of the plan.
    Looks at the data folder, or with --county at a folder of files. Exit code 0: no gap; 1: gaps;
    2: bad input.

    \b
    JSON: {"plan", "at", "reachable": true if there is no gap, "gaps": [{
      "kind": nobody, no_address, no_channel, odd_number, stopped, village, no_village,
              no_own_words, one_way, no_call, no_deputy, step_empty, desk_empty or hand_off,
      "post", "person", "place": ids or null, "also": [other posts of the same village],
      "dams": [ids], "alerts": [ids],
      "steps": [{"escalation", "step": from 1}], "until": time or null,
      "zh", "en": the sentence, "remedy": {"zh", "en"}}]}
    """
    if data is not None:
        context.find_root().obj["data"] = data
    playbook = open_plan(context, name)
    clock = SystemClock()
    with _registry(context, county, clock) as (database, directory):
        ways = builder_of(settings(context), database, clock).routes()
        now = clock.now()
        with database.read() as connection:
            found = gaps(connection, playbook, directory, ways, now)
            words = GapWords.of(connection, playbook, directory, found)
    if as_json:
        print_json(
            {
                "plan": playbook.plan.document.id,
                "at": now.isoformat(),
                "reachable": not found,
                "gaps": [words.as_json(gap) for gap in found],
            }
        )
    else:
        lang = lang_of(context)
        head = phrase(FOUND, count=len(found)) if found else phrase(CLEAR)
        click.echo(head.say(lang))
        for gap in found:
            click.echo(f"- {words.what(gap).say(lang)} {words.remedy(gap).say(lang)}")
    context.exit(1 if found else 0)


@notify.command()
@click.option(
    "--force", is_flag=True, help="真实事故期间也测试 Even while a real incident is open."
)
@click.option("--data", type=FOLDER, help="数据文件夹 Data folder (TAILINGS_DATA).")
@click.pass_context
def selftest(context: click.Context, force: bool, data: Path | None) -> None:
    """测试每一条到期的联系方式 Send a test to every way that is due (TAILINGS_SELFTEST_DAYS).

    The messages name themselves as tests; nobody gets more than one a day; the result is kept.
    Beside a running program that program sends them; this waits a minute for what comes of it.
    Refused while a real incident is open. Exit code 0: all sent; 1: some failed; 2: refused.
    """
    if data is not None:
        context.find_root().obj["data"] = data
    clock, ids = SystemClock(), RandomIds()
    with open_storage(context) as storage:
        if storage.vault is None:
            raise _no_key()
        database, directory = storage.database, Directory(storage.database, storage.vault)
        ways = builder_of(settings(context), database, clock).routes()
        again = timedelta(days=settings(context).selftest_days)
        letters = SelfTestLetters(directory, storage.vault, ways, ids, again)
        shelf = PlanShelf(database)
        with database.read() as connection:
            digest = _digest_in_force(connection)
        run = order(database, shelf.get(digest), COMMAND_LINE, clock.now(), ids, force=force)
        if runs(settings(context).data.expanduser().absolute()):
            # The running program holds the modem: it takes the request from the database.
            _wait(database, run)
        else:
            asyncio.run(_send_all(SelfTester(database, letters, shelf.get, clock)))
        with database.read() as connection:
            counts = outcomes(connection, run)
    lang = lang_of(context)
    click.echo(phrase(SENT, count=sum(counts.values())).say(lang))
    for state, count in counts.items():
        click.echo(f"- {translate(STATES[state], lang)}: {count}")
    context.exit(1 if counts.keys() & {"failed", "unknown"} else 0)


@notify.command()
@click.option("--plan", "name", help="预案编号或文件夹 Plan, by id or folder.")
@click.option("--json", "as_json", is_flag=True, help="JSON.")
@click.pass_context
def texts(context: click.Context, name: str | None, as_json: bool) -> None:
    """每条预案短信最长有几条 How long each text of the plan becomes, by language and way.

    Filled with the longest words that are likely. After the name: which parts it has. 要素：
    who 对谁 what 何事 where 何地 do 做什么 by 何时前 sender 谁发的;
    ~ 已按规则精简 made shorter by rule.
    Exit code 0: all arrive whole, signed, and with the time that the plan knows; 1: some are cut,
    have more parts than the way takes or lack one of these; 2: bad input.

    \b
    JSON: {"plan", "texts": [{"alert", "lang", "channel", "parts", "limit": or null,
      "encoding": gsm7 or ucs2, "says": [parts], "timed": whether the plan knows a time,
      "shortened", "fits", "complete", "text"}]}
    """
    playbook = open_plan(context, name)
    found = text_lengths(playbook)
    if as_json:
        rows = [{**fields_of(one), "text": one.text} for one in found]
        print_json({"plan": playbook.plan.document.id, "texts": rows})
    else:
        for one in found:
            click.echo(line_of(one))
    context.exit(0 if all(one.fits and one.complete for one in found) else 1)


def _wait(database: Database, run: str) -> None:
    """Until the running program has handed over the tests of a run, a minute at most."""
    for _ in range(WAIT_S):
        with database.read() as connection:
            if not pending(connection, run):
                return
        time.sleep(1)


async def _send_all(tester: SelfTester) -> None:
    while await tester.step():
        pass


def _digest_in_force(connection: Connection) -> str:
    """The plan that the program put in force last. Raises Refused where it never ran."""
    newest = select(col(PlanInForceRow.digest)).order_by(col(PlanInForceRow.since).desc())
    found = connection.execute(newest.limit(1)).scalar()
    if found is None:
        allowed = phrase(N_("a data folder in which the program has run"))
        raise Refused("setting", field="TAILINGS_DATA", value=None, allowed=allowed)
    return str(found)


def _no_key() -> Refused:
    allowed = phrase(N_("the master key that this database was made with"))
    return Refused("setting", field="TAILINGS_MASTER_KEY", value=None, allowed=allowed)


@contextmanager
def _registry(
    context: click.Context, county: Path | None, clock: SystemClock
) -> Iterator[tuple[Database, Directory]]:
    """The registry of the data folder, or one made of a county's files for the time of looking."""
    if county is None:
        with open_to_read(context) as storage:
            if storage.vault is None:
                raise _no_key()
            yield storage.database, Directory(storage.database, storage.vault)
        return
    loaded = load_county(county)
    with TemporaryDirectory(prefix="tailings-") as folder:
        database = Database.open(database_url_of(Path(folder)))
        try:
            upgrade(database)
            vault = Vault(bytes(32), clock)
            with database.write() as connection:
                store_county(connection, vault, loaded, clock)
            yield database, Directory(database, vault)
        finally:
            database.close()

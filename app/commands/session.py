"""``tailings session``: where somebody is signed in, and the end of it when a phone was lost."""

from __future__ import annotations

import click

from app.console import lang_of
from app.storage import open_storage, open_to_read
from runtime.clock import SystemClock
from runtime.language import N_, phrase
from web.access import known
from web.sessions import end_all, running

LINE = N_("signed in {since}, ends {until}, {what}")
BROWSER = N_("a browser")
SCREEN = N_("a large screen")
NONE = N_("{person} is signed in nowhere.")
ENDED = N_("{person}: {sessions} sessions ended, {links} unused links are void.")
HOW = "seconds"


@click.group()
def session() -> None:
    """登录会话 Who is signed in, and the end of it."""


@session.command("list")
@click.argument("person")
@click.pass_context
def list_(context: click.Context, person: str) -> None:
    """某人在哪些设备上登录 Where a person is signed in."""
    lang = lang_of(context)
    with open_to_read(context) as storage, storage.database.read() as connection:
        known(connection, person)
        held = running(connection, person, SystemClock().now())
    for one in held:
        since, until = (at.isoformat(timespec=HOW) for at in (one.created_at, one.expires_at))
        what = phrase(SCREEN if one.wall else BROWSER)
        click.echo(phrase(LINE, since=since, until=until, what=what).say(lang))
    if not held:
        click.echo(phrase(NONE, person=person).say(lang))


@session.command()
@click.argument("person")
@click.option("--walls", is_flag=True, help="大屏也退出 Large screens too.")
@click.pass_context
def end(context: click.Context, person: str, walls: bool) -> None:
    """手机丢失时让某人处处退出 Sign a person out everywhere: a phone was lost."""
    with open_storage(context) as storage, storage.database.write() as connection:
        known(connection, person)
        now = SystemClock().now()
        ended = end_all(
            storage.database, connection, person, now, by="the command line", walls=walls
        )
    said = phrase(ENDED, person=person, sessions=ended.sessions, links=ended.links)
    click.echo(said.say(lang_of(context)))

"""``tailings token`` and ``tailings link``: access for programs and for people."""

from __future__ import annotations

import click

from app.console import lang_of
from app.options import settings
from app.storage import open_storage
from runtime.answering import address_of, spelled
from runtime.clock import SystemClock
from runtime.language import N_, phrase, translate
from runtime.refusal import Refused
from web.access import create_token, issue_link, revoke_tokens

NOBODY_ANSWERS = N_(
    "The program does not run on this data folder. The link opens once it has been started there, "
    "at this address, before the link expires."
)


@click.group()
def token() -> None:
    """程序访问令牌 Tokens for programs."""


@token.command()
@click.argument("name")
@click.option("--person", required=True, help="以谁的身份 The person it acts as.")
@click.pass_context
def create(context: click.Context, name: str, person: str) -> None:
    """新建令牌，只显示一次 Make a token; it is shown once."""
    with open_storage(context) as storage, storage.database.write() as connection:
        click.echo(create_token(connection, name, person, SystemClock().now()))


@token.command()
@click.argument("name")
@click.pass_context
def revoke(context: click.Context, name: str) -> None:
    """停用令牌 Revoke every token of this name."""
    with open_storage(context) as storage, storage.database.write() as connection:
        if not revoke_tokens(connection, name, SystemClock().now()):
            allowed = phrase(N_("the name of a token that is in use"))
            raise Refused("unknown_item", field="name", value=name, allowed=allowed)


@click.command()
@click.argument("person")
@click.option("--wall", is_flag=True, help="大屏专用，只能看大屏 For a large screen: walls only.")
@click.pass_context
def link(context: click.Context, person: str, wall: bool) -> None:
    """一次性登录链接 A one-time sign-in link for a person."""
    chosen = settings(context)
    with open_storage(context) as storage, storage.database.write() as connection:
        secret = issue_link(connection, person, SystemClock().now(), wall=wall)
    running = address_of(chosen.data.expanduser().absolute())
    base = chosen.base_url or running or spelled(chosen.host, chosen.port)
    click.echo(f"{base}/enter/{secret}")
    if running is None:
        click.echo(translate(NOBODY_ANSWERS, lang_of(context)), err=True)

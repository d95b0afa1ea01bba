"""``tailings serve``: pages, live board, API and alert engine in one process."""

from __future__ import annotations

import asyncio
import errno
import gc
import signal
import socket

import click
import uvicorn

from app.called import called
from app.compose import Program, compose
from app.console import show
from app.engine import Engine
from app.options import settings
from app.plans_in_force import STAYS
from app.prompt import PromptProtocol, make_room
from app.watchdog import WatchdogThread
from app.web import services_of
from runtime.answering import Answering, in_the_network, openable, spelled
from runtime.language import LANGS, N_, Lang, phrase, translate
from runtime.refusal import Refused
from web.access import issue_link
from web.app import create_app
from web.hub.frames import FrameProtocol
from web.hub.protocol import MESSAGE_LIMIT

READY = N_("Ready at {address} — sign in once with this link (it expires):")
FOLDER = N_("Data folder: {folder}")
PERSON = N_("PERSON")
STOP = N_("Stop with Ctrl-C. A link for somebody else, from another terminal: {command}")

OTHERS = N_("Others in this network open: {address}")
NOWHERE = N_("this computer's own address, port {port}; it is in no network now")


@click.command()
@click.option("--host", help="监听地址 Address to listen on (TAILINGS_HOST).")
@click.option("--port", type=int, help="端口 Port (TAILINGS_PORT, 8000).")
@click.option("--as", "person", help="登录链接给谁 Person that the sign-in link is for.")
@click.pass_context
def serve(context: click.Context, host: str | None, port: int | None, person: str | None) -> None:
    """启动系统 Start the system."""
    chosen = settings(context, host=host, port=port)
    listener = _listen(chosen.host, chosen.port)
    # Whatever ends the program lets every ``finally`` run: a provider's answer is still written.
    signal.signal(signal.SIGTERM, _end)
    program = compose(chosen)
    try:
        for warning in program.warnings:
            show(warning)
            for lang in LANGS:
                click.echo(translate(STAYS, lang), err=True)
        _greet(program, person, listener.getsockname()[1])
        asyncio.run(_serve(program, listener))
    finally:
        program.close()


def _end(signum: int, frame: object) -> None:
    raise SystemExit(0)


def _listen(host: str, port: int) -> socket.socket:
    """The listening socket, opened before anything else so that a taken port changes nothing."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listener = socket.socket(family, socket.SOCK_STREAM)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((host, port))
        listener.listen(1024)
    except socket.gaierror:
        listener.close()
        allowed = phrase(N_("an address to listen on, such as 127.0.0.1"))
        raise Refused("setting", field="TAILINGS_HOST", value=host, allowed=allowed) from None
    except OSError as error:
        listener.close()
        if error.errno not in (errno.EADDRINUSE, errno.EACCES, errno.EADDRNOTAVAIL):
            raise
        raise Refused(
            "port_taken",
            field="--port",
            value=f"{host}:{port}",
            allowed=phrase(
                N_("another port, such as --port {port}"),
                port=port + 1 if port < 65535 else port - 1,
            ),
        ) from None
    return listener


def _greet(program: Program, person: str | None, port: int) -> None:
    lang: Lang = program.settings.lang
    host = openable(program.settings.host)
    address = program.settings.base_url or spelled(host, port)
    with program.database.write() as connection:
        who = person or _on_duty(program)
        secret = issue_link(connection, who, program.clock.now())
    program.folder.answers_at(Answering(address, program.settings.host, port))
    lines = (
        translate(FOLDER, lang).format(folder=program.folder.path),
        translate(READY, lang).format(address=address),
        f"  {address}/enter/{secret}",
        translate(STOP, lang).format(
            command=called("link", translate(PERSON, lang), data=program.folder.path)
        ),
    )
    for line in lines:
        click.echo(line)
    if host != program.settings.host and program.settings.base_url is None:
        here = in_the_network()
        told = spelled(here, port) if here else translate(NOWHERE, lang).format(port=port)
        click.echo(translate(OTHERS, lang).format(address=told))


def _on_duty(program: Program) -> str:
    """Who keeps the record today: the first recorder of a plan in force who has a holder."""
    for playbook in program.shelf.in_force():
        county = playbook.plan.document.jurisdiction.id
        with program.database.read() as connection:
            for post in playbook.plan.recording.posts:
                held = program.directory.holders(
                    connection, county, "real", post, program.clock.now()
                )
                if held:
                    return held[0].person_id
    raise Refused(
        "no_holder",
        field="duty",
        value=None,
        allowed=phrase(N_("enter a duty officer in the registry, or name somebody with --as")),
    )


async def _serve(program: Program, listener: socket.socket) -> None:
    make_room()
    engine = Engine(program)
    config = uvicorn.Config(
        create_app(services_of(program)),
        log_level="warning",
        http=PromptProtocol,
        ws=FrameProtocol,
        ws_max_size=MESSAGE_LIMIT * 4,
        ws_per_message_deflate=False,
        server_header=False,
        forwarded_allow_ips=program.settings.proxy,
        timeout_graceful_shutdown=3,
    )
    engine.start()
    heart = program.alerts.heart
    watchdog = WatchdogThread(heart, program.database.hints) if heart is not None else None
    if watchdog is not None:
        watchdog.start()
    # What lives as long as the program is not looked through again at every full collection, which
    # would stop thousands of boards for a moment.
    gc.collect()
    gc.freeze()
    try:
        await uvicorn.Server(config).serve(sockets=[listener])
    finally:
        if watchdog is not None:
            watchdog.stop()
        engine.stop()

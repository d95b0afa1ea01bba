"""``tailings files``: what people sent to incidents, and room for more."""

from __future__ import annotations

from collections.abc import Sequence

import click

from app.console import lang_of, print_json
from app.options import settings
from app.storage import Storage, open_storage, open_to_read
from incident.materials.sweep import Unnamed, unnamed
from incident.materials.sweep import sweep as remove
from runtime.clock import SystemClock
from runtime.ids import RandomIds
from runtime.language import N_, Lang, phrase
from runtime.refusal import Refused
from runtime.vault import Vault

REMOVED = N_("{count} files that nothing names and older than {days} days were removed, {kb} kB.")
WOULD_BE = N_(
    "{count} files that nothing names and older than {days} days, {kb} kB; nothing was removed."
)
ONE = N_("{id}: {kb} kB, of {time}, incident {incident}")


@click.group()
def files() -> None:
    """照片、录音等文件 Photographs, recordings and other files of incidents."""


@files.command()
@click.option("--dry-run", is_flag=True, help="只列出，不清除 Only list them.")
@click.option("--json", "as_json", is_flag=True, help="JSON.")
@click.pass_context
def sweep(context: click.Context, dry_run: bool, as_json: bool) -> None:
    """清除没有任何记录引用的旧文件 Remove old files that nothing names (TAILINGS_FILES_DAYS)."""
    days, now = settings(context).files_days, SystemClock().now()
    if dry_run:
        with open_to_read(context) as storage, storage.database.read() as connection:
            found = unnamed(connection, _vault(storage), now, days)
    else:
        with open_storage(context) as storage:
            found = remove(storage.database, _vault(storage), RandomIds(), now, days)
    if as_json:
        _as_json(found, days, dry_run=dry_run)
    else:
        _as_text(lang_of(context), found, days, dry_run=dry_run)


def _vault(storage: Storage) -> Vault:
    if storage.vault is None:
        allowed = phrase(N_("the master key that this database was made with"))
        raise Refused("setting", field="TAILINGS_MASTER_KEY", value=None, allowed=allowed)
    return storage.vault


def _as_json(found: Sequence[Unnamed], days: int, *, dry_run: bool) -> None:
    listed = [
        {
            "id": file.id,
            "incident": file.incident,
            "mode": file.mode,
            "bytes": file.size,
            "arrived_at": file.arrived_at.isoformat(),
        }
        for file in found
    ]
    size = sum(file.size for file in found)
    head = {"removed": not dry_run, "days": days, "count": len(found), "bytes": size}
    print_json({**head, "files": listed})


def _as_text(lang: Lang, found: Sequence[Unnamed], days: int, *, dry_run: bool) -> None:
    for file in found:
        at = file.arrived_at.isoformat(timespec="minutes")
        told = {"id": file.id, "kb": _kb(file.size), "time": at, "incident": file.incident}
        click.echo(phrase(ONE, **told).say(lang))
    kb = _kb(sum(file.size for file in found))
    words = phrase(WOULD_BE if dry_run else REMOVED, count=len(found), days=days, kb=kb)
    click.echo(words.say(lang))


def _kb(size: int) -> int:
    """Begun kilobytes."""
    return -(-size // 1024)

"""The duty desk and the overview in parts that are patched one by one, as a board is.

Each incident and each entry is a part of its own, so that nothing else on the page moves its
focus when one of them changes. Parts of a list are named ``list/sort``.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

from runtime.language import Lang
from web.duty.county import Overview
from web.duty.entries import Line
from web.duty.forms import NAMES
from web.duty.running import Running
from web.duty.view import DutyDesk
from web.paper import render, speaker


def overview_parts(seen: Overview, lang: Lang) -> Mapping[str, str]:
    """The overview of incidents, by key."""
    return dict(_overview(seen, lang))


def desk_parts(desk: DutyDesk, lang: Lang) -> Mapping[str, str]:
    """The duty desk, by key."""
    return dict(_desk(desk, lang))


def _overview(seen: Overview, lang: Lang) -> Iterator[tuple[str, str]]:
    _ = speaker(lang)
    several = len({c.id for c in seen.counties}) > 1
    cards = seen.real or seen.exercises
    yield (
        "counts",
        render(
            "county/counts.html", lang, seen.zone, seen.now, seen=seen,
            late=sum(r.overdue for r in seen.real or cards),
            unreached=sum(r.unreached for r in seen.real or cards),
        ),
    )  # fmt: skip
    yield "alarms", render("county/alarms.html", lang, seen.zone, seen.now, ringing=seen.ringing)
    for county in seen.counties:
        yield f"none-{county.id}", "" if county.open else _empty(_("No incident is open."))
        for r in county.open:
            yield f"open-{county.id}/{_sort(r)}", _card(r, lang, seen.now)
    yield "no-exercise", "" if seen.exercises else _empty(_("No exercise is running."))
    for r in seen.exercises:
        yield f"exercise/{_sort(r)}", _card(r, lang, seen.now, several=several)
    yield "over-count", str(len(seen.over))
    for row in seen.over:
        key = f"over/{row['opened_at']:%Y%m%d%H%M%S}-{row['id']}"
        yield key, render("county/over.html", lang, row["zone"], seen.now, r=row, several=several)


def _desk(desk: DutyDesk, lang: Lang) -> Iterator[tuple[str, str]]:
    _ = speaker(lang)

    def made(name: str) -> str:
        return render(f"county/{name}.html", lang, desk.zone, desk.now, desk=desk)

    yield "counts", made("desk-counts")
    yield "alarms", render("county/alarms.html", lang, desk.zone, desk.now, ringing=desk.ringing)
    yield "notes", made("notes")
    yield "no-running", "" if desk.running else _empty(_("No incident is open."))
    several = len({r.county for r in desk.running}) > 1
    for r in desk.running:
        yield f"running/{_sort(r)}", _card(r, lang, desk.now, several=several)
    yield "today", made("today")
    nothing = _("Nothing has come in yet.")
    if desk.rights.keeps:
        nothing += " " + _(
            "What comes by telephone or on paper is entered here; one press then makes it an "
            "incident."
        )
    yield from _lines("register", desk.register, nothing, desk, lang)
    nothing = _("The desk has written nothing down yet.")
    yield from _lines("diary", desk.diary, nothing, desk, lang)
    yield "drills", made("drills")


def _lines(
    name: str, lines: tuple[Line, ...], nothing: str, desk: DutyDesk, lang: Lang
) -> Iterator[tuple[str, str]]:
    yield f"no-{name}", "" if lines else _empty(nothing)
    for n, line in enumerate(lines):
        given = {"line": line, "first": n == 0, "desk": desk, "names": NAMES}
        key = f"{name}/{line.entry.seq:09}"
        yield key, render("county/entry.html", lang, desk.zone, desk.now, **given)


def _card(r: Running, lang: Lang, now: datetime, *, several: bool = False) -> str:
    given: dict[str, Any] = {"r": r, "several": several}
    return render("county/card.html", lang, r.zone, now, **given)


def _empty(words: str) -> str:
    """A catalogue's own sentence; nothing in it was typed by anybody."""
    return f'<p class="empty">{words}</p>'


def _sort(r: Running) -> str:
    return f"{r.learned_at:%Y%m%d%H%M%S}-{r.id}"

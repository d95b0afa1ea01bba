"""The step between writing a message and sending it: everybody by name, the way to each, the exact
text, what it costs, and what in the words should be looked at again.

What is sent from here carries the digest of the audience that was shown. Whoever came to a post
or left it meanwhile makes another one, and the message is not sent before somebody has looked.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from incident.commands import SendNotice
from incident.words import word
from notify import channelwords
from notify.cautions import Caution, cautions
from notify.preview.message import CODE
from notify.preview.shown import Told
from registry.places import villages
from runtime.language import N_
from runtime.refusal import Refused
from web.board.view import Board
from web.errors import sentence
from web.notices.looked import Looked, looked
from web.paper import render
from web.reader import Reader
from web.requests import Form
from web.services import Services

CAUTIONS: Mapping[Caution, str] = MappingProxyType(
    {
        "telephone": N_("The text holds a telephone number. It stays on the telephone of everybody"
                        " who is told."),
        "identity": N_("The text holds what looks like the number of an identity card."),
        "people": N_("The text holds a figure of people. Figures belong into the claims, where"
                     " sources are compared; what was sent cannot be put right on a telephone."),
    }
)  # fmt: skip
CHANGE = "_change"
"""The field of the button that leads back to the form."""
AGAIN = frozenset({"audience", CHANGE})
"""What the page sets itself; the rest of the form is handed on as it was typed."""


@dataclass(frozen=True, slots=True)
class Row:
    """One person as the page shows them."""

    name: str
    posts: tuple[str, ...]
    told: Told


def preview_page(
    services: Services,
    who: Reader,
    seen: Board,
    command: SendNotice,
    form: Form,
    refused: Refused | None = None,
    *,
    bare: bool = False,
) -> str:
    """The page, or the form alone. Raises Refused where the desk would refuse the command, so
    nobody sees names who may not send."""
    lang = seen.audience.lang
    with services.database.read() as connection:
        look = looked(services, connection, who, seen.incident, seen.playbook, command, seen.now)
        places = villages(connection, seen.incident.opened.jurisdiction)
    found, rows = look.found, _rows(look, seen)
    return render(
        "notice.html",
        lang,
        seen.zone,
        reader=who,
        bare=bare,
        board=seen,
        found=found,
        rows=rows,
        samples=_samples(rows),
        outside=[row.name for row in rows if row.told in found.outside],
        unpriced=[channelwords.title(name).say(lang) for name in found.unpriced],
        joined=[row.name for row in rows if row.told.joined],
        vacant=[seen.post(post) for post in found.vacant],
        villages=[
            f"{places[v].say(lang) if v in places else v} · {seen.post(p)}"
            for p, v in found.villages
        ],
        urgency=word(command.urgency, "urgency").say(lang),
        cautions=[CAUTIONS[kind] for kind in cautions(command.words)],
        channel=lambda name: channelwords.title(name).say(lang),
        code=CODE,
        audience=look.audience,
        carried=[(n, v) for n, answers in form.items() if n not in AGAIN for v in answers],
        said=refused and sentence(refused, lang, command.wire()),
    )


def _rows(look: Looked, seen: Board) -> tuple[Row, ...]:
    return tuple(
        Row(look.names.get(t.person) or t.person, tuple(seen.post(p) for p in t.posts), t)
        for t in look.people
    )


def _samples(rows: tuple[Row, ...]) -> tuple[Row, ...]:
    """For each language and way the longest text; the others differ in the posts of their
    reader, and in what is joined to it."""
    longest: dict[tuple[str, str], Row] = {}
    for row in sorted(rows, key=lambda row: -len(row.told.text)):
        if row.told.channel is not None:
            longest.setdefault((row.told.lang, row.told.channel), row)
    return tuple(longest.values())

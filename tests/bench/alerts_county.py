"""The program with a county of so many people to tell, and a provider that takes their messages."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from app.compose import Program, compose
from registry.load import SAMPLE, load_county
from registry.schema import Contact, County, Holding, Person
from registry.store import store_county
from runtime.settings import Settings

SECRET = "a shared secret of a measurement"
PROFILE = "profile: measured\nkinds:\n  mobile: [webhook]\n"
CHANNELS = "profile: measured.yaml\nwebhook:\n  url: {url}\n  secret_file: secret\n"


@contextmanager
def program(folder: Path, url: str, county: County) -> Iterator[Program]:
    """The real composition on SQLite in real time; messages go to ``url``."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "measured.yaml").write_text(PROFILE, encoding="utf-8")
    (folder / "secret").write_text(SECRET, encoding="utf-8")
    (folder / "secret").chmod(0o600)
    (folder / "channels.yaml").write_text(CHANNELS.format(url=url), encoding="utf-8")
    made = compose(Settings(data=folder / "data", channels=folder / "channels.yaml"))
    try:
        with made.database.write() as connection:
            store_county(connection, made.vault, county, made.clock)
        yield made
    finally:
        made.close()


def county(post: str, people: int, scope: str | None = None) -> County:
    """The county that comes with the program, where everybody has a telephone, and so many people
    more hold ``post`` (in ``scope``)."""
    sample = load_county(SAMPLE)
    real = sample.real
    names = [f"{sample.jurisdiction}-told-{n:05d}" for n in range(people)]
    more = [Person(id=name, name="受话人") for name in names]
    source = real.holdings[0].source
    held = (Holding(post=post, person=name, scope=scope, source=source) for name in names)
    roster = real.model_copy(
        update={
            "people": tuple(_with_telephone(person) for person in (*real.people, *more)),
            "holdings": (*real.holdings, *held),
        }
    )
    return sample.model_copy(update={"real": roster})


def _with_telephone(person: Person) -> Person:
    # A name at the gateway: no number that could belong to somebody.
    contact = Contact.model_construct(kind="mobile", address=f"receiver-{person.id}")
    return person.model_copy(update={"contacts": (contact,)})

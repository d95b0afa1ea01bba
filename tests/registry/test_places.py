"""What villages and townships are called."""

from __future__ import annotations

from collections.abc import Callable

from sqlalchemy import Connection

from registry.load import SAMPLE, load_county
from registry.places import Named, townships, villages
from registry.schema import County
from registry.store import Changes


def test_names_in_both_languages(
    connection: Connection, store: Callable[[County], Changes]
) -> None:
    store(load_county(SAMPLE))
    found = townships(connection, "wutai")
    assert found == {"wutai-township-demo": Named("青石沟乡（演示）", "Qingshigou Township (demo)")}
    hewan = villages(connection, "wutai")["wutai-village-demo-2"]
    assert (hewan.say("zh"), hewan.say("en")) == ("河湾村（演示）", "Hewan Village (demo)")
    assert villages(connection, "elsewhere") == {}

"""Style sheets, scripts and icons: their addresses hold their content's hash, and only such an
address is kept for good."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable

from starlette.testclient import TestClient

from tests.web.conftest import House
from tests.web.test_sights_of_pages import got

Report = Callable[[TestClient], str]
TAGS = re.compile(r"<(?:link|script|img|source|audio)\b[^>]*?(?:href|src)=\"([^\"]+)\"")
IMPORTED = re.compile(r"(?:from|import)\s*\(?[\"'](\.?/[^\"']+)")
LINKED = re.compile(r"url\(\s*[\"']?([^\"')]+)")
HASHED = re.compile(r"/static/([a-z0-9-]+)\.([0-9a-f]{12})(\.[a-z]+)")
OF_THE_PAGE = {"/icon.svg", "/manifest.webmanifest"}
"""Drawn or written by the program at each asking."""
KEPT = "public, max-age=31536000, immutable"


def asked_for(house: House, path: str) -> dict[str, str]:
    """Every asset of every page that opens without more than an incident, by a page that asks."""
    desk, stranger = house.signed_in(), house.client()
    incident = path.rsplit("/", 1)[1]
    found: dict[str, str] = {}
    for client in (desk, stranger):
        for page in got(house):
            address = page.replace("{incident}", incident)
            if "{" in address:
                continue
            answer = client.get(address)
            if answer.headers.get("content-type", "").startswith("text/html"):
                found |= dict.fromkeys(TAGS.findall(answer.text), address)
    return found


def test_every_asset_on_every_page_is_named_by_its_content_and_kept_for_good(
    house: House, reported: Report
) -> None:
    client = house.client()
    found = asked_for(house, reported(house.signed_in()))
    checked, names = set[str](), set[str]()
    waiting = list(found)
    while waiting:
        address = waiting.pop()
        if address in checked or address in OF_THE_PAGE or address.startswith("data:"):
            continue
        checked.add(address)
        named = HASHED.fullmatch(address)
        assert named, f"{address} on {found.get(address)}"
        names.add(named[1] + named[3])
        answer = client.get(address)
        assert answer.status_code == 200, address
        assert answer.headers["cache-control"] == KEPT
        assert hashlib.sha256(answer.content).hexdigest().startswith(named[2]), address
        inner = LINKED if named[3] == ".css" else IMPORTED
        more = inner.findall(answer.text) if named[3] in (".css", ".js") else []
        waiting += [m.replace("./", "/static/", 1) if m.startswith("./") else m for m in more]
    assert {"board.js", "wall.css", "phone.js", "silence.js", "calls.js"} <= names


def test_a_wrong_hash_or_none_is_not_found_and_not_kept(house: House, reported: Report) -> None:
    client = house.client()
    for address in asked_for(house, reported(house.signed_in())):
        if named := HASHED.fullmatch(address):
            stem, digest, kind = named.groups()
            other = digest[:-1] + ("0" if digest[-1] != "0" else "1")
            for wrong in (f"{stem}.{other}{kind}", f"{stem}{kind}", f"{stem}.{digest[:6]}{kind}"):
                answer = client.get(f"/static/{wrong}")
                assert answer.status_code == 404, wrong
                assert "immutable" not in answer.headers["cache-control"], wrong
                assert "max-age" not in answer.headers["cache-control"], wrong

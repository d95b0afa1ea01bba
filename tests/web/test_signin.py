"""Who comes in, and what another site cannot do."""

from __future__ import annotations

from datetime import timedelta

import pytest

from runtime.refusal import Refused
from tests.web.conftest import COMMANDER, OFFICER, PLAYER, House
from web.access import LINK_LASTS, SESSION_LASTS, issue_link, of_session, use_link
from web.sessions import end_all


def test_nobody_sees_a_page_without_signing_in(house: House) -> None:
    client = house.client()
    for path in ("/", "/plan", "/phones", "/report", "/incidents/inc-1"):
        answer = client.get(path, follow_redirects=False)
        assert (answer.status_code, answer.headers["location"]) == (303, "/sign-in")


def test_looking_at_a_link_does_not_use_it_and_pressing_uses_it_once(house: House) -> None:
    client, token = house.client(), house.link(OFFICER)
    assert client.get(f"/enter/{token}").status_code == 200
    entered = client.post(f"/enter/{token}", follow_redirects=False)
    cookie = entered.headers["set-cookie"].lower()
    assert "httponly" in cookie
    assert "samesite=strict" in cookie
    assert "青石沟" not in client.get("/").text
    again = house.client().post(f"/enter/{token}", follow_redirects=False)
    assert again.status_code == 403


def test_a_link_and_a_session_expire(house: House) -> None:
    token = house.link(OFFICER)
    client = house.signed_in()
    house.clock.forward(LINK_LASTS)
    assert house.client().post(f"/enter/{token}").status_code == 403
    house.clock.forward(SESSION_LASTS - LINK_LASTS - timedelta(seconds=1))
    assert client.get("/", follow_redirects=False).status_code == 200
    house.clock.forward(timedelta(seconds=1))
    assert client.get("/", follow_redirects=False).status_code == 303


def test_signing_out_ends_the_session_everywhere(house: House) -> None:
    client = house.signed_in()
    kept = dict(client.cookies)
    client.post("/leave")
    thief = house.client()
    thief.cookies.update(kept)
    assert thief.get("/", follow_redirects=False).status_code == 303


def test_who_takes_over_a_browser_ends_the_session_that_was_there(house: House) -> None:
    """At the change of shifts the next officer opens their own link on the same computer."""
    client = house.signed_in()
    kept = dict(client.cookies)
    used = house.link(OFFICER)
    assert house.client().post(f"/enter/{used}", follow_redirects=False).status_code == 303
    assert client.post(f"/enter/{used}", follow_redirects=False).status_code == 403
    assert client.get("/", follow_redirects=False).status_code == 200, "a used link ends nothing"
    entered = client.post(f"/enter/{house.link(COMMANDER)}", follow_redirects=False)
    assert entered.status_code == 303
    assert client.get("/", follow_redirects=False).status_code == 200
    before = house.client()
    before.cookies.update(kept)
    assert before.get("/", follow_redirects=False).status_code == 303


def test_a_request_from_another_site_or_from_nowhere_changes_nothing(house: House) -> None:
    client = house.signed_in()
    for origin in ("http://elsewhere.example", "null", None):
        client.headers.pop("origin", None)
        headers = {"origin": origin} if origin else {}
        answer = client.post("/report", data={"place": "x", "what": "y"}, headers=headers)
        assert answer.status_code == 403, origin
    assert "inc-" not in client.get("/").text


def test_every_answer_carries_the_security_headers(house: House) -> None:
    client = house.signed_in()
    for path in ("/", "/sign-in", "/nowhere", "/api/v1/incidents"):
        headers = client.get(path).headers
        assert "frame-ancestors 'none'" in headers["content-security-policy"]
        assert "unsafe-inline" not in headers["content-security-policy"]
        assert headers["x-content-type-options"] == "nosniff"


def test_who_lost_a_phone_signs_it_out_from_another_browser(house: House) -> None:
    lost, unused = house.signed_in(), house.link(OFFICER)
    somebody = house.signed_in(COMMANDER)
    here = house.signed_in()
    page = here.get("/sessions").text
    assert page.count("其他设备</td>") == 1
    assert page.count("<b>本机</b>") == 1
    assert '<a href="/sessions"' in here.get("/").text
    assert here.post("/sessions/end", follow_redirects=False).status_code == 303
    assert lost.get("/", follow_redirects=False).status_code == 303
    assert lost.post("/sessions/end", follow_redirects=False).headers["location"] == "/sign-in"
    assert house.client().post(f"/enter/{unused}").status_code == 403, "its links are void too"
    assert here.get("/sessions").text.count("其他设备</td>") == 0
    assert somebody.get("/", follow_redirects=False).status_code == 200


def test_the_desk_signs_out_who_reports_a_lost_phone(house: House) -> None:
    """In two steps, from the list to a page that names them and how many browsers it is."""
    lost, unused, desk = house.signed_in(COMMANDER), house.link(COMMANDER), house.signed_in()
    assert f'href="/sessions/of/{COMMANDER}"' in desk.get("/sessions").text
    page = desk.get(f"/sessions/of/{COMMANDER}").text
    assert "1台设备登录" in page
    ended = desk.post(f"/sessions/of/{COMMANDER}/end", follow_redirects=False)
    assert ended.headers["location"] == f"/sessions/of/{COMMANDER}"
    assert lost.get("/", follow_redirects=False).headers["location"] == "/sign-in"
    assert house.client().post(f"/enter/{unused}").status_code == 403
    assert "没有在任何设备登录" in desk.get(f"/sessions/of/{COMMANDER}").text
    assert desk.get("/", follow_redirects=False).status_code == 200, "the desk's own stays"


def test_nobody_but_the_desk_signs_others_out_and_nobody_of_elsewhere(house: House) -> None:
    officer, commander = house.signed_in(), house.signed_in(COMMANDER)
    assert "/sessions/of/" not in commander.get("/sessions").text
    for method in ("get", "post"):
        path = f"/sessions/of/{OFFICER}" + ("/end" if method == "post" else "")
        assert getattr(commander, method)(path).status_code == 403
    assert officer.get("/", follow_redirects=False).status_code == 200
    for nobody in (PLAYER, "no-such-person"):
        assert officer.post(f"/sessions/of/{nobody}/end").status_code == 404


def test_a_large_screen_stays_in_unless_it_is_meant(house: House) -> None:
    services, now = house.services, house.clock.now()
    with services.database.write() as connection:
        wall = use_link(connection, issue_link(connection, OFFICER, now, wall=True), now)
        link = issue_link(connection, OFFICER, now, wall=True)
        ended = end_all(services.database, connection, OFFICER, now, by="test")
        assert (ended.sessions, ended.links) == (0, 0)
        assert of_session(connection, wall, now) is not None
        ended = end_all(services.database, connection, OFFICER, now, by="test", walls=True)
        assert (ended.sessions, ended.links) == (1, 1)
        assert of_session(connection, wall, now) is None
        with pytest.raises(Refused):
            use_link(connection, link, now)

"""The API: the same commands, one shape for every no."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor, wait
from pathlib import Path
from typing import Any

import pytest

from incident.commands import COMMANDS
from tests.full_disk import full_disk
from tests.web.conftest import OFFICER, House
from web.access import create_token, revoke_tokens
from web.incidents import OFFERED
from web.requests import command_id

REPORT = {"place": "青石沟", "what": "溃坝"}
GROUP = "wutai-health-head"
PLACE = "wutai-village-contact-demo"
SHAPE = {"code", "field", "value", "allowed", "message"}


def test_without_a_token_nothing_is_told(house: House) -> None:
    answer = house.client().get("/api/v1/incidents")
    assert answer.status_code == 401
    assert answer.json()["code"] == "sign_in"


@pytest.mark.parametrize(
    ("sent", "shown"),
    [
        (None, "—"),
        ("Bearer", "—"),
        ("Bearer revoked", "Bearer …"),
        ("Basic b2ZmaWNlcjpzZWNyZXQ=", "Basic …"),
        ("not-a-kind", "—"),
    ],
)
def test_a_program_without_a_token_in_use_is_told_how_to_make_and_send_one(
    house: House, sent: str | None, shown: str
) -> None:
    if sent == "Bearer revoked":
        with house.services.database.write() as connection:
            sent = f"Bearer {create_token(connection, 'old', OFFICER, house.clock.now())}"
            revoke_tokens(connection, "old", house.clock.now())
    answer = house.client().get(
        "/api/v1/incidents", headers={} if sent is None else {"authorization": sent}
    )
    assert (answer.status_code, answer.headers["www-authenticate"]) == (401, "Bearer")
    told = answer.json()
    assert (told["code"], told["field"], told["value"]) == ("sign_in", "Authorization", shown)
    for lang in ("zh", "en"):
        for words in ("Authorization: Bearer", "tailings token create"):
            assert words in told["allowed"][lang]
            assert words in told["message"][lang]
    assert "程序令牌" in told["message"]["zh"]
    assert "登录链接" not in told["message"]["zh"]
    assert "link" not in told["message"]["en"]


def test_a_browser_is_still_told_of_the_sign_in_link(house: House) -> None:
    answer = house.client().get("/incidents", headers={"accept": "application/json"})
    assert (answer.status_code, answer.json()["field"]) == (401, "session")
    assert "登录链接" in answer.json()["message"]["zh"]


def test_report_command_and_log(house: House) -> None:
    program = house.program()
    made = program.post("/api/v1/incidents", json=REPORT)
    assert made.status_code == 201
    path = f"/api/v1/incidents/{made.json()['incident']}"
    noted = program.post(f"{path}/commands/AddNote", json={"note": "记录"})
    assert [e["type"] for e in noted.json()["entries"]] == ["NoteAdded"]
    seq = noted.json()["seq"]
    log = program.get(f"{path}/log", params={"after": seq - 1}).json()
    assert [e["seq"] for e in log["entries"]] == [seq]
    assert "记录" not in str(log["entries"]), "an entry refers to the words"
    assert [t["text"] for t in log["texts"].values()] == ["记录"]
    assert program.get(path).json()["stage"] == "reported"


def test_the_same_key_does_it_once(house: House) -> None:
    program, key = house.program(), {"Idempotency-Key": "one"}
    first = program.post("/api/v1/incidents", json=REPORT, headers=key)
    second = program.post("/api/v1/incidents", json=REPORT, headers=key)
    assert (first.status_code, second.status_code) == (201, 200)
    assert first.json()["incident"] == second.json()["incident"]
    path = f"/api/v1/incidents/{first.json()['incident']}/commands/AddNote"
    assert program.post(path, json={"note": "x"}, headers=key).json()["repeated"] is False
    assert program.post(path, json={"note": "x"}, headers=key).json()["repeated"] is True


def test_something_else_under_the_same_key_is_refused_and_says_what_to_do(house: House) -> None:
    program, key = house.program(), {"Idempotency-Key": "one"}
    first = program.post("/api/v1/incidents", json=REPORT, headers=key).json()["incident"]
    path = f"/api/v1/incidents/{first}/commands/AddNote"
    program.post(path, json={"note": "x"}, headers=key)
    other = {**REPORT, "what": "something else"}
    for place, body in (("/api/v1/incidents", other), (path, {"note": "y"})):
        answer = program.post(place, json=body, headers=key)
        assert (answer.status_code, answer.json()["code"]) == (409, "duplicate")
        assert "new key" in answer.json()["allowed"]["en"]
        assert program.post(place, json=body, headers={"Idempotency-Key": "2"}).is_success


def test_the_same_key_for_another_command_or_incident_is_another_command(house: House) -> None:
    """A program that numbers what it sends anew for each incident gets no old receipt."""
    program, key = house.program(), {"Idempotency-Key": "one"}

    def sent(path: str, body: dict[str, Any]) -> tuple[bool, int]:
        told = program.post(path, json=body, headers=key).json()
        return told["repeated"], told["entries"][0]["seq"]

    reported = [program.post("/api/v1/incidents", json=REPORT).json()["incident"] for _ in "ab"]
    one, two = (f"/api/v1/incidents/{incident}/commands" for incident in reported)
    claim = {"measure": "missing", "value": 3, "source": "operator"}
    repeated, seq = sent(f"{one}/AddNote", {"note": "x"})
    assert not repeated
    assert sent(f"{one}/RecordClaim", claim) == (False, seq + 1)
    assert not sent(f"{two}/AddNote", {"note": "x"})[0]
    assert sent(f"{one}/AddNote", {"note": "x"}) == (True, seq)
    page = (Path(__file__).parents[2] / "docs/reference/api.md").read_text(encoding="utf-8")
    assert "in another incident is another command" in page


@pytest.mark.parametrize(
    ("content", "status", "code", "field"),
    [
        ({}, 422, "missing", "place"),
        ({**REPORT, "actor": "x"}, 422, "unknown_field", "actor"),
        ({**REPORT, "what": "x" * 4001}, 413, "too_long", "what"),
        ({**REPORT, "occurred_at": "02:19"}, 422, "invalid", "occurred_at"),
        ({**REPORT, "occurred_at": "2026-05-17T02:19:00"}, 422, "invalid", "occurred_at"),
        ({**REPORT, "occurred_at": "0001-01-01T00:00:00+14:00"}, 422, "invalid", "occurred_at"),
        ({**REPORT, "occurred_at": "1999-12-31T00:00:00Z"}, 422, "invalid", "occurred_at"),
        ({**REPORT, "learned_at": "9999-12-31T23:59:59Z"}, 422, "future_time", "learned_at"),
        ({**REPORT, "place": " \u200b"}, 422, "missing", "place"),
        ({**REPORT, "mode": "exercise"}, 409, "mode_mixed", "mode"),
        (b"{", 422, "invalid", "body"),
        (b'{"place": "\xff"}', 422, "encoding", "body"),
        (b" " * (256 * 1024 + 1), 413, "too_large", "body"),
        (b'{"place": "a\\u0000", "what": "b"}', 422, "encoding", "body"),
    ],
)
def test_refusals_have_one_shape(
    house: House, content: Any, status: int, code: str, field: str
) -> None:
    program = house.program()
    sent = {"content": content} if isinstance(content, bytes) else {"json": content}
    answer = program.post("/api/v1/incidents", **sent)
    assert answer.status_code == status, answer.text
    told = answer.json()
    assert set(told) == SHAPE
    assert (told["code"], told["field"]) == (code, field)
    assert set(told["message"]) == {"zh", "en"}
    assert program.get("/api/v1/incidents").json() == {"incidents": []}


def test_unknown_things_are_refused_in_the_same_shape(house: House) -> None:
    program = house.program()
    for path in ("/api/v1/incidents/none", "/api/v1/nowhere", "/api/v1/incidents/none/log"):
        answer = program.get(path)
        assert answer.status_code == 404
        assert set(answer.json()) == SHAPE


def test_a_foreign_page_cannot_use_the_api(house: House) -> None:
    answer = house.program().post(
        "/api/v1/incidents", json=REPORT, headers={"origin": "http://elsewhere.example"}
    )
    assert (answer.status_code, answer.json()["code"]) == (403, "origin")


def test_the_document_names_every_command(house: House) -> None:
    document = house.client().get("/api/v1/openapi.json").json()
    assert set(COMMANDS) <= set(document["components"]["schemas"])
    for command in OFFERED:
        operation = document["paths"][f"/api/v1/incidents/{{incident}}/commands/{command}"]["post"]
        body = operation["requestBody"]["content"]["application/json"]
        assert body["schema"]["$ref"] == f"#/components/schemas/{command}"
        assert {"401", "403", "404", "409", "422"} <= set(operation["responses"])


def opened(house: House) -> str:
    """An incident with a claim, an order to sign and a note; its path."""
    program = house.program()
    made = program.post("/api/v1/incidents", json=REPORT).json()
    path = f"/api/v1/incidents/{made['incident']}"
    claim = {"measure": "dead", "value": 5, "source": "fire"}
    spoken = {
        "on_behalf_of": "vice_magistrate",
        "means": "telephone",
        "said_at": house.clock.now().isoformat(),
    }
    for command, body in (
        ("RecordClaim", claim),
        ("StartResponse", {"level": 2, "spoken": spoken}),
        ("AddNote", {"note": "x"}),
    ):
        answer = program.post(f"{path}/commands/{command}", json=body)
        assert answer.status_code == 200, answer.text
    return path


RIVAL = {"claims", "assessment", "figures", "orders", "overrides", "questions", "conditions"}


def test_the_desk_sees_everything(house: House) -> None:
    path = opened(house)
    assert set(house.program().get(path).json()) >= RIVAL
    log = house.program().get(f"{path}/log").json()["entries"]
    assert {"ClaimRecorded", "NoteAdded"} <= {e["type"] for e in log}


def test_a_token_sees_no_more_than_its_person(house: House) -> None:
    path = opened(house)
    program = house.program(GROUP)
    told = program.get(path).json()
    assert not set(told) & RIVAL
    assert told["stage"] == "responding"
    assert '"source"' not in str(told["approved"])
    assert all("grounds" not in d for d in told["open_decisions"])
    seen = {e["type"] for e in program.get(f"{path}/log").json()["entries"]}
    assert "ResponseStarted" in seen
    assert not seen & {"ClaimRecorded", "NoteAdded"}


def test_who_may_not_read_the_log_is_refused_it(house: House) -> None:
    path = opened(house)
    program = house.program(PLACE)
    answer = program.get(f"{path}/log")
    assert (answer.status_code, answer.json()["code"]) == (403, "not_allowed")
    told = program.get(path).json()
    assert not set(told) & (RIVAL | {"answers", "presence", "unreached"})


def test_a_receipt_tells_no_more_than_the_log_does(house: House) -> None:
    path = opened(house)
    for person in (GROUP, PLACE):
        claim = {"measure": "dead", "value": 7, "source": "public"}
        answer = house.program(person).post(f"{path}/commands/RecordClaim", json=claim)
        assert answer.status_code == 200, answer.text
        assert answer.json()["entries"] == []
    desk = house.program().post(f"{path}/commands/AddNote", json={"note": "y"})
    assert [e["type"] for e in desk.json()["entries"]] == ["NoteAdded"]


def test_a_number_that_no_entry_can_have_is_refused(house: House) -> None:
    path = opened(house)
    answer = house.program().get(f"{path}/log", params={"after": 10**23})
    assert (answer.status_code, answer.json()["code"]) == (422, "invalid")


@pytest.mark.parametrize("command", ["DoubtClaim", "RecordClaim", "ApproveFigures"])
def test_a_form_offers_no_claim_to_those_who_may_not_see_it(house: House, command: str) -> None:
    path = opened(house)
    (claim,) = house.program().get(path).json()["claims"]
    page = f"{path.removeprefix('/api/v1')}/do/{command}"
    shown = house.signed_in().get(page).text
    assert f'value="{claim}"' in shown or 'value="5"' in shown, "the desk sees it"
    for person in (GROUP, PLACE):
        shown = house.signed_in(person).get(page).text
        assert f'value="{claim}"' not in shown
        assert 'value="5"' not in shown
        assert " 5 · " not in shown


def test_an_order_s_sheet_is_for_those_who_read_the_log_and_act(house: House) -> None:
    path = opened(house)
    (order,) = house.program().get(path).json()["orders"]
    sheet = f"{path.removeprefix('/api/v1')}/orders/{order}/print"
    assert house.signed_in().get(sheet).status_code == 200
    assert house.signed_in(GROUP).get(sheet).status_code == 200
    refused = house.signed_in(PLACE).get(sheet)
    assert refused.status_code == 404
    assert "vice_magistrate" not in refused.text


def test_a_full_disk_is_a_refusal_in_words_and_nothing_was_applied(house: House) -> None:
    path = opened(house)
    program, before = house.program(), house.program().get(path).json()
    with full_disk(house.services.database, "event"):
        answer = program.post(f"{path}/commands/AddNote", json={"note": "x" * 4000})
        assert (answer.status_code, answer.json()["code"]) == (507, "storage")
        assert set(answer.json()) == SHAPE
        assert program.get(path).json() == before
    assert program.post(f"{path}/commands/AddNote", json={"note": "x"}).status_code == 200


def test_equal_reports_at_the_same_moment_are_one_new_incident(house: House) -> None:
    """All have found that it is new before the first one is written."""
    program, key = house.program(), {"Idempotency-Key": "one"}

    def send(_: int) -> int:
        return program.post("/api/v1/incidents", json=REPORT, headers=key).status_code

    with ThreadPoolExecutor(4) as pool:
        with house.services.database.write() as connection:
            house.services.database.lock(
                connection, f"command:{command_id(OFFICER, 'report', 'one')}"
            )
            sent = [pool.submit(send, n) for n in range(4)]
            wait(sent, timeout=1.5)
        answers = sorted(each.result() for each in sent)
    assert answers == [200, 200, 200, 201]


def test_a_backslash_before_these_letters_is_no_nul(house: House) -> None:
    program = house.program()
    made = program.post("/api/v1/incidents", json={**REPORT, "place": "C:\\u0000"})
    assert made.status_code == 201, made.text

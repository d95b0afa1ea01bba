"""Files sent to an incident: what comes in, who may open it, and that nothing else got wider."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from incident import commands as c
from incident.materials.kinds import LIMITS
from incident.materials.stock import Stock, stock
from tests.incident.materials import samples as s
from tests.web.conftest import COMMANDER, OFFICER, PLAYER, House
from web.bodies import BODY_LIMIT
from web.guard import HEADERS

Report = Callable[[TestClient], str]
PHOTO = {"content-type": "image/jpeg"}
GROUP_LEADER = "wutai-rescue-liaison"
OTHER_LEADER = "wutai-water-head"


def send(
    client: TestClient, path: str, content: bytes = b"", head: Mapping[str, str] = PHOTO
) -> str:
    """Sends a photograph; its id."""
    answer = client.post(
        f"{path}/materials", content=content or s.jpeg(s.JFIF), headers={**PHOTO, **head}
    )
    assert answer.status_code == 201, answer.text
    return str(answer.json()["id"])


def test_a_photograph_comes_in_without_its_place_and_goes_out_shut_in(
    house: House, reported: Report
) -> None:
    client = house.signed_in()
    path = reported(client)
    name = send(client, path, s.jpeg(s.JFIF, s.exif(1)))
    answer = client.get(f"{path}/materials/{name}")
    assert answer.content == s.jpeg(s.JFIF)
    assert answer.headers["content-type"] == "image/jpeg"
    assert answer.headers["content-disposition"] == f'inline; filename="{name}.jpg"'
    assert answer.headers["content-security-policy"] == "default-src 'none'; sandbox"
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["cache-control"] == "no-store"


def test_every_other_page_keeps_its_own_headers(house: House) -> None:
    answer = house.signed_in().get("/")
    assert {n: answer.headers[n] for n in HEADERS} == HEADERS


def test_a_text_is_given_to_be_kept_not_shown(house: House, reported: Report) -> None:
    client = house.signed_in()
    path = reported(client)
    text = "<script>群里说水变浑</script>".encode()
    name = send(client, path, text, head={"content-type": "text/plain"})
    answer = client.get(f"{path}/materials/{name}")
    assert answer.content == text
    assert answer.headers["content-type"].startswith("text/plain")
    assert answer.headers["content-disposition"].startswith("attachment")


def test_sent_again_with_its_key_it_is_kept_once(house: House, reported: Report) -> None:
    client = house.signed_in()
    path = reported(client)
    first = send(client, path, head={"idempotency-key": "k"})
    assert send(client, path, head={"idempotency-key": "k"}) == first
    assert send(client, path) != first
    other = client.post(
        f"{path}/materials",
        content=s.jpeg(s.JFIF, s.PROFILE),
        headers={**PHOTO, "idempotency-key": "k", "accept": "application/json"},
    )
    assert other.status_code == 409


def test_only_this_address_takes_more_than_a_message(house: House, reported: Report) -> None:
    client, program = house.signed_in(), house.program()
    path = reported(client)
    large = s.jpeg(s.JFIF, behind=b"x" * BODY_LIMIT)
    assert send(client, path, large)
    assert send(program, f"/api/v1{path}", large)
    for place in (f"{path}/do/AddNote", f"{path}/materials/x", "/report", f"{path}/me/act"):
        assert client.post(place, content=large, headers=PHOTO).status_code == 413, place
    too_large = b"\xff\xd8\xff" + b"x" * LIMITS["picture"]
    assert client.post(f"{path}/materials", content=too_large, headers=PHOTO).status_code == 413
    html = {"content-type": "text/html"}
    answer = client.post(f"{path}/materials", content=b"x" * (BODY_LIMIT + 1), headers=html)
    assert answer.status_code == 413


def test_the_last_of_the_disk_is_for_the_log(house: House, reported: Report) -> None:
    full = House(replace(house.services, free=lambda _: 1 << 30), house.clock)
    client = full.signed_in()
    path = reported(client)
    answer = client.post(
        f"{path}/materials", content=s.jpeg(s.JFIF), headers={**PHOTO, "accept": "application/json"}
    )
    assert (answer.status_code, answer.json()["code"]) == (507, "storage")


def test_more_than_all_files_may_take_is_refused_in_words_and_nothing_is_kept(
    house: House, reported: Report
) -> None:
    settings = house.services.settings.model_copy(update={"files_mib": 1})
    small = House(replace(house.services, settings=settings), house.clock)
    client = small.signed_in()
    path, other = reported(client), reported(client)
    part = s.jpeg(s.JFIF, *[s.segment(0xEE, b"Adobe" + b"x" * 60_000)] * 12)
    send(client, path, part)
    answer = client.post(
        f"{other}/materials", content=part, headers={**PHOTO, "accept": "application/json"}
    )
    told = answer.json()
    assert (answer.status_code, told["code"]) == (413, "too_large")
    assert (told["field"], told["value"]) == ("body", str(len(part)))
    for lang in ("zh", "en"):
        assert "TAILINGS_FILES_MIB" in told["message"][lang]
    with house.services.database.read() as connection:
        assert stock(connection) == Stock(1, len(part))
    assert send(client, other), "a smaller one has room"


def test_a_file_is_no_way_in_from_another_site(house: House, reported: Report) -> None:
    client = house.signed_in()
    path = reported(client)
    foreign = {**PHOTO, "origin": "http://elsewhere"}
    answer = client.post(f"{path}/materials", content=s.jpeg(), headers=foreign)
    assert answer.status_code == 403
    stranger = house.client().post(
        f"{path}/materials", content=s.jpeg(), headers=PHOTO, follow_redirects=False
    )
    assert (stranger.status_code, stranger.headers["location"]) == (303, "/sign-in")


def test_the_file_of_a_task_is_for_its_group_its_verifier_and_the_desk(
    house: House, reported: Report
) -> None:
    client = house.signed_in()
    path = reported(client)
    incident = path.rsplit("/", 1)[1]
    put = house.services.desk.put
    put(incident, c.StartResponse(level=2), COMMANDER)
    state = house.services.desk.state(incident)
    task = next(t.id for t in state.tasks.values() if t.group == "rescue")
    leader = house.signed_in(GROUP_LEADER)
    name = send(leader, path)
    place = f"{path}/materials/{name}"
    assert leader.get(place).status_code == 200
    assert client.get(place).status_code == 404, "no entry has brought it"
    proof = house.services.shelf.get(state.plan).task(task).proof
    done = c.FinishTask(task=task, proof=proof, evidence="已到位", materials=(name,))
    put(incident, done, GROUP_LEADER)
    for person, status in ((OFFICER, 200), (COMMANDER, 200), (OTHER_LEADER, 404), (PLAYER, 404)):
        assert house.signed_in(person).get(place).status_code == status, person
    board = client.get(path).text
    assert place in board


def test_exercise_and_real_do_not_mix(house: House, reported: Report) -> None:
    officer, player = house.signed_in(), house.signed_in(PLAYER)
    real, drill = reported(officer), reported(player)
    assert player.post(f"{real}/materials", content=s.jpeg(), headers=PHOTO).status_code == 404
    assert officer.post(f"{drill}/materials", content=s.jpeg(), headers=PHOTO).status_code == 403
    name = send(player, drill)
    house.services.desk.put(drill.rsplit("/", 1)[1], c.AddNote(note="x", materials=(name,)), PLAYER)
    assert officer.get(f"{drill}/materials/{name}").status_code == 200, "a trainer looks on"
    assert player.get(f"{real}/materials/{name}").status_code == 404


def test_an_erased_case_gives_nothing_back(house: House, reported: Report, tmp_path: Path) -> None:
    client = house.signed_in()
    path = reported(client)
    name = send(client, path)
    with house.services.database.write() as connection:
        house.services.vault.destroy(connection, f"case:{path.rsplit('/', 1)[1]}")
    program = house.program()
    answer = program.get(f"/api/v1{path}/materials/{name}")
    assert answer.status_code == 404
    assert answer.json()["field"] == "material"
    again = program.post(f"/api/v1{path}/materials", content=s.jpeg(), headers=PHOTO)
    assert again.status_code == 409


def test_a_script_is_answered_in_words_it_can_show(house: House, reported: Report) -> None:
    path = reported(house.signed_in())
    asks = {**PHOTO, "accept": "application/json"}
    stranger = house.client().post(f"{path}/materials", content=s.jpeg(), headers=asks)
    assert (stranger.status_code, stranger.json()["code"]) == (401, "sign_in")
    too_large = b"\xff\xd8\xff" + b"x" * LIMITS["picture"]
    for content, code in ((b"no picture", "invalid"), (b"", "missing"), (too_large, "too_large")):
        answer = house.signed_in().post(f"{path}/materials", content=content, headers=asks)
        assert answer.json()["code"] == code
        assert set(answer.json()["message"]) == {"zh", "en"}


def test_what_one_person_took_is_never_kept_as_anothers(house: House, reported: Report) -> None:
    client = house.signed_in()
    path = reported(client)
    asks = {**PHOTO, "accept": "application/json", "idempotency-key": "k"}
    taken = {**asks, "x-person": GROUP_LEADER}
    sent = client.post(f"{path}/materials", content=s.jpeg(), headers=taken)
    assert (sent.status_code, sent.json()["code"]) == (409, "other_person")
    leader = house.signed_in(GROUP_LEADER)
    assert leader.post(f"{path}/materials", content=s.jpeg(), headers=taken).status_code == 201


@pytest.mark.parametrize("declared", ["image/png", "text/plain", "audio/ogg", "image/svg+xml"])
def test_what_it_is_not_is_refused_in_words(house: House, reported: Report, declared: str) -> None:
    path = reported(house.signed_in())
    answer = house.program().post(
        f"/api/v1{path}/materials", content=b"\x00\x01", headers={"content-type": declared}
    )
    assert answer.status_code == 422
    assert answer.json()["field"] in ("body", "content-type")

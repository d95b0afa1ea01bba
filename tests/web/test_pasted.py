"""Material from messenger groups: pasted in on the board, to verify, and for nobody else's eyes."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import pytest
from starlette.testclient import TestClient

from incident import commands as c
from incident.figures import figures
from incident.materials.kinds import LIMITS
from tests.incident.materials import samples as s
from tests.web.conftest import COMMANDER, OFFICER, PLAYER, House

Report = Callable[[TestClient], str]
GROUP_LEADER = "wutai-rescue-liaison"
VOICE = b"OggS" + b"\0" * 60
CHAT, SENDER, WORDS = "青石沟防汛群", "上村老李", "坝下冲走了好几个人"
STANDS: Mapping[str, str] = {
    "chat": CHAT, "sender": SENDER, "sent_at": "2026-05-17T02:21", "words": WORDS, "age": "new",
}  # fmt: skip


def send(client: TestClient, path: str, media: str, content: bytes) -> str:
    answer = client.post(f"{path}/materials", content=content, headers={"content-type": media})
    assert answer.status_code == 201, answer.text
    return str(answer.json()["id"])


def paste(client: TestClient, path: str, **more: object) -> int:
    data = {**STANDS, **more}
    return client.post(f"{path}/do/PasteMaterial", data=data, follow_redirects=False).status_code


def incident_of(path: str) -> str:
    return path.rsplit("/", 1)[1]


def test_text_picture_and_voice_stand_on_the_board_with_group_sender_and_time(
    house: House, reported: Report
) -> None:
    client = house.signed_in()
    path = reported(client)
    picture, voice = (
        send(client, path, "image/jpeg", s.jpeg(s.JFIF)),
        send(client, path, "audio/ogg", VOICE),
    )
    assert paste(client, path, materials=[picture, voice]) == 303
    page = client.get(path).text
    shown = page.partition('id="r-pasted"')[2].partition("</section>")[0]
    for words in (CHAT, SENDER, WORDS, "待核", "02:21"):
        assert words in shown, words
    assert f'<img src="{path}/materials/{picture}"' in shown
    assert f'<audio controls preload="none" src="{path}/materials/{voice}"' in shown
    for name, content in ((picture, s.jpeg(s.JFIF)), (voice, VOICE)):
        assert client.get(f"{path}/materials/{name}").content == content
    assert house.signed_in(COMMANDER).get(f"{path}/materials/{voice}").status_code == 200
    assert "media-src 'self'" in client.get(path).headers["content-security-policy"]
    log = page.partition('id="r-log"')[2]
    assert f"粘贴采集自微信群{CHAT}" in log
    assert log.count('class="kept"') == 2


def test_a_group_leader_and_the_wall_see_nothing_of_it(house: House, reported: Report) -> None:
    client = house.signed_in()
    path = reported(client)
    put = house.services.desk.put
    put(incident_of(path), c.StartResponse(level=2), COMMANDER)
    voice = send(client, path, "audio/ogg", VOICE)
    assert paste(client, path, materials=[voice], measure="missing", value="4937") == 303
    leader = house.signed_in(GROUP_LEADER)
    seen = [
        leader.get(path).text, leader.get(f"{path}/me").text, client.get(f"{path}?wall").text,
        leader.get(f"{path}/board.json").text, client.get(f"{path}/copy").text,
    ]  # fmt: skip
    for page in seen:
        assert not [w for w in (CHAT, SENDER, WORDS, voice, "4937") if w in page]
    assert leader.get(f"{path}/materials/{voice}").status_code == 404


def test_who_does_not_keep_the_record_may_not_paste(house: House, reported: Report) -> None:
    client = house.signed_in()
    path = reported(client)
    house.services.desk.put(incident_of(path), c.StartResponse(level=2), COMMANDER)
    before = house.services.desk.state(incident_of(path)).seq
    assert "PasteMaterial" in client.get(path).text
    leader = house.signed_in(GROUP_LEADER)
    assert "PasteMaterial" not in leader.get(path).text
    assert paste(leader, path) == 403
    assert paste(house.signed_in(PLAYER), path) == 404, "a real incident is not there in a drill"
    state = house.services.desk.state(incident_of(path))
    assert (state.seq, state.pasted) == (before, {})


def test_its_figure_is_not_counted_until_it_is_confirmed(house: House, reported: Report) -> None:
    client = house.signed_in()
    path = reported(client)
    incident = incident_of(path)
    known = c.RecordClaim(measure="missing", value=2, source="fire_head")
    house.services.desk.put(incident, known, OFFICER)
    assert paste(client, path, measure="missing", value="37") == 303
    state = house.services.desk.state(incident)
    claim = state.claims[state.pasted["pasted-1"].claim or ""]
    assert (claim.source, claim.confidence, claim.value) == ("messenger", "doubtful", 37)
    assert claim.observed_at == state.pasted["pasted-1"].sent_at
    figure = figures(state)["missing"]
    assert figure.assessed
    assert figure.assessed.value == 2
    assert [x.value for x in figure.to_verify] == [37]
    doubt = {"claim": claim.id, "confidence": "confirmed", "reason": "派出所核实"}
    client.post(f"{path}/do/DoubtClaim", data=doubt)
    counted = figures(house.services.desk.state(incident))["missing"].assessed
    assert counted
    assert counted.value == 37
    assert 'data-key="pasted/' not in client.get(path).text


def test_a_smaller_figure_of_another_group_takes_the_place_of_none(
    house: House, reported: Report
) -> None:
    """Neither while both are to be verified, nor once one is confirmed."""
    client = house.signed_in()
    path = reported(client)
    for value in ("37", "3"):
        assert paste(client, path, measure="missing", value=value) == 303
    state = house.services.desk.state(incident_of(path))
    assert {x.value for x in figures(state)["missing"].to_verify} == {37, 3}
    for claim in state.claims:
        doubt = {"claim": claim, "confidence": "confirmed", "reason": "派出所核实"}
        assert client.post(f"{path}/do/DoubtClaim", data=doubt, follow_redirects=False).is_redirect
    counted = figures(house.services.desk.state(incident_of(path)))["missing"].assessed
    assert counted
    assert counted.value == 37


def test_a_figure_from_a_group_is_to_verify_whatever_its_form_says(
    house: House, reported: Report
) -> None:
    path = reported(house.signed_in())
    said = c.RecordClaim(measure="dead", value=9, source="messenger", confidence="confirmed")
    house.services.desk.put(incident_of(path), said, OFFICER)
    state = house.services.desk.state(incident_of(path))
    assert [x.confidence for x in state.claims.values()] == ["doubtful"]


@pytest.mark.parametrize("finding", ["confirmed", "refuted", "outdated"])
def test_material_without_a_figure_waits_until_somebody_has_checked_it(
    house: House, reported: Report, finding: str
) -> None:
    client = house.signed_in()
    path = reported(client)
    assert paste(client, path) == 303
    check = {"pasted": "pasted-1", "finding": finding, "reason": "打电话问过上村村主任"}
    assert 'data-key="pasted/' in client.get(path).text
    assert (
        client.post(f"{path}/do/CheckPasted", data=check, follow_redirects=False).status_code == 303
    )
    page = client.get(path).text
    assert 'data-key="pasted/' not in page
    assert "打电话问过上村村主任" in page
    assert WORDS in page, "the log keeps it"
    again = client.post(f"{path}/do/CheckPasted", data=check, follow_redirects=False)
    assert again.status_code == 409


@pytest.mark.parametrize(
    ("answers", "field"),
    [
        ({"words": ""}, "words"),
        ({"value": "5"}, "measure"),
        ({"measure": "dead"}, "value"),
        ({"measure": "dead", "value": "五"}, "value"),
        ({"chat": " "}, "chat"),
        ({"sender": ""}, "sender"),
        ({"sent_at": ""}, "sent_at"),
        ({"sent_at": "2026-05-17T09:00"}, "sent_at"),
        ({"materials": "mat-none"}, "materials"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_is_half_applied(
    house: House, reported: Report, answers: dict[str, str], field: str
) -> None:
    client = house.signed_in()
    path = reported(client)
    before = house.services.desk.state(incident_of(path))
    answer = client.post(
        f"{path}/do/PasteMaterial", data={**STANDS, **answers}, follow_redirects=False
    )
    assert 400 <= answer.status_code < 500
    assert house.services.desk.state(incident_of(path)) == before
    body = {**STANDS, "sent_at": "2026-05-17T02:21:00+08:00", **answers}
    told = house.program().post(f"/api/v1{path}/commands/PasteMaterial", json=_sent(body)).json()
    assert told["field"] == field
    assert all(told["message"].values())


def _sent(body: Mapping[str, str]) -> dict[str, object]:
    sent: dict[str, object] = {k: v for k, v in body.items() if v}
    if "materials" in sent:
        sent["materials"] = [sent["materials"]]
    if sent.get("value") == "5":
        sent["value"] = 5
    if str(sent.get("sent_at", "")).endswith(("09:00", "02:21")):
        sent["sent_at"] = f"{sent['sent_at']}:00+08:00"
    return sent


def test_a_wrong_kind_and_a_file_too_large_are_refused_in_words(
    house: House, reported: Report
) -> None:
    client = house.signed_in()
    path = reported(client)
    before = house.services.desk.state(incident_of(path))
    large = b"OggS" + b"\0" * LIMITS["voice"]
    for media, content, code in (
        ("video/mp4", b"\0\0\0\x18ftypisom", "invalid"),
        ("audio/ogg", b"no voice at all", "invalid"),
        ("audio/ogg", large, "too_large"),
    ):
        head = {"content-type": media, "accept": "application/json"}
        told = client.post(f"{path}/materials", content=content, headers=head)
        assert told.json()["code"] == code, media
        assert set(told.json()["message"]) == {"zh", "en"}
    assert house.services.desk.state(incident_of(path)) == before


def test_the_form_and_the_board_speak_english(house: House, reported: Report) -> None:
    client = house.signed_in()
    path = reported(client)
    paste(client, path, age="old")
    client.cookies.set("lang", "en")
    form = client.get(f"{path}/do/PasteMaterial?lang=en").text
    assert "Messenger group, as it is called there" in form
    board = client.get(f"{path}?lang=en").text
    shown = board.partition('id="r-pasted"')[2].partition("</section>")[0]
    assert "to verify" in shown
    assert "old material" in shown

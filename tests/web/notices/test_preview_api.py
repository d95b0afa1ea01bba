"""Another program looks at a message before it sends it, as the desk does on its page."""

from __future__ import annotations

from typing import Any

import jsonschema
import pytest

from tests.web.conftest import OFFICER, PLAYER, House
from tests.web.notices.test_preview import LEADER, WORDS, change, house, sent
from web.app import create_app
from web.contract import PREFIX, describe

__all__ = ["house"]

ASKED = {"posts": ["vice_magistrate"], "words": WORDS, "urgency": "urgent"}


@pytest.fixture
def incident(house: House) -> str:
    made = house.program().post(f"{PREFIX}/incidents", json={"place": "青石沟", "what": "溃坝"})
    return str(made.json()["incident"])


def look(house: House, incident: str, body: Any, person: str = OFFICER) -> Any:
    return house.program(person).post(f"{PREFIX}/incidents/{incident}/notices/preview", json=body)


def test_a_program_sees_who_would_get_what_and_nothing_is_sent(house: House, incident: str) -> None:
    answer = look(house, incident, ASKED)
    assert answer.status_code == 200, answer.text
    told = answer.json()
    document = describe(create_app(house.services))
    shape = {"$ref": "#/components/schemas/NoticePreview", "components": document["components"]}
    jsonschema.Draft202012Validator(shape).validate(told)
    (person,) = told["people"]
    assert person["name"] == LEADER
    assert person["posts"] == ["vice_magistrate"]
    assert WORDS in person["text"]
    assert person["whole"]
    (way,) = told["ways"]
    assert (way["channel"], way["messages"]) == (person["channel"], 1)
    assert told["vacant"] == told["cautions"] == []
    assert sent(house) == 0


def test_the_audience_that_was_shown_goes_into_the_command(house: House, incident: str) -> None:
    shown = look(house, incident, ASKED).json()["audience"]
    change(house, "UPDATE holding SET until = since WHERE person_id = 'wutai-vice-magistrate'")
    path = f"{PREFIX}/incidents/{incident}/commands/SendNotice"
    refused = house.program().post(path, json={**ASKED, "audience": shown})
    assert refused.status_code >= 400
    assert refused.json()["field"] == "audience"
    assert sent(house) == 0
    again = look(house, incident, {**ASKED, "audience": shown}).json()["audience"]
    assert again != shown
    assert house.program().post(path, json={**ASKED, "audience": again}).status_code == 200
    assert sent(house) == 1


@pytest.mark.parametrize("person", ["wutai-village-contact-demo", PLAYER])
def test_who_may_not_send_it_sees_nobody_s_name(house: House, incident: str, person: str) -> None:
    path = f"{PREFIX}/incidents/{incident}/commands/SendNotice"
    answer = look(house, incident, ASKED, person)
    sending = house.program(person).post(path, json=ASKED)
    assert answer.status_code == sending.status_code
    assert answer.json()["code"] == sending.json()["code"]
    assert LEADER not in answer.text


def test_words_are_looked_at_again_and_unknown_posts_are_named(house: House, incident: str) -> None:
    told = look(house, incident, {**ASKED, "words": "失联7人，速到三楼"}).json()
    assert told["cautions"] == ["people"]
    refused = look(house, incident, {**ASKED, "posts": ["nobody_at_all"]})
    assert refused.json()["code"] == "unknown_post"
    assert look(house, incident, {**ASKED, "words": ""}).status_code == 422


def test_a_vacant_post_is_said(house: House, incident: str) -> None:
    change(house, "DELETE FROM holding WHERE post = 'vice_magistrate'")
    told = look(house, incident, ASKED).json()
    assert told["people"] == []
    assert told["vacant"] == ["vice_magistrate"]

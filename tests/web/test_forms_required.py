"""Whoever gives what a form says has to be given is not refused: nothing is asked in secret."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from incident import commands as c
from tests.web.conftest import COMMANDER, OFFICER, House
from tests.web.formreader import PageForm, forms_of
from tests.web.me.night import a_task, withdraw
from tests.web.test_calls import alarm, ringing, run
from tests.web.test_duty import log

__all__ = ["ringing"]

TEMPLATES = Path(__file__).parents[2] / "web" / "templates"
MEMBER = "wutai-rescue-liaison"
SECRETARY = "wutai-village-secretary-demo"
VILLAGE = "wutai-village-demo-1"
GOOD = {"*": "（演示）下石村", "value": "3", "learned_at": "2026-05-17T02:20"}
"""Good answers; ``*`` for everything that takes words."""

ELSEWHERE = {
    "do.html": "made from its command, as tests of the commands' forms show",
    "inplace.html": "made from its command, as tests of the commands' forms show",
    "notice.html": "what is read back before it goes out; nothing is filled in",
    "duty_reach.html": "a tick that may stay off",
    "phones.html": "one question alone, as tests of the phones show",
    "link.html": "its only question may stay empty, as tests of the links show",
}
"""Templates whose forms are looked at by other tests."""


@pytest.fixture
def incident(ringing: House) -> str:
    """One with a response, a task under way, one to verify, an order to withdraw and people to
    telephone."""
    found = alarm(ringing, dam="wutai-dam-demo", place="青石沟")
    put, path = ringing.services.desk.put, f"/incidents/{found}"
    put(found, c.StartResponse(level=2), COMMANDER)
    task = a_task(ringing, path)
    put(found, c.ReceiveTask(task=task), MEMBER)
    put(found, c.StartTask(task=task), MEMBER)
    withdraw(ringing, path)
    run(ringing, ringing.services.database)
    return found


def warned(house: House, incident: str) -> None:
    """A warning to the villages was approved."""
    draft = c.DraftWarning(
        villages=(VILLAGE,), colour="red", text="青石沟溃坝。", what_to_do="马上向两侧高处走。",
        valid_until=house.clock.now().replace(hour=23), ready_correction="刚才的预警是误发。",
    )  # fmt: skip
    approved = c.ApproveWarning(warning="warning-1", version=1, mode="real", village_count=1)
    house.services.desk.put(incident, draft, OFFICER)
    house.services.desk.put(incident, approved, COMMANDER)


def of_templates() -> dict[str, str]:
    """Every form that asks something, as a pattern of what it looks like in a page, by template
    and place in it."""
    found = {}
    for file in sorted(TEMPLATES.rglob("*.html")):
        forms = re.findall(r'<form[^>]*method="post".*?</form>', file.read_text("utf-8"), re.DOTALL)
        for n, form in enumerate(forms):
            asks = re.search(r"<(input(?! type=.hidden)|select|textarea)[^>]* name=|ask\(f\)", form)
            if asks and file.name not in ELSEWHERE:
                said = [re.search(rf'{a}="([^"]*)"', form) for a in ("action", "data-press")]
                parts = [
                    re.sub(r"\\{\\{.*?\\}\\}", ".+", re.escape(s[1]) if s else "") for s in said
                ]
                found[f"{file.name} {n}"] = " ".join(parts)
    return found


def looks(form: PageForm) -> str:
    return f"{form.action} {form.says}"


def kind(form: PageForm) -> tuple[str, ...]:
    """The same for every form of a page that asks the same."""
    where = re.sub(r"/calls/[^/]+", "/calls/", form.action)
    return (where, form.says, *form.questions)


def walk(client: TestClient, address: str) -> list[PageForm]:
    """Every kind of form on a page, sent with what it says has to be given and no more."""
    sent: list[PageForm] = []
    while True:
        answer = client.get(address)
        assert answer.status_code == 200, address
        known = {kind(form) for form in sent}
        rest = [f for f in forms_of(answer.text) if f.questions and kind(f) not in known]
        if not rest:
            return sent
        form = rest[0]
        for one in form.questions.values():
            # A question that stands alone is needed without a word.
            assert one.marked or not one.required or len(form.questions) == 1, (address, one)
        given = form.filled(GOOD)
        done = client.post(form.action, data=given, follow_redirects=False)
        told = re.search(r'role="alert".*?</div>', done.text, re.DOTALL)
        assert done.status_code == 303, (address, given, told and told[0])
        sent.append(form)


@pytest.mark.only_engine("sqlite")
def test_no_form_refuses_who_gave_what_it_says_has_to_be_given(
    ringing: House, incident: str
) -> None:
    desk, entry = ringing.signed_in(), log(ringing.signed_in())
    path, me = f"/incidents/{incident}", f"/incidents/{incident}/me"
    sent = [
        *(f for k in ("call", "paper", "note", "paste") for f in walk(desk, f"/duty/log/{k}")),
        *walk(desk, f"{path}/calls"),
        *walk(ringing.signed_in(MEMBER), me),
        *walk(ringing.signed_in(SECRETARY), me),
        *walk(desk, me),
        *walk(desk, "/report"),
        *walk(desk, f"/duty/entries/{entry}/promote"),
    ]
    warned(ringing, incident)
    sent += walk(ringing.signed_in(SECRETARY), me)
    looked = {looks(form) for form in sent}
    forgotten = [
        name
        for name, pattern in of_templates().items()
        if not any(re.fullmatch(pattern, one) for one in looked)
    ]
    assert forgotten == []

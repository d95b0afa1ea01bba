"""Every text of every plan that comes with the program, at its longest."""

from __future__ import annotations

from dataclasses import replace
from functools import cache

import pytest
from click.testing import CliRunner

from app.cli import main
from app.plan_folders import PLANS, folders_in
from app.text_lengths import WAYS, text_lengths
from incident.events import EVENTS
from notify import longest as of_texts
from notify.cited import BY_AUTHORITY, cited
from notify.longest import LINK, PLACE, WHO, Longest, longest
from notify.stand_ins import INSTEAD, NOBODY
from notify.steps import AGAIN
from notify.text import EXERCISE, RESENT
from playbooks.load import load_plan
from playbooks.lookup import Playbook
from playbooks.schema import Words
from playbooks.words import spoken
from registry.places import Named
from registry.schema import Mode
from registry.text import Name, PlaceName
from runtime.language import Lang, phrase

LANGS: tuple[Lang, ...] = ("zh", "en")
SHIPPED = [folder.name for folder in folders_in(PLANS)]


@cache
def found(name: str) -> tuple[Longest, ...]:
    return text_lengths(Playbook.of(load_plan(OTHER if name == OTHER.name else PLANS / name)))


OTHER = PLANS.parents[1] / "tests" / "plans" / "lanshan-2030"
"""A plan of another county, with other groups and no escalation."""


@pytest.mark.parametrize("name", [*SHIPPED, OTHER.name])
def test_every_text_arrives_with_what_is_to_be_done_in_both_languages(name: str) -> None:
    """English ones too where the place was typed in Chinese: by rule, never in the middle."""
    assert [one for one in found(name) if not one.fits] == []
    wide = [one for one in found(name) if (one.lang, one.encoding) == ("en", "ucs2")]
    assert {one.channel for one in wide} <= {"twilio"}
    typed = [PLACE in one.text or WHO in one.text for one in wide]
    assert all(typed), "there it costs parts, and nothing is left out"
    for one in found(name):
        whole = next(
            w for w in found(name)
            if (w.alert, w.lang, w.channel) == (one.alert, one.lang, "twilio")
        )  # fmt: skip
        assert set(one.says) >= set(whole.says), (one.alert, one.lang, one.text)


@pytest.mark.parametrize("name", [*SHIPPED, OTHER.name])
def test_every_text_says_who_sends_it_and_until_when_where_the_plan_knows(name: str) -> None:
    assert [one for one in found(name) if "sender" not in one.says] == []
    assert [one for one in found(name) if one.timed != ("by" in one.says)] == []
    assert [one for one in found(name) if not one.complete] == []


@pytest.mark.parametrize("mode", ["real", "exercise"])
@pytest.mark.parametrize("name", SHIPPED)
def test_marks_code_link_and_sender_are_never_cut(name: str, mode: Mode) -> None:
    """Of what is said for the second time, or in place of another post, the longest by its name."""
    book = Playbook.of(load_plan(PLANS / name))
    posts = [book.post(post).title.say("zh") for post in book.posts]
    for mark in ("【第2次，14:28】", f"【代：{max(posts, key=len)}未答复】"):
        for one in longest(book, WAYS, mode, mark):
            able, drill = WAYS[one.channel], EXERCISE[one.lang] if mode == "exercise" else ""
            what = (one.alert, one.lang, one.channel, one.text)
            assert len(one.text) <= able.max_chars, what
            assert one.limit is None or one.parts <= one.limit, what
            assert one.text.startswith(f"{drill}{mark}"), what
            assert one.text.endswith(drill), what
            assert "sender" in one.says, what
            if next(a for a in book.plan.alerts if a.id == one.alert).confirm != "none":
                assert ("00" if able.two_way else LINK) in one.text, what


@pytest.mark.parametrize("typed", ["某" * 4000, "Upper Valley " * 300])
@pytest.mark.parametrize("mode", ["real", "exercise"])
def test_every_text_has_room_for_the_longest_names_that_the_registry_takes(
    monkeypatch: pytest.MonkeyPatch, mode: Mode, typed: str
) -> None:
    """And for any place that is typed, with all marks that may stand before it at one time: cut is
    the place, with a sign, and never what is to be done, the code, the link or the sender."""
    book = Playbook.of(load_plan(PLANS / "wutai-2024"))
    most = {
        (kind.__name__, lang): kind.model_json_schema()["properties"][lang]["maxLength"]
        for kind in (Name, PlaceName) for lang in ("zh", "en")
    }  # fmt: skip
    monkeypatch.setattr(
        of_texts, "DAM", Named("库" * most["Name", "zh"], ("Dam " * 40)[: most["Name", "en"]])
    )
    monkeypatch.setattr(of_texts, "PLACE", typed)
    village = spoken(Words(zh="村" * most["PlaceName", "zh"], en="V" * most["PlaceName", "en"]))
    post = spoken(max((book.post(p).title for p in book.posts), key=lambda title: len(title.en)))
    for lang in LANGS:
        before = (
            phrase(AGAIN, count=99, time="11-28 14:28"), phrase(INSTEAD, post=post),
            phrase(NOBODY, village=village),
        )  # fmt: skip
        mark = RESENT[lang] + max((one.say(lang) for one in before), key=len)
        for one in longest(book, {"modem": WAYS["modem"]}, mode, mark, langs=(lang,)):
            assert one.fits, (one.alert, lang, one.parts, one.text)
            assert one.complete, (one.alert, lang, one.text)
            assert mark in one.text
            assert typed not in one.text


def test_the_plan_that_comes_with_the_program_knows_a_time_for_all_that_is_answered() -> None:
    plan = load_plan(PLANS / "wutai-2024")
    timed = {one.alert for one in found("wutai-2024") if one.timed}
    assert timed == {alert.id for alert in plan.alerts if alert.confirm != "none"}


def test_townships_and_villages_are_told_by_the_headquarters_itself() -> None:
    plan = load_plan(PLANS / "wutai-2024")
    scopes = {post.id: post.scope for post in plan.organisation.posts}
    for alert in plan.alerts:
        if {"village", "township"} & {scopes[post] for post in alert.posts}:
            assert alert.sender == "headquarters", alert.id


def test_a_plan_without_names_to_sign_with_is_signed_by_unit_and_issuer() -> None:
    book = Playbook.of(load_plan(OTHER))
    office = book.plan.alerts[0]
    ordered = office.model_copy(update={"id": "ordered", "sender": "headquarters"})
    both = Playbook.of(book.plan.model_copy(update={"alerts": (office, ordered)}))
    (unit,) = [one.text for one in longest(both, WAYS) if one.alert == office.id][:1]
    (issuer,) = [one.text for one in longest(both, WAYS) if one.alert == "ordered"][:1]
    assert "【岚山县救援局】" in unit
    assert "【岚山县（虚构）人民政府】" in issuer


def test_a_text_that_grows_too_long_is_caught() -> None:
    playbook = Playbook.of(load_plan(PLANS / SHIPPED[0]))
    first, *rest = playbook.plan.alerts
    long = first.model_copy(update={"text": Words(zh="长" * 300, en="long")})
    grown = Playbook.of(playbook.plan.model_copy(update={"alerts": (long, *rest)}))
    caught = [one for one in text_lengths(grown) if one.lang == "zh" and not one.fits]
    assert [(one.alert, one.channel, one.whole) for one in caught] == [(first.id, "modem", False)]


def test_more_parts_than_a_way_takes_are_caught_though_nothing_is_cut() -> None:
    playbook = Playbook.of(load_plan(PLANS / SHIPPED[0]))
    narrow = replace(WAYS["twilio"], max_segments=1)
    assert not any(one.fits for one in longest(playbook, {"narrow": narrow}))


def test_a_gateway_with_templates_prints_no_link() -> None:
    playbook = Playbook.of(load_plan(PLANS / SHIPPED[0]))
    gateway = replace(WAYS["twilio"], needs_template=True)
    assert not any("https://" in one.text for one in longest(playbook, {"gateway": gateway}))


def test_the_command_says_which_parts_each_text_has() -> None:
    done = CliRunner().invoke(main, ["notify", "texts", "--plan", SHIPPED[0]])
    assert done.exit_code == 0
    lines = done.stdout.splitlines()
    assert "~ 4 gsm7 en modem reported-downstream [who what where do by sender]" in lines
    assert any(line.endswith("dismissed [who what where do - sender]") for line in lines)
    told = CliRunner().invoke(main, ["notify", "texts", "--plan", SHIPPED[0], "--json"])
    assert '"complete": true' in told.stdout


@pytest.mark.parametrize("on", ["ResponseStarted", "NoteAdded"])
def test_what_a_text_cites_is_measured_as_long_as_it_is_said(on: str) -> None:
    """A statute stands in a text by its whole title, not as a short number."""
    plan = load_plan(PLANS / SHIPPED[0])
    book = Playbook.of(plan)
    (title,) = [s.title for s in plan.statutes if s.id == "decree-493-3"]
    by_statute = {"clause": None, "statute": "decree-493-3"}
    started = next(a for a in plan.alerts if a.on == "ResponseStarted" and "{clause}" in a.text.zh)
    if on == "ResponseStarted":
        authority = tuple(
            one.model_copy(update=by_statute) if (one.action, one.level) == ("start", 2) else one
            for one in plan.authority
        )
        alert = started.model_copy(update={"level": 2})
    else:
        authority, alert = (
            plan.authority,
            started.model_copy(update={"on": "NoteAdded", **by_statute}),
        )
    changed = Playbook.of(plan.model_copy(update={"alerts": (alert,), "authority": authority}))
    assert cited(changed, alert) == ("decree-493-3",)
    roomy = {"roomy": replace(WAYS["twilio"], max_chars=5000, max_segments=None)}
    before = {
        one.lang: one.text
        for one in longest(
            Playbook.of(
                plan.model_copy(update={"alerts": (started.model_copy(update={"level": 2}),)})
            ),
            roomy,
        )
    }
    for one in longest(changed, roomy):
        assert title.say(one.lang) in one.text
        assert len(one.text) > len(before[one.lang])
    assert title.say("zh") not in before["zh"]
    assert cited(book, started) != ()


def test_a_text_without_a_clause_of_the_plan_cites_none() -> None:
    plan = load_plan(PLANS / SHIPPED[0])
    first = plan.alerts[0].model_copy(update={"clause": None, "statute": None, "local": True})
    assert cited(Playbook.of(plan), first) == ()


def test_every_event_that_brings_a_clause_is_known() -> None:
    brings = {name for name, event in EVENTS.items() if "clause" in event.model_fields}
    assert brings == set(BY_AUTHORITY)

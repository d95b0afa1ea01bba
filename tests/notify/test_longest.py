"""Every text of every plan that comes with the program, at its longest."""

from __future__ import annotations

from dataclasses import replace
from functools import cache

import pytest
from click.testing import CliRunner

from app.cli import main
from app.plan_folders import PLANS, folders_in
from app.text_lengths import WAYS, text_lengths
from notify.longest import PLACE, Longest, longest
from playbooks.load import load_plan
from playbooks.lookup import Playbook
from playbooks.schema import Words

SHIPPED = [folder.name for folder in folders_in(PLANS)]

ENGLISH_CUT = 20
"""English texts that a modem cuts: nearly all hold the place as somebody typed it, in Chinese, and
so go as UCS-2. This number only goes down."""
ENGLISH_WIDE = 19
"""English texts that go as UCS-2: those with the place as somebody typed it, which is Chinese.
This number only goes down."""


@cache
def found(name: str) -> tuple[Longest, ...]:
    return text_lengths(Playbook.of(load_plan(PLANS / name)))


@pytest.mark.parametrize("name", SHIPPED)
def test_every_chinese_text_arrives_whole_and_within_the_parts(name: str) -> None:
    assert [one for one in found(name) if one.lang == "zh" and not one.fits] == []


@pytest.mark.parametrize("name", SHIPPED)
def test_no_more_english_texts_are_cut_than_are_known(name: str) -> None:
    over = [one for one in found(name) if one.lang == "en" and not one.fits]
    assert {one.channel for one in over} <= {"modem"}
    assert len(over) <= ENGLISH_CUT
    wide = [one for one in found(name) if (one.lang, one.encoding) == ("en", "ucs2") and one.whole]
    assert all(PLACE in one.text for one in wide)
    assert len([one for one in wide if one.channel == "twilio"]) <= ENGLISH_WIDE


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


def test_the_command_says_it_and_ends_with_one() -> None:
    done = CliRunner().invoke(main, ["notify", "texts", "--plan", SHIPPED[0]])
    assert done.exit_code == 1
    assert "! 4 ucs2 en modem reported-downstream" in done.stdout.splitlines()
    told = CliRunner().invoke(main, ["notify", "texts", "--plan", SHIPPED[0], "--json"])
    assert '"fits": false' in told.stdout

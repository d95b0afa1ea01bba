"""The sample county: what is published is complete, everybody else is clearly invented."""

from __future__ import annotations

import re
from collections import Counter

import pytest

from registry.load import SAMPLE, load_county
from registry.schema import MODES, County, Facts, Mode

# fmt: off
POSTS = (
    "general_commander", "vice_magistrate", "gov_office_deputy", "industry_head",
    "emergency_head", "fire_head", "emergency_deputy", "health_head", "police_deputy",
    "publicity_deputy", "township_head", "publicity_head", "development_head", "police_head",
    "civil_head", "finance_head", "resources_head", "ecology_head", "transport_head",
    "water_head", "agriculture_head", "energy_head", "weather_head", "armed_police_head",
    "market_head", "duty_officer", "duty_leader", "party_secretary", "county_magistrate",
    "operator_head", "responsible_leader", "expert_lead", "mine_rescue_head", "power_head",
    "telecom_head", "village_contact", "township_duty", "superior_commander", "moving_lead",
    "monitoring_lead",
)
GROUPS = (
    "general", "rescue", "technical", "medical", "order", "publicity", "support", "aftermath",
    "moving", "monitoring",
)
# fmt: on
NOTICE = "notice-5-2024-13"


@pytest.fixture(scope="module")
def sample() -> County:
    return load_county(SAMPLE)


def test_the_notice_lists_23_dams_13_mines_and_7_responsible_leaders(sample: County) -> None:
    dams = [dam for dam in sample.dams if dam.source == NOTICE]
    leaders = [person for person in sample.real.people if person.source == NOTICE]
    assert (len(dams), len(sample.mines), len(leaders)) == (23, 13, 7)
    assert len({dam.name.zh for dam in dams}) == 23
    assert len({mine.name.zh for mine in sample.mines}) == 13


def test_every_leader_has_as_many_mines_and_dams_as_the_notice_says(sample: County) -> None:
    names = {person.id: person.name for person in sample.real.people}
    mines = Counter(names[mine.responsible or ""] for mine in sample.mines)
    dams = Counter(names[d.responsible or ""] for d in sample.dams if not d.fictional)
    assert {name: (mines[name], dams[name]) for name in {*mines, *dams}} == {
        "贾文柱": (1, 0),
        "田江波": (6, 4),
        "刘先明": (0, 4),
        "赵补文": (3, 4),
        "朱润生": (3, 3),
        "冀雪俊": (0, 4),
        "袁玉峰": (0, 4),
    }


def test_two_legal_representatives_are_known(sample: County) -> None:
    names = {person.id: person.name for person in sample.real.people}
    assert {
        operator.name.zh: names[operator.legal_representative.person]
        for operator in sample.operators
        if operator.legal_representative
    } == {"五台县宏远矿业有限公司": "康国红", "五台铺上铁矿": "郝书清"}


def test_nothing_is_invented_about_real_dams(sample: County) -> None:
    real = [dam for dam in sample.dams if not dam.fictional]
    assert all(dam.facts == Facts() and not dam.downstream for dam in real)


def test_one_fictional_dam_has_everything_filled_in(sample: County) -> None:
    (dam,) = [dam for dam in sample.dams if dam.fictional]
    assert "（演示）" in dam.name.zh
    assert all(getattr(dam.facts, key) is not None for key in Facts.model_fields)
    assert len(dam.downstream) == 3
    assert dam.responsible is None or dam.responsible.endswith("-demo")


@pytest.mark.parametrize("mode", MODES)
def test_every_post_has_a_holder_for_any_place(sample: County, mode: Mode) -> None:
    wanted = {*POSTS, *(f"{g}_{who}" for g in GROUPS for who in ("acting", "liaison"))}
    holdings = sample.roster(mode).holdings
    assert {h.post for h in holdings if h.scope is None and h.rank == 1} == wanted


@pytest.mark.parametrize("mode", MODES)
def test_acting_leaders_and_liaisons_are_separate_people(sample: County, mode: Mode) -> None:
    people = [
        h.person for h in sample.roster(mode).holdings if h.post.endswith(("_acting", "_liaison"))
    ]
    assert len(people) == len(set(people)) == 2 * len(GROUPS)


def test_only_published_people_have_real_names_and_they_have_no_address(sample: County) -> None:
    for person in sample.real.people:
        if person.source is None:
            assert person.name.startswith("（演示）")
        else:
            assert person.contacts == ()
    assert all(person.name.startswith("（演练）") for person in sample.exercise.people)


def test_published_people_hold_no_post_of_the_plan_but_their_own(sample: County) -> None:
    published = {person.id for person in sample.real.people if person.source}
    held = {h.post for h in sample.real.holdings if h.person in published}
    assert held == {"responsible_leader"}


def test_every_address_is_simulated_and_belongs_to_one_person(sample: County) -> None:
    addresses = [
        contact.address
        for mode in MODES
        for person in sample.roster(mode).people
        for contact in person.contacts
    ]
    assert all(re.fullmatch(r"sim:[0-9]{4}", address) for address in addresses)
    assert len(addresses) == len(set(addresses))


def test_every_fictional_person_can_be_reached(sample: County) -> None:
    for mode in MODES:
        unreached = [
            p.id for p in sample.roster(mode).people if p.source is None and not p.contacts
        ]
        assert unreached == []


@pytest.mark.parametrize("mode", MODES)
def test_who_is_general_commander_is_the_countys_to_say(sample: County, mode: Mode) -> None:
    (holding,) = [h for h in sample.roster(mode).holdings if h.post == "general_commander"]
    assert holding.source == "local"


def test_every_dam_has_its_leader_in_post(sample: County) -> None:
    held = {
        h.scope: h.person
        for h in sample.real.holdings
        if h.post == "responsible_leader" and h.scope is not None
    }
    assert held == {dam.id: dam.responsible for dam in sample.dams}


@pytest.mark.parametrize("mode", MODES)
def test_every_village_below_the_fictional_dam_has_its_contact(sample: County, mode: Mode) -> None:
    """Deputies of one another they are not: each speaks for their own village."""
    (dam,) = [dam for dam in sample.dams if dam.fictional]
    held = [h for h in sample.roster(mode).holdings if h.post == "village_contact" and h.scope]
    assert [h.scope for h in held] == [below.village for below in dam.downstream]
    assert {h.rank for h in held} == {1}
    assert len({h.person for h in held}) == 3

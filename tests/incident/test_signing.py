"""Who signs an order that was written down for somebody else, and who entered that it was."""

from __future__ import annotations

import pytest

from incident import commands as c
from incident.log import read
from incident.model import Spoken
from incident.narrate import narrate
from runtime.language import LANGS
from runtime.refusal import Refused
from tests.incident.bench import COMMANDER, DESK, GENERAL, Bench
from tests.incident.conftest import House

NIGHT, NEXT = "p-night", "p-next"
ALONE = {"zh": "由代录人登记", "en": "entered by the one who recorded it"}
START = c.StartResponse(level=2)
SETTLED = (
    c.SignOrder(order="order-1", sheet="签-3"),
    c.RefuseSigning(order="order-1", reason="ref.r"),
)


def recorded() -> Bench:
    """An order of the commander, written down by the officer of the night."""
    bench = Bench()
    bench.report()
    spoken = bench.spoken(COMMANDER)
    bench.do(START.model_copy(update={"spoken": spoken}), DESK, person=NIGHT)
    return bench


def told(bench: Bench) -> dict[str, str]:
    said = narrate(bench.entries[-1], bench.playbook, {"ref.r": "不认"}, {})
    return {lang: said.say(lang) for lang in LANGS}


@pytest.mark.parametrize("settled", SETTLED)
def test_a_lone_officer_enters_the_sheet_and_the_log_says_that_nobody_else_did(
    settled: c.Command,
) -> None:
    bench = recorded()
    bench.do(settled, DESK, person=NIGHT)
    assert bench.state.orders["order-1"].by_recorder is True
    for lang, said in told(bench).items():
        assert ALONE[lang] in said


@pytest.mark.parametrize("settled", SETTLED)
def test_another_who_enters_it_is_not_called_the_same(settled: c.Command) -> None:
    bench = recorded()
    bench.do(settled, DESK, person=NEXT)
    assert bench.state.orders["order-1"].by_recorder is False
    for lang, said in told(bench).items():
        assert ALONE[lang] not in said


def test_what_one_says_to_oneself_is_no_order() -> None:
    bench = Bench()
    bench.report()
    bench.holders = {COMMANDER: frozenset({NIGHT})}
    mine = START.model_copy(update={"spoken": bench.spoken(COMMANDER)})
    refused = bench.refused(mine, DESK, COMMANDER, person=NIGHT)
    assert (refused.code, refused.field) == ("second_person", "spoken.on_behalf_of")
    assert refused.allowed.say("zh") == "请以本人名义直接决定，不用代录口头指令"
    assert "in your own name" in refused.allowed.say("en")
    bench.do(START, DESK, COMMANDER, person=NIGHT)
    assert bench.stage() == "responding"
    assert bench.state.orders == {}


@pytest.mark.parametrize("holders", [{NIGHT, NEXT}, {NEXT}, set()])
def test_another_holder_may_have_spoken(holders: set[str]) -> None:
    bench = Bench()
    bench.report()
    bench.holders = {COMMANDER: frozenset(holders)}
    bench.do(
        START.model_copy(update={"spoken": bench.spoken(COMMANDER)}), DESK, COMMANDER, person=NIGHT
    )
    assert bench.state.orders["order-1"].on_behalf_of == COMMANDER


def test_the_registry_knows_who_holds_the_post_alone(house: House) -> None:
    """The general commander is one person, of deputy magistrates there are two."""
    incident = house.report()

    def said(post: str) -> Spoken:
        return Spoken(on_behalf_of=post, means="in_person", said_at=house.clock.now())

    both = c.StartResponse(level=2, spoken=said(COMMANDER))
    house.desk.put(incident, both, "wutai-vice-magistrate")
    alone = c.RaiseLevel(level=1, spoken=said(GENERAL))
    with pytest.raises(Refused) as caught:
        house.desk.put(incident, alone, "wutai-general-commander")
    assert (caught.value.code, caught.value.field) == ("second_person", "spoken.on_behalf_of")
    house.desk.put(incident, alone, "wutai-duty-officer")
    house.desk.put(incident, c.SignOrder(order="order-2", sheet="签-2"), "wutai-duty-officer")
    orders = house.desk.state(incident).orders
    assert orders["order-2"].by_recorder is True
    with house.database.read() as connection:
        kept = [e.event.model_dump() for e in read(connection, incident)]
    assert kept[-1]["by_recorder"] is True

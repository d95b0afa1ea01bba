"""A whole story over the wire: the fake Twilio gets what was armed, and nothing before or after."""

from __future__ import annotations

import asyncio

from incident import commands as c
from notify.channels.twilio.channel import Twilio
from tests.at_rest import at_rest
from tests.fakes.twilio_server import SENDER, SID, TOKEN, running
from tests.notify.arming.night import EX_CHIEF, NUMBERS, arm, with_telephones
from tests.notify.world import EX_DESK, World


def test_twilio_sends_while_it_is_armed_and_not_before_nor_after(world: World) -> None:
    with_telephones(world)
    with running() as server:
        phone = Twilio(SID, TOKEN, SENDER, base_url=server.url, call_s=5.0, clock=world.clock)
        engine = world.engine(phone)

        async def night() -> None:
            incident = world.open("exercise")
            await at_rest(engine)
            assert server.taken == [], "nobody has armed it"
            arm(world, incident, EX_CHIEF)
            world.desk.put(incident, c.StartResponse(level=2), EX_CHIEF)
            await at_rest(engine)
            world.desk.put(incident, c.Disarm(arming="arming-1"), EX_DESK)
            world.desk.put(incident, c.SendNotice(posts=("rescue_chief",), words="集合"), EX_DESK)
            await at_rest(engine)
            world.forward(60)  # the second message to one person within a minute waits for it
            await at_rest(engine)
            await phone.close()

        asyncio.run(night())
        sent = [(one.to, one.body) for one in server.taken]
    assert {to for to, _ in sent} == {NUMBERS[EX_CHIEF]}
    assert all(body.startswith("【演练】") and body.endswith("【演练】") for _, body in sent)
    assert not any("集合" in body for _, body in sent)
    assert any("集合" in str(said) for said in world.texts()["sim:0502"])

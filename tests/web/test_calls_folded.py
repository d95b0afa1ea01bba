"""The telephone list stays short: who is next stands open, who is later or done is folded."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest

from tests.web.conftest import House
from tests.web.test_calls import alarm, line, press, ringing

__all__ = ["ringing"]


def test_who_comes_later_is_folded_with_a_count_and_nobody_is_missing(
    ringing: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    incident, client = alarm(ringing), ringing.signed_in()
    path = f"/incidents/{incident}/calls"
    monkeypatch.setattr("web.calls.pages.FIRST", 1000)
    everybody = re.findall(r"<b>(\d+)\. ", client.get(path).text)
    assert 'data-key="more"' not in client.get(path).text
    monkeypatch.setattr("web.calls.pages.FIRST", 2)
    page = client.get(path).text
    assert everybody == [str(n + 1) for n in range(len(everybody))]
    assert re.findall(r"<b>(\d+)\. ", page) == everybody
    above, below = page.split('data-key="more"')
    assert re.findall(r"<b>(\d+)\. ", above) == ["1", "2"]
    assert f"之后还有{len(everybody) - 2}人待叫应" in below


def test_who_was_reached_is_listed_with_the_call_that_did_it(ringing: House) -> None:
    incident, client = alarm(ringing), ringing.signed_in()
    path = f"/incidents/{incident}/calls"
    assert 'data-key="done"' not in client.get(path).text
    call, _ = line(client.get(path).text, "（演示）带班领导甲")
    ringing.clock.forward(timedelta(minutes=1))
    assert press(client, incident, call, "result", result="answered", _key="0")[0] == 303
    page = client.get(path).text
    assert "1人已无需再叫应" in page
    done = page.split('data-key="done"')[1]
    assert "（演示）带班领导甲" in done
    assert "本人已答复" in done
    assert "（演示）值班员甲" in done

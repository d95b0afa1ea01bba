"""The fake robots refuse what the vendors refuse, with 200, and each refusal is counted."""

from __future__ import annotations

import base64
import hashlib
import hmac
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import httpx
import pytest

from tests.fakes.robots import KEY, SECRET, TOKEN, FakeRobots, running

FEISHU = f"/open-apis/bot/v2/hook/{TOKEN}"


@pytest.fixture
def fake() -> Iterator[FakeRobots]:
    with running() as server:
        yield server


def wecom(fake: FakeRobots, key: str = KEY, **body: Any) -> int:
    body = body or {"msgtype": "text", "text": {"content": "x"}}
    answer = httpx.post(f"{fake.url}/cgi-bin/webhook/send", params={"key": key}, json=body)
    assert answer.status_code == 200
    return int(answer.json()["errcode"])


def dingtalk(
    fake: FakeRobots, token: str = TOKEN, secret: str = SECRET, off_s: int = 0, text: str = "x"
) -> int:
    stamp = str(int(fake.clock.now().timestamp() + off_s) * 1000)
    sign = base64.b64encode(hmac.digest(secret.encode(), f"{stamp}\n{secret}".encode(), "sha256"))
    answer = httpx.post(
        f"{fake.url}/robot/send",
        params={"access_token": token, "timestamp": stamp, "sign": sign.decode()},
        json={"msgtype": "text", "text": {"content": text}},
    )
    assert answer.status_code == 200
    return int(answer.json()["errcode"])


def feishu(
    fake: FakeRobots, path: str = FEISHU, secret: str = SECRET, off_s: int = 0, text: str = "x"
) -> int:
    stamp = str(int(fake.clock.now().timestamp()) + off_s)
    sign = base64.b64encode(hmac.digest(f"{stamp}\n{secret}".encode(), b"", hashlib.sha256))
    answer = httpx.post(
        f"{fake.url}{path}",
        json={
            "timestamp": stamp,
            "sign": sign.decode(),
            "msg_type": "text",
            "content": {"text": text},
        },
    )
    assert answer.status_code == 200
    return int(answer.json()["code"])


def test_each_takes_a_text(fake: FakeRobots) -> None:
    assert (wecom(fake), dingtalk(fake), feishu(fake)) == (0, 0, 0)
    assert fake.posted == [("wecom", "x"), ("dingtalk", "x"), ("feishu", "x")]
    assert fake.reached == {}


def test_wecom_refuses(fake: FakeRobots) -> None:
    assert wecom(fake, key="other") == 93000
    assert wecom(fake, msgtype="image") == 40008
    assert wecom(fake, msgtype="text", text={"content": ""}) == 44004
    assert wecom(fake, msgtype="text", text={"content": "字" * 683}) == 45002
    assert wecom(fake, msgtype="text", text={"content": "字" * 682}) == 0
    for code in ("93000", "40008", "44004", "45002"):
        assert fake.reached[code] == 1


def test_wecom_takes_twenty_a_minute(fake: FakeRobots) -> None:
    assert [wecom(fake) for _ in range(21)] == [0] * 20 + [45009]
    fake.clock.forward(timedelta(seconds=60))
    assert wecom(fake) == 0
    assert fake.reached == {"45009": 1}


def test_dingtalk_refuses(fake: FakeRobots) -> None:
    assert dingtalk(fake, token="other") == 300001
    assert dingtalk(fake, secret="other") == 310000
    assert dingtalk(fake, off_s=3601) == 310000
    assert dingtalk(fake, text="") == 40035
    fake.keyword = "dam"
    assert dingtalk(fake) == 310000
    assert dingtalk(fake, text="a dam") == 0
    for name in ("300001", "dingtalk_sign", "dingtalk_clock", "40035", "dingtalk_keyword"):
        assert fake.reached[name] == 1


def test_dingtalk_blocks_for_ten_minutes(fake: FakeRobots) -> None:
    assert [dingtalk(fake) for _ in range(21)] == [0] * 20 + [130101]
    fake.clock.forward(timedelta(seconds=599))
    assert dingtalk(fake) == 130101
    fake.clock.forward(timedelta(seconds=1))
    assert dingtalk(fake) == 0
    assert fake.reached == {"130101": 2}


def test_feishu_refuses(fake: FakeRobots) -> None:
    assert feishu(fake, path="/open-apis/bot/v2/hook/other") == 19001
    assert feishu(fake, secret="other") == 19021
    assert feishu(fake, off_s=-3601) == 19021
    assert feishu(fake, text="") == 9499
    fake.keyword = "dam"
    assert feishu(fake) == 19024
    assert feishu(fake, text="a dam") == 0
    for name in ("19001", "feishu_sign", "feishu_clock", "9499", "19024"):
        assert fake.reached[name] == 1


def test_feishu_takes_five_a_second(fake: FakeRobots) -> None:
    assert [feishu(fake) for _ in range(6)] == [0] * 5 + [11232]
    fake.clock.forward(timedelta(seconds=1))
    assert feishu(fake) == 0
    assert fake.reached == {"11232": 1}


def test_without_signatures_nothing_is_compared(fake: FakeRobots) -> None:
    fake.signed = False
    assert dingtalk(fake, secret="other") == 0
    assert feishu(fake, secret="other") == 0


@pytest.mark.parametrize("fault", ["429", "302", "400", "500_after_posting", "not_json", "no_code"])
def test_a_fault_comes_once(fake: FakeRobots, fault: Any) -> None:
    fake.faults.append(fault)
    url, body = f"{fake.url}/cgi-bin/webhook/send", {"msgtype": "text", "text": {"content": "x"}}
    answer = httpx.post(url, params={"key": KEY}, json=body)
    assert fake.reached == {fault: 1}
    assert "errcode" not in answer.text
    assert len(fake.posted) == (0 if fault in ("429", "302", "400") else 1)
    assert wecom(fake) == 0


def test_a_cut_answer_breaks_off(fake: FakeRobots) -> None:
    fake.faults.append("cut")
    url, body = f"{fake.url}/cgi-bin/webhook/send", {"msgtype": "text", "text": {"content": "x"}}
    with pytest.raises(httpx.RemoteProtocolError):
        httpx.post(url, params={"key": KEY}, json=body)
    assert fake.reached == {"cut": 1}

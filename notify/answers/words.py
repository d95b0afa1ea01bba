"""What people write back, as tables: our own words, the carriers', and those that raise doubt.

The words of a table stand for what is meant only where they are a whole statement. Every table is
of lower case and NFKC, as ``reading`` compares.
"""

from __future__ import annotations

from collections.abc import Mapping
from itertools import product
from types import MappingProxyType
from typing import Literal

Kind = Literal["acknowledged", "on_the_way", "on_scene", "declined"]

KEYS: Mapping[str, Kind] = MappingProxyType(
    {"1": "acknowledged", "2": "on_the_way", "3": "on_scene", "4": "declined"}
)
"""The keys of a telephone, also as the first figure before an alert's code."""


def offered(*, goes: bool) -> tuple[Kind, ...]:
    """The answers that a message offers, in their order; ``goes``: its reader is sent somewhere."""
    return tuple(kind for kind in KEYS.values() if goes or kind not in ("on_the_way", "on_scene"))


EMERGENCY = frozenset({"110", "119", "120", "122"})
"""Police, fire, ambulance, traffic police: whoever writes these means them, not key 1."""

CANNOT = frozenset(
    "".join(pair)
    for pair in product(
        ("不能", "无法", "没法", "没办法"),
        ("去", "来", "到", "到场", "到达", "到岗", "到位", "前往", "参加", "出发", "赶到"),
    )
)

SAID: Mapping[Kind, frozenset[str]] = MappingProxyType(
    {
        "acknowledged": frozenset(
            {
                "收到", "收悉", "知悉", "已阅", "知道了", "知道", "明白", "好的", "ok", "okay",
                "received", "roger", "copy", "copied", "got it", "understood", "ack",
                "acknowledged",
                # Somebody who is about to go has read it; that he has left is not said.
                "马上出发", "立即出发", "立刻出发", "准备出发", "即将出发", "这就出发",
                "马上到", "马上就到", "马上到场", "马上来", "马上去", "这就来", "这就去",
            }
        ),
        "on_the_way": frozenset(
            {
                "出发", "出发前往", "已在路上", "在路上", "路上", "在途中", "途中", "前往现场",
                "前往", "赶往现场", "赶往", "赶赴现场", "赶赴", "赶来", "去现场", "快到了",
                "快到", "on my way", "on the way", "omw", "en route", "leaving", "departed",
            }
        ),
        "on_scene": frozenset(
            {
                "到场", "到了", "到达", "到位", "到岗", "到现场", "抵达", "在现场", "正在现场",
                "到达现场", "抵达现场", "已到", "已到场", "已到达", "已到位", "已到岗",
                "已到现场", "已到达现场", "arrived", "on scene", "on site",
            }
        ),
        "declined": frozenset(
            {
                "有困难", "困难", "去不了", "来不了", "到不了", "已到不了", "去不成", "来不成",
                "赶不到", "赶不过来", "赶不回来", "赶不过去", "过不去", "过不来", "走不开",
                "不去", "不来", "请假", "cannot", "can not", "can't", "cant", "unable",
                "cannot come", "can't come", "cannot go", "can't go", "can't make it",
                "cannot make it", "unable to come", "unable to go",
            }
        ) | CANNOT,
    }
)  # fmt: skip

START = frozenset({"启动", "start", "activate"})
"""Before or after six figures, the order to start."""

STOP = frozenset(
    {
        "stop", "stopall", "stop all", "td", "t", "退订", "退订回t", "unsubscribe", "quit",
        "cancel", "end", "optout", "opt out", "revoke",
    }
)  # fmt: skip
"""By these a carrier stops all messages to a number, so none may be a word of ours."""

FILLING = frozenset(
    {
        "我", "我们", "俺", "咱", "本人", "已", "已经", "了", "的", "啦", "都", "均", "刚", "刚刚",
        "才", "正", "正在", "现在", "是", "嗯", "哦", "好", "号", "谢谢", "谢了", "但", "但是",
        "可是", "不过", "领导", "您好", "你好", "报告", "code", "i", "we", "have", "has", "i'm",
        "i've", "am", "we're", "we've", "are", "thanks", "thank you", "please", "sir", "message",
    }
)  # fmt: skip
"""Words that change nothing beside one of ours."""

DOUBT = (
    "没", "不", "未", "别", "无", "否", "非", "勿", "但", "可是", "却", "误", "错", "假", "如果",
    "要是", "万一", "等", "再", "请", "谁", "什么", "怎么", "哪", "几", "何", "吗", "嘛", "么",
    "呢", "退订", "拒收", "外地", "出差", "住院", "生病", "取消", "暂", "稍后", "晚点",
    "自动回复", "自动答复", "代", "替", "转告", "转达", "他", "她", "老婆", "老公", "爱人", "家属",
    "秘书", "家人",
)  # fmt: skip
"""Beside an answer these may turn it round: a person has to look."""

DOUBT_WORDS = frozenset(
    {
        "not", "no", "never", "but", "if", "when", "who", "what", "where", "why", "how", "later",
        "you", "your", "wrong", "until", "haven't", "hasn't", "didn't", "don't", "won't", "isn't",
        "auto", "automatic", "unless", "however", "his", "her", "he", "she", "wife", "husband",
        "behalf", "secretary",
    }
)  # fmt: skip

DOUBT_SIGNS = frozenset("?❓❔❌✖❎🚫🙅👎")

HAN_FIGURES: Mapping[str, str] = MappingProxyType(
    {han: str(value) for value, han in enumerate("零一二三四五六七八九")} | {"〇": "0", "幺": "1"}
)
"""The plain figure for a Chinese one."""

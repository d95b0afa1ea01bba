"""What in people's own words should be looked at again before it goes onto telephones.

Nothing is refused: whoever writes may have a reason. A telephone number or the number of an
identity card reaches everybody who is told and stays on their telephones; a figure of people is
a claim and belongs where claims are compared, since two numbers of one night contradict each
other on other people's screens.
"""

from __future__ import annotations

import re
import unicodedata
from typing import Literal

Caution = Literal["telephone", "identity", "people"]

_APART = re.compile(r"(?<=\d)[\s\-—–.·()]{1,2}(?=[\dXx])")
"""What people write between the digits of one number."""
_IDENTITY = re.compile(r"(?<!\d)(?:\d{17}[\dXx]|\d{15})(?![\dXx])")
"""GB 11643-1999: 17 digits and a check character; 15 digits before it."""
_DATE = re.compile(r"(?:19|20)\d\d[-.]\d{1,2}[-.]\d{1,2}")
_TELEPHONE = re.compile(
    r"""(?x) (?<!\d)
    (?: (?:\+|00)[1-9]\d{7,14}        # with the country's code
      | (?:86)?1[3-9]\d{9}            # mobile, China
      | 0[1-9]\d{1,2}\d{7,8}          # fixed line with its area code, China
      | [2-9]\d{6,7}                  # fixed line without
    )(?!\d)"""
)
_NUMBER = r"(?:\d[\d,]*|[〇零一二两三四五六七八九十百千万]+)"
_PEOPLE = re.compile(
    rf"""(?xi) {_NUMBER}\s*(?:多|余|几)?\s*(?:万)?\s*(?:个)?\s*(?:人|名|户|位|口)
      | (?:死亡|遇难|失联|失踪|被困|受伤|重伤|轻伤|伤亡|涉险|遇险|转移|撤离)
        \s*(?:了|约|共)?\s*{_NUMBER}
      | \b\d[\d,]*\s+(?:\w+\s+)?(?:people|persons?|dead|deaths|killed|missing|injured|hurt|trapped
          |households?|families|residents|villagers|workers|casualties)\b"""
)


def cautions(words: str) -> tuple[Caution, ...]:
    """What the words hold of that, each kind once."""
    plain = unicodedata.normalize("NFKC", words)
    joined = _APART.sub("", _DATE.sub("#", plain))
    identity = bool(_IDENTITY.search(joined))
    found: dict[Caution, bool] = {
        "telephone": bool(_TELEPHONE.search(_IDENTITY.sub("#", joined))),
        "identity": identity,
        "people": bool(_PEOPLE.search(plain)),
    }
    return tuple(kind for kind, there in found.items() if there)

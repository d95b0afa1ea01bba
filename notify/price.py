"""What a part of a short message costs, as the installation's file of channels says it."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

_WRITTEN = re.compile(r"(\d{1,4}(?:\.\d{1,6})?) ([A-Z]{3})")


@dataclass(frozen=True, slots=True)
class Price:
    """An amount of one currency (three letters of ISO 4217)."""

    amount: Decimal
    currency: str

    def __str__(self) -> str:
        return f"{self.amount.normalize():f} {self.currency}"

    def times(self, parts: int) -> Price:
        """Of so many parts."""
        return Price(self.amount * parts, self.currency)


def read_price(written: str) -> Price:
    """From a figure and its currency, such as ``0.045 CNY``. Raises ``ValueError``."""
    found = _WRITTEN.fullmatch(written)
    if found is None:
        raise ValueError("no figure with its currency")
    return Price(Decimal(found[1]), found[2])


def together(prices: Iterable[Price]) -> tuple[Price, ...]:
    """The sums, one for each currency, in the order in which they are first named."""
    sums: dict[str, Decimal] = {}
    for price in prices:
        sums[price.currency] = sums.get(price.currency, Decimal()) + price.amount
    return tuple(Price(amount, currency) for currency, amount in sums.items())

"""Prices in the minor unit. Nobody but this table says what a thing costs."""

from dataclasses import dataclass

CATALOGUE = {
    "field-notes": (1250, "eur"),
    "fountain-pen": (4890, "eur"),
    "desk-pad": (3290, "usd"),
    "brush-set": (2400, "jpy"),
}
MOST = 10


@dataclass(frozen=True)
class Quote:
    sku: str
    quantity: int
    amount: int
    currency: str


def quote(sku: str, quantity: int) -> Quote | None:
    """Return what so many of a thing cost, or None if there is no such thing."""
    if sku not in CATALOGUE:
        return None
    price, currency = CATALOGUE[sku]
    return Quote(sku, quantity, price * quantity, currency)

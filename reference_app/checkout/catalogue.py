"""The catalogue: what the shop sells and at what price. A table; in a larger shop, another team's database."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Product:
    """One thing for sale. `amount` is in the minor unit: 1999 is 19.99 EUR, 1500 is 1500 JPY, 5250 is 5.250 KWD."""

    sku: str
    title: str
    amount: int
    currency: str


PRODUCTS = {
    product.sku: product
    for product in (
        Product("tea", "Darjeeling, 250 g", 1999, "eur"),
        Product("mug", "Stoneware mug", 1450, "usd"),
        Product("print", "Woodblock print", 1500, "jpy"),
        Product("kettle", "Cast-iron kettle", 8900, "eur"),
        # Stripe wants the last digit of a three-decimal amount to be 0.
        Product("saffron", "Saffron, 5 g", 5250, "kwd"),
        # Of these the table `stock` says how many there are.
        Product("vase", "Celadon vase", 12_000, "eur"),
        Product("bowl", "Raku bowl", 6400, "eur"),
        Product("jug", "Salt-glazed jug", 7800, "eur"),
        Product("plate", "Slipware plate", 4500, "eur"),
        Product("lantern", "Porcelain lantern", 9600, "eur"),
    )
}

"""Protection: the price comes from the catalogue. Not: from anything that a client can send."""

from __future__ import annotations

from reference_app.checkout.asking import Asked
from reference_app.checkout.catalogue import PRODUCTS
from reference_app.refusal import RefusalError


def price_from_catalogue(asked: Asked) -> tuple[int, str]:
    """Return what is owed for these goods: (amount in the minor unit, currency).

    Only the name of the product and the number of pieces are the client's to choose. Integers all the way: no
    rounding, no factor of 100 that would be wrong for JPY.
    """
    product = PRODUCTS.get(asked.sku)
    if product is None:
        raise RefusalError(422, "unknown_product", "There is no such product.")
    return product.amount * asked.quantity, product.currency

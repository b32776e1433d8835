"""The lines of a bill: prices that are there or made for it, how many of each, what that costs. Not: discounts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import Any

from msgspec.structs import replace

from simulator.money import CURRENCIES, half_up, shown
from simulator.stripe import errors, naming, policy
from simulator.stripe.command import Changes, standing
from simulator.stripe.errors import catalogue as catalogue_errors
from simulator.stripe.errors import payments as payment_errors
from simulator.stripe.flows.catalogue.offers import new_price, new_product
from simulator.stripe.resources.catalogue import Price, Product
from simulator.stripe.resources.checkout_session import LineItem
from simulator.world import Books

NOT_SIMULATED = ("dynamic_tax_rates", "tax_rates")
"""Parameters of a line that would change what is paid."""


def of(books: Books, changes: Changes, params: Mapping[str, Any], *, recurring: bool = False) -> tuple[LineItem, ...]:
    """Return the lines with the products and prices made for them. Raises the refusals for what cannot be sold.

    All are in one currency: the one that is asked for, else the first line's. `recurring`: whether what is paid again
    and again may be among them.
    """
    given: Sequence[Mapping[str, Any]] = params.get("line_items") or ()
    if not given:
        raise errors.missing("line_items")
    currency = params["currency"].lower() if params.get("currency") else None
    if currency is not None and currency not in CURRENCIES:
        raise errors.invalid_currency(params["currency"], CURRENCIES)
    items: list[LineItem] = []
    for nth, line in enumerate(given):
        items.append(_line(books, changes, line, f"line_items[{nth}]", currency, recurring))
        currency = currency or items[0].currency
    return tuple(items)


def check_total(total: int, currency: str) -> None:
    """Raise the refusal for a bill that is too small to be charged; nothing at all is due on an order without cost.

    Source: Stripe, "No-cost orders" (since API version 2023-08-16; an older version is not refused here).
    """
    least = policy.SMALLEST.get(currency, 1)
    if 0 < total < least:
        raise payment_errors.session_total_too_small(shown(least, currency))


def _line(
    books: Books, changes: Changes, line: Mapping[str, Any], path: str, currency: str | None, recurring: bool
) -> LineItem:
    quantity = line.get("quantity", 1)
    for name in NOT_SIMULATED:
        if line.get(name):
            raise errors.not_simulated("taxes", f"{path}[{name}]")
    if (line.get("adjustable_quantity") or {}).get("enabled"):
        raise errors.not_simulated("a quantity that the buyer changes", f"{path}[adjustable_quantity][enabled]")
    if line.get("price") is not None:
        price, product = _offered(books, line["price"], f"{path}[price]")
        if price.recurring is not None and not recurring:
            raise catalogue_errors.recurring_in_payment_mode(f"{path}[price]")
    else:
        price, product = _priced(books, changes, line.get("price_data"), path, recurring)
    if quantity < 1:
        raise errors.too_small(f"{path}[quantity]")
    currency = currency or price.currency
    return LineItem(
        id=naming.long(books, "li_"),
        price=price.id,
        product=product.id,
        name=product.name,
        currency=currency,
        quantity=quantity,
        subtotal=cost(price, currency, quantity, f"{path}[price]"),
    )


def cost(price: Price, currency: str, quantity: int, param: str) -> int:
    """Return what that many pieces cost, in minor units: rounded once, half up, after multiplying.

    Raises the refusal for a price that is not offered in that currency.
    """
    amount = price.offered_in(currency)
    if amount is None:
        raise catalogue_errors.price_of_another_currency(price.currency, currency, param)
    if amount.exact is None:
        raise errors.not_simulated("a price whose amount the buyer chooses", param)
    packs = quantity
    if price.transform_quantity is not None:
        by = price.transform_quantity["divide_by"]
        packs = -(-quantity // by) if price.transform_quantity["round"] == "up" else quantity // by
    return half_up(Fraction(amount.exact) * packs)


def _offered(books: Books, price_id: str, param: str) -> tuple[Price, Product]:
    """Return a price of the catalogue with its product. Raises the refusals for one that cannot be bought."""
    price = standing(books, Price, price_id, param)
    product: Product = books.objects[price.product]
    if not price.active:
        raise catalogue_errors.price_inactive(param)
    if not product.active:
        raise catalogue_errors.product_inactive(price.id, param)
    return price, product


def _priced(
    books: Books, changes: Changes, data: Mapping[str, Any] | None, path: str, recurring: bool
) -> tuple[Price, Product]:
    """Make product and price of `price_data`; neither is active, for they are for this bill alone."""
    if data is None:
        raise errors.missing(path + "[price]")
    if data.get("recurring") and not recurring:
        raise catalogue_errors.recurring_in_payment_mode(f"{path}[price_data][recurring]")
    if data.get("unit_amount") is None and data.get("unit_amount_decimal") is None:
        raise errors.missing(f"{path}[price_data][unit_amount]")
    price = new_price(books, data, path=f"{path}[price_data]", active=False)
    if data.get("product") is not None:
        product = standing(books, Product, data["product"], f"{path}[price_data][product]")
        if not product.active:
            raise catalogue_errors.product_inactive(price.id, f"{path}[price_data][product]")
        return changes.put(price), product
    if data.get("product_data") is None:
        raise errors.missing(f"{path}[price_data][product_data]")
    product = changes.put(new_product(books, data["product_data"], active=False))
    return changes.put(replace(price, product=product.id)), product

"""A product and a price, made of the parameters that name them. Not: storing them, or telling of them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from msgspec.structs import replace

from simulator.money import CURRENCIES
from simulator.stripe import errors, naming
from simulator.stripe.command import find, free
from simulator.stripe.errors import catalogue as catalogue_errors
from simulator.stripe.flows.catalogue.amounts import by_currency, new_amount
from simulator.stripe.resources.catalogue import PRODUCT_AS_GIVEN, Price, Product
from simulator.stripe.resources.meter import Meter
from simulator.stripe.wire import merged_metadata
from simulator.world import Books


def new_product(books: Books, params: Mapping[str, Any], *, active: bool = True) -> Product:
    """Return a product made of the parameters, `product_data` among them. Raises the refusal for a taken id."""
    chosen = params.get("id")
    blank = Product(
        id=free(books, Product, chosen, "Product") if chosen else naming.short(books, "prod_"),
        created=books.clock.now(),
        name=params["name"],
        active=active,
    )
    return described(blank, params)


def described(product: Product, params: Mapping[str, Any]) -> Product:
    """Return the product with what stands in the parameters."""
    fields: dict[str, Any] = {name: params[name] for name in PRODUCT_AS_GIVEN if name in params}
    for name in ("images", "marketing_features"):
        if name in params:
            fields[name] = tuple(params[name] or ())
    if "metadata" in params:
        fields["metadata"] = merged_metadata(product.metadata, params["metadata"])
    return replace(product, **fields)


def new_price(books: Books, params: Mapping[str, Any], *, path: str = "", active: bool = True) -> Price:
    """Return a price made of the parameters; its product is taken as it is named. Raises their refusals."""
    currency = params["currency"].lower()
    if currency not in CURRENCIES:
        raise errors.invalid_currency(params["currency"], CURRENCIES)
    recurring = params.get("recurring")
    tiered = params.get("billing_scheme") == "tiered"
    if tiered and recurring is None:
        raise catalogue_errors.tiers_need_recurring()
    if tiered:
        for name in ("tiers", "tiers_mode"):
            if not params.get(name):
                raise errors.missing(name)
    return Price(
        id=naming.long(books, "price_"),
        created=books.clock.now(),
        product=params.get("product", ""),
        currency=currency,
        amount=new_amount(params, path, tiered=tiered),
        active=params.get("active", active),
        currency_options=by_currency(params.get("currency_options"), currency, tiered=tiered),
        lookup_key=params.get("lookup_key"),
        metadata=merged_metadata({}, params.get("metadata") or {}),
        nickname=params.get("nickname"),
        recurring=None if recurring is None else _recurring(books, recurring),
        tiers_mode=params.get("tiers_mode"),
        transform_quantity=params.get("transform_quantity"),
    )


def _recurring(books: Books, given: Mapping[str, Any]) -> dict[str, Any]:
    """Return how a price recurs; usage that is metered needs a meter, and only that can have one."""
    if given.get("meter") is not None:
        find(books, Meter, given["meter"], "recurring[meter]")
        if given.get("usage_type") != "metered":
            raise catalogue_errors.meter_without_metered()
    elif given.get("usage_type") == "metered":
        raise catalogue_errors.metered_without_meter()
    count = given.get("interval_count", 1)
    if count < 1:
        raise errors.too_small("recurring[interval_count]")
    return {
        "interval": given["interval"],
        "interval_count": count,
        "meter": given.get("meter"),
        "trial_period_days": given.get("trial_period_days"),
        "usage_type": given.get("usage_type", "licensed"),
    }

"""Prices: create, update, list. Not: charging them, which is for the lines of a checkout."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from msgspec.structs import replace

from simulator.provider import Outcome
from simulator.stripe import errors
from simulator.stripe.command import Changes, Command, changed, standing
from simulator.stripe.errors import catalogue as catalogue_errors
from simulator.stripe.flows.catalogue.amounts import by_currency
from simulator.stripe.flows.catalogue.offers import new_price, new_product
from simulator.stripe.lists import of_kind
from simulator.stripe.resources.catalogue import Price, Product
from simulator.stripe.shapes import shape
from simulator.stripe.wire import merged_metadata
from simulator.world import Books


def create(command: Command) -> Outcome:
    """POST /v1/prices, for a product that is there or, with `product_data`, for one made now."""
    books, params = command.books, command.params
    changes = Changes()
    if "product" in params and "product_data" in params:
        raise errors.exclusive("product", "product_data")
    if "product" not in params and "product_data" not in params:
        raise catalogue_errors.price_without_product()
    if "product" in params:
        standing(books, Product, params["product"], "product")
    price = new_price(books, params)
    if "product_data" in params:
        product = new_product(books, params["product_data"])
        price = replace(price, product=product.id)
        changes.put(product)
        changes.tell("product.created", product)
    _take_lookup_key(books, changes, price, params)
    changes.put(price)
    changes.tell("price.created", price)
    return changes.outcome(price)


def _take_lookup_key(books: Books, changes: Changes, price: Price, params: Mapping[str, Any]) -> None:
    """Free the key that the price is given: its holder loses it if allowed, an inactive price too (recorded)."""
    key = params.get("lookup_key")
    if key is None:
        return
    for other in books.of_kind(Price):
        if other.lookup_key != key or other.id == price.id or other.deleted:
            continue
        if not params.get("transfer_lookup_key"):
            raise catalogue_errors.lookup_key_taken(other.id)
        without = changes.put(replace(other, lookup_key=None))
        changes.tell("price.updated", without, {"lookup_key": key})


def update(command: Command) -> Outcome:
    """POST /v1/prices/{price}: what it costs can never be changed, only what is said of it and other currencies."""
    books, params = command.books, command.params
    before = standing(books, Price, command.ids[0])
    changes = Changes()
    fields: dict[str, Any] = {name: params[name] for name in ("active", "lookup_key", "nickname") if name in params}
    if fields.get("active") is False and before.active:
        _check_archiving(books, before)
    if "metadata" in params:
        fields["metadata"] = merged_metadata(before.metadata, params["metadata"])
    if "tax_behavior" in params:
        if before.amount.tax_behavior not in ("unspecified", params["tax_behavior"]):
            raise catalogue_errors.tax_behavior_fixed()
        fields["amount"] = replace(before.amount, tax_behavior=params["tax_behavior"])
    if "currency_options" in params:
        tiered = bool(before.amount.tiers)
        added = by_currency(params["currency_options"], before.currency, tiered=tiered)
        fields["currency_options"] = {**before.currency_options, **added} if added else {}
    _take_lookup_key(books, changes, before, params)
    after = changes.put(replace(before, **fields))
    previous = changed(shape(books, before), shape(books, after))
    if previous or before.currency_options != after.currency_options:
        changes.tell("price.updated", after, previous or None)
    return changes.outcome(after)


def _check_archiving(books: Books, price: Price) -> None:
    product = books.objects.get(price.product)
    if isinstance(product, Product) and product.default_price == price.id:
        raise catalogue_errors.default_price_stays_active()


def list_prices(command: Command) -> Outcome:
    params = command.params
    recurring = params.get("recurring") or {}
    keys = params.get("lookup_keys")

    def keep(price: Price) -> bool:
        return (
            not price.deleted
            and all(
                params.get(name) in (None, getattr(price, name)) for name in ("active", "currency", "product", "type")
            )
            and (keys is None or price.lookup_key in keys)
            and all((price.recurring or {}).get(name) == wanted for name, wanted in recurring.items())
        )

    return Outcome(of_kind(command, Price, "/v1/prices", keep))

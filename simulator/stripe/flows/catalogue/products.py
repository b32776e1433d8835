"""Products: create, update, delete, list. Not: what they cost, see flows.prices."""

from __future__ import annotations

from msgspec.structs import replace

from simulator.provider import Outcome
from simulator.stripe.command import Changes, Command, changed, standing
from simulator.stripe.errors import catalogue as catalogue_errors
from simulator.stripe.flows.catalogue.offers import described, new_price, new_product
from simulator.stripe.flows.reading import deleted_stub
from simulator.stripe.lists import of_kind, page
from simulator.stripe.resources.catalogue import Price, Product
from simulator.stripe.shapes import shape


def create(command: Command) -> Outcome:
    """POST /v1/products. With `default_price_data` its price is made too; the product's event names it (recorded)."""
    books, params = command.books, command.params
    changes = Changes()
    product = new_product(books, params)
    priced = params.get("default_price_data")
    if priced is None:
        changes.put(product)
        changes.tell("product.created", product)
        return changes.outcome(product)
    price = new_price(books, {**priced, "product": product.id})
    product = changes.put(replace(product, default_price=price.id))
    changes.put(price)
    changes.tell("product.created", product)
    changes.tell("price.created", price)
    return changes.outcome(product)


def update(command: Command) -> Outcome:
    """POST /v1/products/{id}: the event tells the earlier values, and does not list `updated` (recorded)."""
    books, params = command.books, command.params
    before = standing(books, Product, command.ids[0])
    after = described(before, params)
    default = params.get("default_price")
    if default is not None:
        if standing(books, Price, default, "default_price").product != before.id:
            raise catalogue_errors.not_the_products_price(default, before.id)
        after = replace(after, default_price=default)
    previous = changed(shape(books, before), shape(books, after))
    changes = Changes()
    if previous:
        after = changes.put(replace(after, updated=command.now))
        changes.tell("product.updated", after, previous)
    return changes.outcome(after)


def delete(command: Command) -> Outcome:
    """DELETE /v1/products/{id}: only of one without prices; the event shows it whole and inactive (recorded)."""
    product = standing(command.books, Product, command.ids[0])
    if any(price.product == product.id and not price.deleted for price in command.books.of_kind(Price)):
        raise catalogue_errors.product_has_prices()
    changes = Changes()
    gone = changes.put(replace(product, active=False, deleted=True))
    changes.tell("product.deleted", gone)
    return changes.outcome(deleted_stub("product", product.id))


def list_products(command: Command) -> Outcome:
    """Unknown and deleted ids among `ids` are passed over (recorded)."""
    params = command.params
    ids, url = params.get("ids"), params.get("url")

    def keep(product: Product) -> bool:
        return (
            not product.deleted
            and params.get("active") in (None, product.active)
            and params.get("shippable") in (None, bool(product.shippable))
            and (ids is None or product.id in ids)
            and (url is None or product.url == url)
        )

    return Outcome(of_kind(command, Product, "/v1/products", keep))


def list_features(command: Command) -> Outcome:
    """GET /v1/products/{id}/features: none, for attaching one is not simulated."""
    product = standing(command.books, Product, command.ids[0])
    return Outcome(
        page(command.params, (), {}, "product_feature", f"/v1/products/{product.id}/features", lambda _: True)
    )

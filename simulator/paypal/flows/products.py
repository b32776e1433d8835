"""Catalog Products v1: create, list, get, change. Not: plans and subscriptions."""

from __future__ import annotations

from typing import Any

from msgspec.structs import replace

from simulator.paypal import errors, naming
from simulator.paypal.command import Changes, Command, Plain, Shown, as_asked, find
from simulator.paypal.errors import detail
from simulator.paypal.paging import flag, page, page_size
from simulator.paypal.resources.product import Product
from simulator.paypal.shapes.links import link
from simulator.paypal.shapes.products import product as shape_of
from simulator.provider import Outcome

PLACE = "/v1/catalogs/products"
CHANGEABLE = ("description", "category", "image_url", "home_url")
LONGEST = 256


def create(command: Command) -> Outcome:
    """POST /v1/catalogs/products."""
    params, books = command.params, command.books
    made = Product(
        id=str(params.get("id") or naming.product(books.random)),
        created=command.now,
        updated=command.now,
        name=params["name"],
        type=params.get("type") or "PHYSICAL",
        **{key: params[key] for key in CHANGEABLE if params.get(key)},
    )
    if made.id in books.objects:
        raise errors.unprocessable("DUPLICATE_RESOURCE_IDENTIFIER", field="/id", value=made.id)
    changes = Changes(books)
    changes.put(made)
    changes.tell("CATALOG.PRODUCT.CREATED", made)
    return as_asked(command, made, 201, changes)


def get(command: Command) -> Outcome:
    """GET /v1/catalogs/products/{id}."""
    return Outcome(Shown(_named(command)))


def list_products(command: Command) -> Outcome:
    """GET /v1/catalogs/products: oldest first."""
    query, books = command.called.query, command.books
    size, number, total = page_size(books, query, most=20), page(query), flag(query, "total_required")
    there = list(books.of_kind(Product))
    shown = there[(number - 1) * size : number * size]
    links = [link(books, f"{PLACE}?page_size={size}&page={number}", "self")]
    if len(there) > number * size:
        links.append(link(books, f"{PLACE}?page_size={size}&page={number + 1}", "next"))
    counts = {"total_items": len(there), "total_pages": -(-len(there) // size)} if total else {}
    body = {**counts, "products": [shape_of(books, one, "listed") for one in shown], "links": links}
    return Outcome(Plain(body, tuple(one.id for one in shown)))


def patch(command: Command) -> Outcome:
    """PATCH /v1/catalogs/products/{id}: description, category and addresses; 204."""
    made = _named(command)
    for nth, one in enumerate(command.params):
        field = str(one.get("path") or "").removeprefix("/")
        op, value = one["op"], one.get("value")
        if op not in ("add", "replace", "remove") or field not in CHANGEABLE:
            raise errors.invalid(detail("INVALID_PARAMETER_VALUE", field=f"/{nth}/path", value=field[:50]))
        made = replace(made, **{field: _value(op, value, nth)}, updated=command.now)
    changes = Changes(command.books)
    changes.put(made)
    changes.tell("CATALOG.PRODUCT.UPDATED", made)
    return changes.outcome(Plain(None, (made.id,)), 204)


def _value(op: str, value: Any, nth: int) -> str | None:
    if op == "remove":
        return None
    if not isinstance(value, str) or not 0 < len(value) <= LONGEST:
        raise errors.invalid(detail("INVALID_PARAMETER_VALUE", field=f"/{nth}/value", value=""))
    return value


def _named(command: Command) -> Product:
    missing = errors.refusal(
        404, "RESOURCE_NOT_FOUND", [detail("INVALID_RESOURCE_ID", description="Invalid product id")]
    )
    return find(command.books, Product, command.ids[0], missing)

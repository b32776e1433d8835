"""Plans: what recurring prices were called before. Not: prices under their own name, or one-time ones.

A plan and its price are one thing with two faces, and both are told of (seen in public: laravel/cashier-stripe, 1166).
Unconfirmed: the order of their events, and that a price which is made as such makes no event of its plan.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from typing import Any

from msgspec.structs import replace

from simulator.provider import Outcome
from simulator.stripe import errors
from simulator.stripe.command import Changes, Command, changed, free, standing
from simulator.stripe.flows.catalogue.offers import new_price, new_product
from simulator.stripe.flows.reading import deleted_stub
from simulator.stripe.lists import of_kind
from simulator.stripe.resources.catalogue import Price, Product, plan
from simulator.stripe.shapes import shape
from simulator.stripe.wire import merged_metadata
from simulator.world import Books

OTHER_NAMES: Mapping[str, str] = {
    "amount": "unit_amount",
    "amount_decimal": "unit_amount_decimal",
    "transform_usage": "transform_quantity",
}
"""A plan's parameters that a price has under another name; the rest is called alike, or is how it recurs."""

RECURRING = ("interval", "interval_count", "meter", "trial_period_days", "usage_type")


def create(command: Command) -> Outcome:
    """POST /v1/plans, for a product that is there or one made now."""
    books, params = command.books, command.params
    product = params.get("product")
    if product is None:
        raise errors.missing("product")
    if params.get("billing_scheme") != "tiered" and not {"amount", "amount_decimal"} & params.keys():
        raise errors.missing("amount")
    given = {OTHER_NAMES.get(name, name): value for name, value in params.items() if name not in RECURRING}
    given["recurring"] = {name: params[name] for name in RECURRING if name in params}
    changes = Changes()
    if isinstance(product, str):
        given["product"] = standing(books, Product, product, "product").id
    else:
        made = changes.put(new_product(books, product))
        changes.tell("product.created", made)
        given["product"] = made.id
    price = new_price(books, given)
    if params.get("id"):
        price = replace(price, id=free(books, Price, params["id"], "Plan"))
    changes.put(price)
    changes.tell("plan.created", plan(price))
    changes.tell("price.created", price)
    return changes.outcome(plan(price))


def retrieve(command: Command) -> Outcome:
    """GET /v1/plans/{plan}: also of what was made as a price."""
    return Outcome(plan(_existing(command.books, command.ids[0])))


def update(command: Command) -> Outcome:
    """POST /v1/plans/{plan}: what is said of it, never what it costs."""
    books, params = command.books, command.params
    before = _existing(books, command.ids[0])
    fields: dict[str, Any] = {name: params[name] for name in ("active", "nickname") if name in params}
    if "metadata" in params:
        fields["metadata"] = merged_metadata(before.metadata, params["metadata"])
    if params.get("product") is not None:
        fields["product"] = standing(books, Product, params["product"], "product").id
    if "trial_period_days" in params:
        fields["recurring"] = {**(before.recurring or {}), "trial_period_days": params["trial_period_days"]}
    changes = Changes()
    after = changes.put(replace(before, **fields))
    if after != before:
        faces = ("plan.updated", plan(before), plan(after)), ("price.updated", before, after)
        for told, old, new in faces:
            changes.tell(told, new, changed(shape(books, old), shape(books, new)))
    return changes.outcome(plan(after))


def delete(command: Command) -> Outcome:
    """DELETE /v1/plans/{plan}: its price is gone with it."""
    gone = replace(_existing(command.books, command.ids[0]), active=False, deleted=True)
    changes = Changes()
    changes.put(gone)
    changes.tell("plan.deleted", plan(gone))
    changes.tell("price.deleted", gone)
    return changes.outcome(deleted_stub("plan", gone.id))


def list_plans(command: Command) -> Outcome:
    active, product = command.params.get("active"), command.params.get("product")

    def keep(price: Price) -> bool:
        return (
            price.recurring is not None
            and not price.deleted
            and active in (None, price.active)
            and product in (None, price.product)
        )

    found = of_kind(command, Price, "/v1/plans", keep)
    return Outcome(dataclasses.replace(found, items=tuple(plan(price) for price in found.items)))


def _existing(books: Books, plan_id: str) -> Price:
    found = books.objects.get(plan_id)
    if not isinstance(found, Price) or found.recurring is None or found.deleted:
        raise errors.no_such("plan", plan_id, "plan", in_path=True)
    return found

"""What is sold again and again: a plan variation's phases, as it is stored and as it is billed. Not: who buys it.

Source: Square, "Subscription plans and variations"; the refusals as recorded (forum threads 10913, 10986, 11994). A
free trial is a first phase of price 0: there is no other.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import msgspec

from simulator.square import errors, naming, policy
from simulator.square.command import found, money
from simulator.square.resources.seller import CatalogObject
from simulator.world import Books

PLAN, VARIATION = "SUBSCRIPTION_PLAN", "SUBSCRIPTION_PLAN_VARIATION"


class Phase(msgspec.Struct, frozen=True):
    """So many periods at one price, in minor units; `price` is None where the order template tells it."""

    uid: str
    ordinal: int
    cadence: str
    periods: int | None
    price: int | None


class Plan(msgspec.Struct, frozen=True):
    """A plan variation as it is billed. `phases` are in their order."""

    id: str
    name: str
    phases: tuple[Phase, ...]
    anchor_day: int | None
    prorates: bool


def plan_of(books: Books, name: str, field: str | None = None) -> Plan:
    """Return the plan variation of that id, also one that is sold no more. Raises the refusal if there is none."""
    stored = found(books, CatalogObject, name)
    if stored is None:
        raise errors.error(404, "NOT_FOUND", f"Catalog object with ID `{name}` not found.", field)
    if stored.type != VARIATION:
        raise errors.invalid(f"Invalid object {name}: incorrect object type {stored.type}.", field)
    phases = tuple(
        Phase(
            uid=told["uid"],
            ordinal=told["ordinal"],
            cadence=told["cadence"],
            periods=told.get("periods"),
            price=told["pricing"]["price_money"]["amount"] if told["pricing"]["type"] == "STATIC" else None,
        )
        for told in stored.data["phases"]
    )
    return Plan(
        id=stored.id,
        name=str(stored.data.get("name", "")),
        phases=phases,
        anchor_day=stored.data.get("monthly_billing_anchor_date"),
        prorates=stored.data.get("can_prorate", True),
    )


def on_sale(books: Books, name: str, field: str) -> Plan:
    """Return a plan variation that can be subscribed to. Raises the refusal for one that was deleted."""
    plan = plan_of(books, name, field)
    stored = found(books, CatalogObject, name)
    if stored is None or stored.deleted:
        raise errors.error(404, "NOT_FOUND", f"Catalog object with ID `{name}` not found.", field)
    return plan


# Storing.


def plan_data(data: Mapping[str, Any]) -> dict[str, Any]:
    """Return what is kept of a plan: phases of its own, as plans had before variations, are dropped (recorded)."""
    return {name: value for name, value in data.items() if name != "phases"}


def variation_data(
    books: Books, data: Mapping[str, Any], own: str, plan_id: str | None, before: CatalogObject | None
) -> dict[str, Any]:
    """Return what is kept of a plan variation: its phases with uids, in their order. Raises the recorded refusals."""
    at = "object.subscription_plan_variation_data"
    if plan_id is None:
        why = "Attribute with definition SQ_COGS_SPID required.."
        detail = f"Invalid object `{own}`: [merchant_token={books.account}] {why}"
        raise errors.error(400, "MISSING_REQUIRED_PARAMETER", detail)
    if not data["phases"]:
        raise errors.error(400, "ARRAY_EMPTY", "Repeated field must have at least one value", f"{at}.phases")
    phases = [_phase(books, one, nth, f"{at}.phases[{nth}]") for nth, one in enumerate(data["phases"])]
    phases.sort(key=lambda one: one["ordinal"])
    if any("periods" not in one for one in phases[:-1]):
        detail = (
            f"Invalid object: Invalid Object with Id: {own} subscription phase requires period unless it is last phase."
        )
        raise errors.invalid(detail)
    if before is not None:
        phases = _unchanged(before, phases)
    return {**data, "subscription_plan_id": plan_id, "phases": phases}


def _phase(books: Books, given: Mapping[str, Any], nth: int, at: str) -> dict[str, Any]:
    pricing = given.get("pricing", {})
    price = pricing.get("price_money", pricing.get("price", given.get("recurring_price_money")))
    kind = pricing.get("type", "STATIC")
    if pricing.get("discount_ids"):
        raise errors.not_simulated("discounts of a phase", f"{at}.pricing.discount_ids")
    shown: dict[str, Any] = {"uid": given.get("uid") or naming.catalog_object(books), "cadence": given["cadence"]}
    if given.get("periods") is not None:
        if given["periods"] < 1:
            raise errors.too_low(1, f"{at}.periods")
        shown["periods"] = given["periods"]
    shown["ordinal"] = given.get("ordinal", nth)
    if kind == "RELATIVE":
        return {**shown, "pricing": {"type": "RELATIVE"}}
    amount = money(price, f"{at}.pricing.price_money", policy.CURRENCY)
    if amount is None:
        raise errors.missing(f"{at}.pricing.price_money")
    # The SDKs call it `price_money`, Square's own samples `price`. That both are shown is unconfirmed.
    told = {"amount": amount, "currency": policy.CURRENCY}
    return {**shown, "pricing": {"type": "STATIC", "price": told, "price_money": told}}


def _unchanged(before: CatalogObject, phases: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return the phases as they were. Raises the refusal if others were sent: they can not be changed (recorded)."""
    kept: list[dict[str, Any]] = before.data["phases"]
    without_uid = [
        [{name: value for name, value in one.items() if name != "uid"} for one in two] for two in (kept, phases)
    ]
    if without_uid[0] != without_uid[1]:
        detail = f"On existing plan {before.id}, phases should not be added, removed, or replaced."
        raise errors.invalid(detail, "phases")
    return kept

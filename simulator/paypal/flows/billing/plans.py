"""Plans: create, list, get, change, activate, deactivate, price anew. Not: subscriptions.

Source: PayPal, "Subscriptions v1"; replies as recorded. When a new price is told of is unconfirmed: here at once.
"""

from __future__ import annotations

import re
from typing import Any

from msgspec.structs import replace

from simulator.machine import Forbidden
from simulator.paypal import errors, naming
from simulator.paypal.command import Changes, Command, Plain, Shown, as_asked
from simulator.paypal.errors import detail
from simulator.paypal.flows.billing import reading
from simulator.paypal.paging import flag, page, page_size
from simulator.paypal.resources.plan import Plan, move
from simulator.paypal.resources.product import Product
from simulator.paypal.shapes.links import link
from simulator.paypal.shapes.plans import plan as shape_of
from simulator.paypal.terms import Cycle, Price, Terms
from simulator.provider import Outcome

PLACE = "/v1/billing/plans"
_ID = re.compile(r"P-[0-9A-Z]{24,}\Z")

PATCHABLE = frozenset({
    "/description", "/name", "/payment_preferences/auto_bill_outstanding", "/taxes/percentage",
    "/payment_preferences/payment_failure_threshold", "/payment_preferences/setup_fee",
    "/payment_preferences/setup_fee_failure_action",
})  # fmt: skip

WRONG = {
    "activated": "Invalid plan status for activate action; plan status should be either created or inactive.",
    "deactivated": "Invalid plan status for deactivate action; plan status should be active.",
}


def create(command: Command) -> Outcome:
    """POST /v1/billing/plans. One may begin as CREATED, else it is ACTIVE at once."""
    params, books = command.params, command.books
    if params.get("status") == "INACTIVE":
        raise errors.invalid(detail("INVALID_PARAMETER_VALUE", field="/status", value="INACTIVE", location="body"))
    if not isinstance(books.objects.get(params["product_id"]), Product):
        raise errors.not_found("/product_id", params["product_id"])
    changes = Changes(books)
    made = new(
        changes,
        reading.terms(params, command.now),
        product=params["product_id"],
        name=params["name"],
        status=params.get("status") or "ACTIVE",
        description=params.get("description"),
        quantity_supported=bool(params.get("quantity_supported")),
    )
    return as_asked(command, made, 201, changes)


def new(changes: Changes, terms: Terms, **fields: Any) -> Plan:
    """Store and tell of a new plan."""
    now = changes.books.clock.now()
    made = changes.put(Plan(id=naming.plan(changes.books), created=now, updated=now, terms=terms, **fields))
    changes.tell("BILLING.PLAN.CREATED", made)
    return made


def get(command: Command) -> Outcome:
    """GET /v1/billing/plans/{id}."""
    return Outcome(Shown(_named(command)))


def list_plans(command: Command) -> Outcome:
    """GET /v1/billing/plans: oldest first (recorded)."""
    query, books = command.called.query, command.books
    size, number, total = page_size(books, query, most=20), page(query), flag(query, "total_required")
    ids = query["plan_ids"].split(",") if query.get("plan_ids") else None
    there = [
        one
        for one in books.of_kind(Plan)
        if query.get("product_id") in (None, one.product) and (ids is None or one.id in ids)
    ]
    shown = there[(number - 1) * size : number * size]
    links = [link(books, f"{PLACE}?page_size={size}&page={number}", "self")]
    if len(there) > number * size:
        links.append(link(books, f"{PLACE}?page_size={size}&page={number + 1}", "next"))
    counts = {"total_items": len(there), "total_pages": -(-len(there) // size)} if total else {}
    manner = "full" if not command.called.minimal else "listed"
    body = {**counts, "plans": [shape_of(books, one, manner) for one in shown], "links": links}
    return Outcome(Plain(body, tuple(one.id for one in shown)))


def patch(command: Command) -> Outcome:
    """PATCH /v1/billing/plans/{id}: all of it or nothing; 204."""
    plan, changes = _named(command), Changes(command.books)
    if plan.status == "INACTIVE":
        raise errors.unprocessable("PLAN_STATUS_INACTIVE")
    for nth, one in enumerate(command.params):
        plan = _patched(plan, one, nth)
    changes.put(replace(plan, updated=command.now))
    changes.tell("BILLING.PLAN.UPDATED", changes.get(plan.id))
    return changes.outcome(Plain(None, (plan.id,)), 204)


def _patched(plan: Plan, one: Any, nth: int) -> Plan:
    path, value = str(one.get("path") or ""), one.get("value")
    if path not in PATCHABLE:
        raise errors.invalid(detail("INVALID_PATCH_PATH", field=f"/{nth}/path", value=path[:200], location="body"))
    if one["op"] != "replace":
        raise errors.invalid(detail("UNSUPPORTED_PATCH_OPERATION", field=f"/{nth}/op", value=one["op"]))
    field = path.rpartition("/")[2]
    if field in ("description", "name"):
        if not isinstance(value, str) or not 0 < len(value) <= 127:
            raise errors.invalid(detail("INVALID_PARAMETER_VALUE", field=f"/{nth}/value", location="body"))
        return replace(plan, **{field: value})
    return replace(plan, terms=changed_terms(plan.terms, field, value, f"/{nth}/value"))


def changed_terms(terms: Terms, field: str, value: Any, place: str) -> Terms:
    """Return terms of which one field is another. Raises the refusal of a value that it cannot have."""
    fits = {
        "auto_bill_outstanding": isinstance(value, bool),
        "inclusive": isinstance(value, bool),
        "setup_fee_failure_action": value in ("CANCEL", "CONTINUE"),
        "payment_failure_threshold": isinstance(value, int) and not isinstance(value, bool),
        "percentage": isinstance(value, str) and re.fullmatch(r"[0-9]+|[0-9]*[.][0-9]+", value) is not None,
        "setup_fee": isinstance(value, dict)
        and all(isinstance(value.get(key), str) for key in ("currency_code", "value")),
    }
    if not fits[field]:
        raise errors.invalid(detail("INVALID_PARAMETER_VALUE", field=place, location="body"))
    if field in ("percentage", "inclusive"):
        return reading.taxes(terms, {field: value}, place)
    return reading.preferences(terms, {field: value}, place)


def activate(command: Command) -> Outcome:
    """POST /v1/billing/plans/{id}/activate; 204."""
    return _moved(command, "activated")


def deactivate(command: Command) -> Outcome:
    """POST /v1/billing/plans/{id}/deactivate; 204. Nobody can subscribe to it; who has goes on."""
    return _moved(command, "deactivated")


def _moved(command: Command, what: str) -> Outcome:
    changes = Changes(command.books)
    try:
        after, events = move(_named(command), what, command.now)
    except Forbidden:
        raise errors.unprocessable("PLAN_STATUS_INVALID", description=WRONG[what]) from None
    changes.put(after)
    for event in events:
        changes.tell(event, after)
    return changes.outcome(Plain(None, (after.id,)), 204)


def update_prices(command: Command) -> Outcome:
    """POST /v1/billing/plans/{id}/update-pricing-schemes; 204."""
    plan, changes = _named(command), Changes(command.books)
    if plan.status == "INACTIVE":
        raise errors.unprocessable("PRICING_SCHEME_UPDATE_NOT_ALLOWED")
    terms = plan.terms
    for nth, one in enumerate(command.params["pricing_schemes"]):
        place = f"/pricing_schemes/{nth}"
        cycle = next((cycle for cycle in terms.cycles if cycle.sequence == one["billing_cycle_sequence"]), None)
        if cycle is None:
            raise errors.unprocessable("INVALID_BILLING_CYCLE_SEQUENCE", field=f"{place}/billing_cycle_sequence")
        amount = reading.price(one["pricing_scheme"], terms.currency, f"{place}/pricing_scheme")
        terms = priced_anew(terms, cycle, amount, command.now)
    after = changes.put(replace(plan, terms=terms, updated=command.now))
    changes.tell("BILLING.PLAN.PRICING-CHANGE.ACTIVATED", after)
    return changes.outcome(Plain(None, (after.id,)), 204)


def priced_anew(terms: Terms, cycle: Cycle, amount: int, now: int) -> Terms:
    """Return the terms with a further price of one cycle."""
    newer = Price(version=cycle.price.version + 1, amount=amount, since=now)
    changed = replace(cycle, prices=(*cycle.prices, newer))
    return replace(terms, cycles=tuple(changed if one is cycle else one for one in terms.cycles))


def _named(command: Command) -> Plan:
    """Return the plan of the path. What is no id of one is another mistake than an unknown id (recorded)."""
    name = command.ids[0]
    found = command.books.objects.get(name)
    if isinstance(found, Plan):
        return found
    if not _ID.match(name):
        raise errors.invalid(detail("INVALID_PARAMETER_VALUE", field="plan_id", value=name[:50], location="path"))
    raise errors.not_found("plan_id", name)

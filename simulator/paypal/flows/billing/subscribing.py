"""Subscriptions begun: POST /v1/billing/subscriptions. Not: the buyer's consent, see `approving.py`."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from msgspec.structs import replace

from simulator.paypal import errors, naming
from simulator.paypal.command import Changes, Command, as_asked
from simulator.paypal.errors import detail
from simulator.paypal.flows.billing import reading
from simulator.paypal.moments import second_of
from simulator.paypal.resources.plan import Plan
from simulator.paypal.resources.subscription import Approval, Subscription
from simulator.provider import Outcome

QUANTITY_MOST = 32_000
"""What one may subscribe to at once (unconfirmed)."""


def create(command: Command) -> Outcome:
    """POST /v1/billing/subscriptions: it waits for its buyer."""
    changes = Changes(command.books)
    return as_asked(command, begin(changes, command.params), 201, changes)


def begin(changes: Changes, params: Mapping[str, Any]) -> Subscription:
    """Store and tell of a new subscription. Raises the refusal of one that cannot be."""
    books, now = changes.books, changes.books.clock.now()
    plan = books.objects.get(params["plan_id"])
    if not isinstance(plan, Plan):
        raise errors.not_found("/plan_id", params["plan_id"])
    if plan.status != "ACTIVE":
        said = "Invalid plan status for subscription creation; plan status should be active."
        raise errors.unprocessable("PLAN_STATUS_INVALID", description=said)
    subscriber = _subscriber(params.get("subscriber") or {})
    own = None if not params.get("plan") else reading.overridden(plan.terms, params["plan"], now)
    context = params.get("application_context") or {}
    made = Subscription(
        id=naming.subscription(books),
        plan=plan.id,
        created=now,
        updated=now,
        status_updated=now,
        start=_start(params.get("start_time"), now),
        token=naming.agreement(books),
        completed=(0,) * len(plan.terms.cycles),
        quantity=quantity(plan, params.get("quantity"), "/quantity"),
        shipping=shipping(plan, params, "/shipping_amount"),
        shipping_sent="shipping_amount" in params,
        custom_id=params.get("custom_id"),
        subscriber=subscriber,
        terms=own,
        ships=context.get("shipping_preference") != "NO_SHIPPING",
        waits=context.get("user_action") == "CONTINUE",
        brand=context.get("brand_name"),
    )
    made = replace(made, return_url=context.get("return_url"), cancel_url=context.get("cancel_url"))
    changes.put(Approval(made.token, made.id))
    changes.put(made)
    changes.tell("BILLING.SUBSCRIPTION.CREATED", made)
    return made


def _start(given: str | None, now: int) -> int:
    if given is None:
        return now
    start = second_of(given)
    if start is None or start <= now:
        said = "Start time must be a valid future date and time."
        raise errors.invalid(
            detail("INVALID_PARAMETER_VALUE", field="/start_time", value=given, location="body", description=said)
        )
    return start


def quantity(plan: Plan, given: str | None, place: str) -> str:
    """Return how many are subscribed to. Raises the refusal of several of what is sold once."""
    if given is None:
        return "1"
    if not plan.quantity_supported:
        raise errors.unprocessable("SUBSCRIPTION_CANNOT_HAVE_QUANTITY", field=place, value=given)
    if not 0 < Decimal(given) <= QUANTITY_MOST:
        raise errors.invalid(detail("INVALID_PARAMETER_VALUE", field=place, value=given, location="body"))
    return given


def shipping(plan: Plan, params: Mapping[str, Any], place: str) -> int:
    """Return what shipping costs each time, in minor units."""
    given = params.get("shipping_amount")
    return 0 if given is None else reading.amount(given, plan.terms.currency, place)


def _subscriber(given: Mapping[str, Any]) -> dict[str, Any]:
    """Return what the merchant tells of the subscriber. Raises the refusals of what cannot be subscribed with."""
    if given.get("payment_source"):
        raise errors.not_simulated("subscriptions that are paid by card")
    address = given.get("shipping_address")
    if address is not None:
        address_of(address, "/subscriber/shipping_address")
    return {key: given[key] for key in ("name", "email_address", "shipping_address") if key in given}


def address_of(given: Mapping[str, Any], place: str) -> dict[str, Any]:
    """Return a shipping address. Raises the refusal of one without a full name (recorded)."""
    if not (given.get("name") or {}).get("full_name"):
        raise errors.invalid(
            detail("INVALID_SUBSCRIBER_SHIPPING_INFO_NAME", field=f"{place}/name/full_name", location="body")
        )
    return {key: given[key] for key in ("name", "address", "type") if key in given}

"""Another plan or quantity: what the merchant proposes, until the buyer agrees. Not: agreeing, see `approving.py`.

Source: PayPal, "Upgrade or downgrade a subscription" and "Change subscription quantity": without the buyer's consent
the subscription goes on as it was.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from msgspec.structs import replace

from simulator.paypal import errors, naming
from simulator.paypal.command import Changes, Command, Plain
from simulator.paypal.errors import detail
from simulator.paypal.flows.billing import reading
from simulator.paypal.flows.billing.approving import compatible
from simulator.paypal.flows.billing.subscribing import address_of, quantity, shipping
from simulator.paypal.flows.billing.subscriptions import named, status_invalid
from simulator.paypal.resources.plan import Plan
from simulator.paypal.resources.subscription import Approval, Revision, Subscription
from simulator.paypal.shapes.subscriptions import revision as shape_of
from simulator.provider import Outcome


def revise(command: Command) -> Outcome:
    """POST …/revise: the answer has a link that the buyer follows to agree."""
    found, changes = named(command), Changes(command.books)
    proposed = propose(changes, found, command.params or {})
    wanted = proposed.revision
    assert wanted is not None  # noqa: S101 - it was proposed in the line above
    currency = changes.get(wanted.plan).terms.currency
    body = shape_of(command.books, proposed, wanted, currency)
    return changes.outcome(Plain(body, (found.id,)))


def propose(changes: Changes, subscription: Subscription, params: Mapping[str, Any]) -> Subscription:
    """Remember a change that waits for the buyer; an earlier one is forgotten. Raises the refusal of what cannot be."""
    if subscription.status not in ("ACTIVE", "SUSPENDED"):
        raise status_invalid("patched")
    name = params.get("plan_id") or subscription.plan
    plan = changes.get(name)
    if not isinstance(plan, Plan):
        raise errors.not_found("/plan_id", name)
    if not compatible(changes, subscription, name):
        raise errors.unprocessable("PLAN_PRODUCT_NOT_COMPATIBLE", field="/plan_id", value=name)
    if plan.terms.currency != changes.get(subscription.plan).terms.currency:
        raise errors.unprocessable("CURRENCY_MISMATCH", field="/plan_id", value=name)
    if not params:
        raise errors.invalid(detail("MISSING_REQUEST_BODY", location="body"))
    now, context = changes.books.clock.now(), params.get("application_context") or {}
    kept = subscription.quantity if plan.quantity_supported else "1"
    address = params.get("shipping_address")
    wanted = Revision(
        token=naming.agreement(changes.books),
        plan=name,
        quantity=quantity(plan, params["quantity"], "/quantity") if params.get("quantity") else kept,
        shipping=shipping(plan, params, "/shipping_amount") if "shipping_amount" in params else subscription.shipping,
        address=None if address is None else address_of(address, "/shipping_address"),
        terms=reading.overridden(plan.terms, params["plan"], now) if params.get("plan") else None,
        return_url=context.get("return_url") or subscription.return_url,
        cancel_url=context.get("cancel_url") or subscription.cancel_url,
    )
    changes.put(Approval(wanted.token, subscription.id))
    return changes.put(replace(subscription, revision=wanted))

"""What a customer does in the portal: cancel, carry on, change the plan, name another card. Not: the page.

Everything is a call of the API in the customer's stead. In the flexible mode the portal ends a subscription with
`cancel_at`, and leaves `cancel_at_period_end` false (Stripe, "Compare billing modes"; stripe-node issue 2470).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from msgspec.structs import replace

from simulator.provider import Outcome
from simulator.stripe import policy
from simulator.stripe.command import Command, find
from simulator.stripe.errors import portal as portal_errors
from simulator.stripe.flows.billing import canceling, updating
from simulator.stripe.flows.billing.work import Work
from simulator.stripe.resources import subscription as subscriptions
from simulator.stripe.resources.payment_method import PaymentMethod, attached
from simulator.stripe.resources.portal import PortalConfiguration, PortalSession
from simulator.stripe.resources.subscription import Subscription
from simulator.world import Books


def over(books: Books, session: PortalSession) -> bool:
    """Say whether an address has been open for too long."""
    return books.clock.now() >= session.created + policy.PORTAL_LASTS


def cancel(books: Books, session: PortalSession, name: str, details: dict[str, str]) -> Outcome:
    """Cancel a subscription as the configuration has it. `details`: why, as `feedback` and `comment`."""
    subscription, how = _mine(books, session, name), _allowed(books, session, "subscription_cancel")
    said: dict[str, Any] = {"cancellation_details": details} if details else {}
    if how["mode"] == "immediately":
        prorates = how["proration_behavior"] != "none"
        at_once = {**said, "prorate": prorates, "invoice_now": how["proration_behavior"] == "always_invoice"}
        return canceling.cancel(Command(books, at_once, (subscription.id,)))
    flexible = subscription.billing_mode == "flexible"
    end: dict[str, Any] = {"cancel_at": "max_period_end"} if flexible else {"cancel_at_period_end": True}
    return updating.update(Command(books, {**said, **end}, (subscription.id,)))


def carry_on(books: Books, session: PortalSession, name: str) -> Outcome:
    """Take back that a subscription ends."""
    subscription = _mine(books, session, name)
    _allowed(books, session, "subscription_cancel")
    if subscription.cancel_at is None:
        raise portal_errors.does_not_end(subscription.id)
    asked = {"cancel_at_period_end": False} if subscription.cancel_at_period_end else {"cancel_at": None}
    return updating.update(Command(books, asked, (subscription.id,)))


def change(books: Books, session: PortalSession, name: str, price: str | None, quantity: int | None) -> Outcome:
    """Change the plan, or how many: what is offered, and allowed. It is paid for at once, or nothing is changed."""
    subscription, how = _mine(books, session, name), _allowed(books, session, "subscription_update")
    item: dict[str, Any] = {"id": subscription.items[0].id}
    if price is not None:
        if "price" not in how["default_allowed_updates"] or price not in offered(how):
            raise portal_errors.not_offered(price)
        item["price"] = price
    if quantity is not None:
        if "quantity" not in how["default_allowed_updates"] or quantity < 1:
            raise portal_errors.not_offered(f"a quantity of {quantity}")
        item["quantity"] = quantity
    behavior = how["proration_behavior"]
    params: dict[str, Any] = {
        "items": [item],
        "proration_behavior": behavior,
        "payment_behavior": "error_if_incomplete",
    }
    if subscription.status == "trialing" and how["trial_update_behavior"] == "end_trial":
        params["trial_end"] = "now"
    return updating.update(Command(books, params, (subscription.id,)))


def offered(how: Mapping[str, Any]) -> list[str]:
    """Return the prices that customers may change to."""
    return [price for product in how["products"] or () for price in product["prices"]]


def use_card(books: Books, session: PortalSession, method: PaymentMethod) -> Outcome:
    """Let all that is paid for from now on be paid with another card.

    It becomes the customer's default, and that of their subscriptions which have one of their own: otherwise those
    would go on with the old card (unconfirmed).
    """
    _allowed(books, session, "payment_method_update")
    work = Work(books)
    owned = work.put(attached(method, session.customer))
    work.tell("payment_method.attached", owned)
    before = work.customer(session.customer)
    settings = {**before.invoice_settings, "default_payment_method": owned.id}
    after = work.put(replace(before, invoice_settings=settings))
    work.tell_change("customer.updated", before, after)
    for one in books.of_kind(Subscription):
        if one.customer == after.id and one.status in subscriptions.CANCELABLE and one.default_payment_method:
            work.tell_change(subscriptions.UPDATED, one, work.put(replace(one, default_payment_method=owned.id)))
    return work.outcome(owned)


def _mine(books: Books, session: PortalSession, name: str) -> Subscription:
    subscription = find(books, Subscription, name)
    if subscription.customer != session.customer or subscription.status not in subscriptions.CANCELABLE:
        raise portal_errors.not_here(name)
    return subscription


def _allowed(books: Books, session: PortalSession, feature: str) -> dict[str, Any]:
    """Return how a feature is set. Raises the refusals for one that is switched off, and for a visit that is over."""
    if over(books, session):
        raise portal_errors.visit_over()
    configuration: PortalConfiguration = books.objects[session.configuration]
    how = dict(configuration.features[feature])
    if not how["enabled"]:
        raise portal_errors.switched_off(feature)
    return how

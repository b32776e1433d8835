"""The customer portal's page: what a customer has subscribed to, their card, their invoices. Not: what changes do.

Every step is a plain form, which does the act of its name; what has come of it is read from the objects. The address is
the key: it ends in a secret, and is good for a while.
"""

from __future__ import annotations

import datetime as dt
import secrets
from collections.abc import Mapping
from typing import Any
from urllib.parse import parse_qsl

from simulator import money
from simulator.hosting import see_other
from simulator.provider import Refusal, Reply, Request
from simulator.sandbox import Sandbox
from simulator.stripe.acts.portal import FEEDBACK
from simulator.stripe.flows.portal import visits
from simulator.stripe.hosted.cards import card, mistake
from simulator.stripe.hosted.pages import page
from simulator.stripe.resources.catalogue import Price, Product
from simulator.stripe.resources.customer import Customer
from simulator.stripe.resources.invoice import Invoice
from simulator.stripe.resources.payment_method import PaymentMethod
from simulator.stripe.resources.portal import PortalConfiguration, PortalSession
from simulator.stripe.resources.subscription import CANCELABLE, Subscription
from simulator.world import Books

ACTS = ("portal_cancel", "portal_carry_on", "portal_change", "portal_card")

GIVEN = ("subscription", "price", "feedback", "comment")
"""Fields of the forms that an act takes as they are."""


def serve(sandbox: Sandbox, request: Request, secret: str) -> Reply:
    """Show the page to whoever has its address, and take what is submitted."""
    found = _visit(sandbox, secret)
    if found is None:
        return page("link.html", 404, title="No such page", message="The simulator knows no such portal session.")
    books, session = found
    if visits.over(books, session):
        return page("link.html", title="Session expired", message="Go back to the shop and open the page again.")
    if request.method == "POST":
        return _submitted(sandbox, request, books, session)
    return _shown(books, session, "")


def _visit(sandbox: Sandbox, secret: str) -> tuple[Books, PortalSession] | None:
    for world in sandbox.worlds.values():
        for books in world.all_books():
            for session in books.of_kind(PortalSession):
                if secrets.compare_digest(session.secret.encode(), secret.encode()):
                    return books, session
    return None


def _submitted(sandbox: Sandbox, request: Request, books: Books, session: PortalSession) -> Reply:
    form = dict(parse_qsl(request.body.decode("utf-8", "replace")))
    act = form.get("do", "")
    if act not in ACTS:
        return _shown(books, session, "Nothing was chosen.")
    params: dict[str, Any] = {"object": session.id, **{name: form[name] for name in GIVEN if form.get(name)}}
    if form.get("quantity", "").isdecimal():
        params["quantity"] = int(form["quantity"])
    if act == "portal_card" and not books.livemode:
        wrong = mistake(form)
        if wrong is not None:
            return _shown(books, session, wrong)
        params["card"] = card(form)
    try:
        sandbox.act(sandbox.worlds[books.world_id], sandbox.providers[books.provider], books.side, act, params)
    except Refusal as no:
        return _shown(books, session, no.message)
    return _afterwards(session)


def _afterwards(session: PortalSession) -> Reply:
    """Go where the visit was to lead when its one thing is done; else stay."""
    after = (session.flow or {}).get("after_completion") or {}
    if after.get("type") == "redirect":
        return see_other(after["redirect"]["return_url"])
    if after.get("type") == "hosted_confirmation":
        message = (after.get("hosted_confirmation") or {}).get("custom_message")
        return page("link.html", title="Done", message=message or "Your changes are saved.")
    return see_other(f"/p/session/{session.secret}")


def _shown(books: Books, session: PortalSession, error: str) -> Reply:
    configuration: PortalConfiguration = books.objects[session.configuration]
    features, flow = configuration.features, session.flow or {}
    only = (flow.get(flow.get("type", "")) or {}).get("subscription")
    cancels = features["subscription_cancel"]
    return page(
        "portal.html",
        402 if error else 200,
        error=error,
        headline=configuration.business_profile.get("headline") or "Manage your billing",
        action=f"/p/session/{session.secret}",
        return_url=session.return_url,
        live=books.livemode,
        flow=flow.get("type", ""),
        cancels=cancels["enabled"],
        reasons=FEEDBACK if cancels["cancellation_reason"]["enabled"] else (),
        at_once=cancels["mode"] == "immediately",
        subscriptions=[
            _subscription(books, one, features["subscription_update"])
            for one in books.of_kind(Subscription)
            if one.customer == session.customer and one.status in CANCELABLE and only in (None, one.id)
        ],
        takes_cards=features["payment_method_update"]["enabled"],
        card=_card_of(books, session.customer),
        invoices=_invoices(books, session.customer) if features["invoice_history"]["enabled"] else None,
    )


def _subscription(books: Books, subscription: Subscription, how: Mapping[str, Any]) -> dict[str, Any]:
    """Return what a customer reads of a subscription, and what they may change it to."""
    allowed = how["default_allowed_updates"] if how["enabled"] else ()
    item = subscription.items[0]
    others = [name for name in visits.offered(how) if name != item.price] if "price" in allowed else []
    ends = subscription.cancel_at
    return {
        "id": subscription.id,
        "plan": _plan(books, item.price),
        "quantity": item.quantity,
        "status": subscription.status,
        "until": _day(subscription.period_end if ends is None else ends),
        "ends": ends is not None,
        "others": [{"id": name, "plan": _plan(books, name)} for name in others],
        "counts": "quantity" in allowed,
    }


def _plan(books: Books, name: str) -> str:
    price: Price = books.objects[name]
    product = books.objects.get(price.product)
    whole, interval = price.amount.whole, (price.recurring or {}).get("interval")
    costs = "" if whole is None else f" ({money.shown(whole, price.currency)} per {interval})"
    return f"{product.name if isinstance(product, Product) else price.product}{costs}"


def _card_of(books: Books, customer: str) -> str:
    owner = books.objects.get(customer)
    named = owner.invoice_settings.get("default_payment_method") if isinstance(owner, Customer) else None
    method = books.objects.get(named or "")
    if not isinstance(method, PaymentMethod) or method.card is None:
        return ""
    return f"{method.card.brand} •••• {method.card.last4}"


def _invoices(books: Books, customer: str) -> list[dict[str, str]]:
    """Return the invoices that are final, newest first, as a customer reads them."""
    made = [
        {
            "number": one.number or "",
            "day": _day(one.created),
            "amount": money.shown(one.total, one.currency),
            "status": one.status,
        }
        for one in books.of_kind(Invoice)
        if one.customer == customer and one.status != "draft"
    ]
    return made[::-1]


def _day(second: int) -> str:
    return f"{dt.datetime.fromtimestamp(second, dt.UTC):%d %b %Y}"

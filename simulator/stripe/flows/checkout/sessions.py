"""Checkout sessions from the merchant's side: create, update, expire. Not: paying one, see flows.paying."""

from __future__ import annotations

import dataclasses
from collections import ChainMap
from collections.abc import Mapping
from functools import partial
from typing import Any

from msgspec.structs import replace

from simulator.ids import text
from simulator.money import CURRENCIES
from simulator.provider import Later, Outcome
from simulator.stripe import errors, naming, policy, versions
from simulator.stripe.addresses import taken_apart
from simulator.stripe.command import Changes, Command, find
from simulator.stripe.errors import payments as payment_errors
from simulator.stripe.flows.checkout import discounts, lines, recurring
from simulator.stripe.flows.payments import kinds
from simulator.stripe.flows.payments.intents import find_customer, new_intent
from simulator.stripe.flows.platform.sharing import check as check_sharing
from simulator.stripe.flows.setup.setups import new_intent as new_setup_intent
from simulator.stripe.resources import checkout_session as sessions
from simulator.stripe.resources.checkout_session import CheckoutSession, LineItem
from simulator.stripe.resources.payment_intent import PaymentIntent
from simulator.stripe.resources.setup_intent import SetupIntent
from simulator.stripe.wire import merged_metadata
from simulator.world import Books

SHOWN_AS_GIVEN = (
    "allow_promotion_codes",
    "allowed_payment_method_types",
    "billing_address_collection",
    "integration_identifier",
    "locale",
    "shipping_address_collection",
    "submit_type",
)

NOT_SIMULATED = (
    "shipping_options",
    "optional_items",
    "tax_id_collection",
)
"""Real parameters that would change what is paid: a session that ignored them would be a lie."""

ONLY_IN = (
    ("setup_intent_data", "setup"),
    ("payment_intent_data", "payment"),
    ("line_items", "payment", "subscription"),
    ("subscription_data", "subscription"),
    ("payment_method_collection", "subscription"),
)
"""Parameters, and the modes of a page that take them."""

HOSTED, EMBEDDED = ("hosted_page", "hosted"), ("embedded_page", "embedded", "elements", "custom", "form")


def create(command: Command) -> Outcome:
    """POST /v1/checkout/sessions, for one payment, for a subscription, or to set a method up.

    A payment's intent is made when it is paid; before 2022-08-01 it was made at once (Stripe, "Deferred PaymentIntent
    creation in Checkout Session payment mode").
    """
    params, books = command.params, command.books
    _check_simulated(params)
    check_sharing(books, params.get("payment_intent_data") or {}, "payment_intent_data")
    ui_mode = params.get("ui_mode", "hosted_page")
    _check_addresses(params, ui_mode)
    if params.get("customer") and params.get("customer_email"):
        raise errors.exclusive("customer", "customer_email")
    if "allow_promotion_codes" in params and params.get("discounts"):
        raise errors.exclusive("allow_promotion_codes", "discounts")
    changes = Changes()
    if params.get("mode") == "setup":
        currency = _currency_of_setup(params)
        session = new_session(books, params, (), currency=currency, expires_at=_expires_at(command))
        session = replace(session, payment_status="no_payment_required")
        session = replace(session, setup_intent=_setup_intent(books, changes, session, params).id)
    elif params.get("mode") == "subscription":
        session = _of_subscription(command, changes)
    else:
        items = lines.of(books, changes, params)
        session = new_session(books, params, items, currency=items[0].currency, expires_at=_expires_at(command))
        if params.get("discounts"):
            session = discounts.applied(books, session, discounts.named(books, params["discounts"]))
        lines.check_total(session.total, session.currency)
        if versions.before(command.version, versions.LEAN_CHECKOUT) and session.total:
            session = replace(session, payment_intent=intent_for(books, changes, session).id)
    opened(changes, session)
    return changes.outcome(session)


def _of_subscription(command: Command, changes: Changes) -> CheckoutSession:
    """Return a page on which something is subscribed to: at least one line recurs."""
    params, seen = command.params, command.books
    recurring.check(params)
    given = params.get("subscription_data") or {}
    recurring.check_trial_end(given.get("trial_end"), command.now)
    items = lines.of(seen, changes, params, recurring=True)
    seen = with_made(seen, changes)
    recurring.check_lines(seen, items)
    recurring.check_currency(seen, params.get("customer"), items[0].currency)
    items = recurring.due_today(seen, items, given)
    lines.check_total(sum(item.subtotal for item in items), items[0].currency)
    return new_session(seen, params, items, currency=items[0].currency, expires_at=_expires_at(command))


def with_made(books: Books, changes: Changes) -> Books:
    """Return the books as they will be with what has been made so far."""
    made = {value.id: value for value in changes.puts}
    return dataclasses.replace(books, objects=ChainMap(made, books.objects))  # type: ignore[arg-type]


def intent_for(books: Books, changes: Changes, session: CheckoutSession) -> PaymentIntent:
    """Make the intent with which a session is paid."""
    params: dict[str, Any] = {**session.intent_data, "amount": session.total, "currency": session.currency}
    if session.mode == "subscription":
        params |= {"description": "Subscription creation", "setup_future_usage": "off_session"}
    if session.payment_method_types != kinds.BY_THEMSELVES:
        params["payment_method_types"] = session.payment_method_types
    if session.customer is not None:
        params["customer"] = session.customer
    intent = changes.put(replace(new_intent(books, params), session=session.id))
    changes.tell("payment_intent.created", intent)
    return intent


def opened(changes: Changes, session: CheckoutSession) -> None:
    """Put a new session on the table until it is paid or its time is up."""
    changes.put(session)
    changes.later.append(Later(session.expires_at, partial(expire_later, session_id=session.id)))


def new_session(
    books: Books,
    params: Mapping[str, Any],
    items: tuple[LineItem, ...],
    *,
    currency: str,
    expires_at: int,
    link: str | None = None,
) -> CheckoutSession:
    """Return a session over these lines, made of a call's parameters or a payment link's. Raises their refusals.

    `expires_at` is a unix second of the world's clock.
    """
    customer = find_customer(books, params["customer"]) if params.get("customer") else None
    session_id = naming.checkout_session(books)
    ui_mode = params.get("ui_mode", "hosted_page")
    hosted = ui_mode in HOSTED
    recurs = params.get("mode") == "subscription"
    return CheckoutSession(
        id=session_id,
        created=books.clock.now(),
        expires_at=expires_at,
        currency=currency,
        line_items=items,
        payment_method_types=kinds_of(params, currency or None),
        ui_mode=ui_mode,
        page=f"{books.base_url}/c/pay/{session_id}" if hosted else None,
        success_url=params.get("success_url"),
        cancel_url=params.get("cancel_url"),
        return_url=params.get("return_url"),
        client_reference_id=params.get("client_reference_id"),
        client_secret=None if hosted else f"{session_id}_secret_{text(books.random, 25)}",
        customer=customer.id if customer else None,
        customer_creation="always" if recurs else params.get("customer_creation", "if_required"),
        customer_details=None if customer is None else {"email": customer.email, "name": customer.name},
        customer_email=params.get("customer_email"),
        metadata=merged_metadata({}, params.get("metadata") or {}),
        mode=params.get("mode", "payment"),
        payment_method_collection=params.get("payment_method_collection") or ("always" if recurs else "if_required"),
        subscription_data=params.get("subscription_data") or {},
        intent_data=params.get("payment_intent_data") or {},
        options={name: params[name] for name in SHOWN_AS_GIVEN if name in params},
        payment_link=link,
    )


def _check_simulated(params: Mapping[str, Any]) -> None:
    mode = params.get("mode", "payment")
    for name, *modes in ONLY_IN:
        if params.get(name) and mode not in modes:
            raise payment_errors.not_in_this_mode(name, modes[0])
    for name in NOT_SIMULATED:
        if params.get(name):
            raise errors.not_simulated(name, name)
    if (params.get("automatic_tax") or {}).get("enabled"):
        raise errors.not_simulated("taxes", "automatic_tax[enabled]")


def _currency_of_setup(params: Mapping[str, Any]) -> str:
    """Return the currency of a page on which nothing is paid: it decides the kinds, unless those are named."""
    if params.get("customer_creation") == "always":
        raise errors.not_simulated("customer_creation=always in setup mode", "customer_creation")
    given = params.get("currency")
    if given is None:
        if not params.get("payment_method_types"):
            raise errors.missing("currency")
        return ""
    if given.lower() not in CURRENCIES:
        raise errors.invalid_currency(given, CURRENCIES)
    return str(given).lower()


def kinds_of(params: Mapping[str, Any], currency: str | None) -> tuple[str, ...]:
    """Return the kinds of methods that a page offers. Raises the refusal for a named one of another currency."""
    if params.get("payment_method_types"):
        if currency is not None:
            kinds.check_currency(params["payment_method_types"], currency)
        return tuple(params["payment_method_types"])
    allowed = params.get("allowed_payment_method_types")
    return kinds.offered(allowed, currency) if allowed else kinds.BY_THEMSELVES


def _setup_intent(books: Books, changes: Changes, session: CheckoutSession, params: Mapping[str, Any]) -> SetupIntent:
    """Make the intent of a page in setup mode, at once (unconfirmed: unlike a payment's, which waits for the buyer)."""
    given = {**(params.get("setup_intent_data") or {}), "payment_method_types": session.payment_method_types}
    if session.customer is not None:
        given["customer"] = session.customer
    intent = changes.put(replace(new_setup_intent(books, given), session=session.id))
    changes.tell("setup_intent.created", intent)
    return intent


def _check_addresses(params: Mapping[str, Any], ui_mode: str) -> None:
    if ui_mode in HOSTED:
        if not params.get("success_url"):
            raise errors.missing("success_url")
    elif not params.get("return_url") and params.get("redirect_on_completion") != "never":
        raise errors.missing("return_url")
    for name in ("success_url", "cancel_url", "return_url"):
        url = params.get(name)
        if url is not None and taken_apart(url) is None:
            raise errors.invalid_url(name)


def _expires_at(command: Command) -> int:
    wanted = command.params.get("expires_at")
    if wanted is None:
        return command.now + policy.SESSION_LASTS
    if wanted <= command.now:
        raise errors.in_the_past("expires_at", wanted)
    lasts = wanted - command.now
    # A minute of grace: the target's clock and ours need not agree to the second.
    if not policy.SESSION_SHORTEST - 60 <= lasts <= policy.SESSION_LONGEST + 60:
        raise payment_errors.session_expiry_out_of_range("expires_at")
    return int(wanted)


def update(command: Command) -> Outcome:
    """POST /v1/checkout/sessions/{session}: metadata only, here."""
    before = find(command.books, CheckoutSession, command.ids[0])
    others = [name for name in command.params if name not in ("metadata", "expand")]
    if others:
        raise errors.not_simulated(f"changing {others[0]} of a session", others[0])
    changes = Changes()
    metadata = merged_metadata(before.metadata, command.params.get("metadata", {}))
    return changes.outcome(changes.put(replace(before, metadata=metadata)))


def expire_session(command: Command) -> Outcome:
    """POST /v1/checkout/sessions/{session}/expire."""
    return expire(command.books, find(command.books, CheckoutSession, command.ids[0]))


def expire(_books: Books, session: CheckoutSession) -> Outcome:
    """Close the page for good. Raises the refusal for one that is not open."""
    if session.status != "open":
        raise payment_errors.session_not_open("expired", session.status)
    changes = Changes()
    moved, told = sessions.move(session, "expired")
    changes.put(moved)
    changes.tell(told, moved)
    return changes.outcome(moved)


def expire_later(books: Books, session_id: str) -> Outcome | None:
    """The page's time is up."""
    session = books.objects.get(session_id)
    if not isinstance(session, CheckoutSession) or session.status != "open":
        return None
    return expire(books, session)

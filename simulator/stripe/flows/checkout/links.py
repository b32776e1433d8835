"""Payment links: create, update, list, open a checkout. Not: paying in it, see flows.paying."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from msgspec.structs import replace

from simulator.provider import Outcome
from simulator.stripe import errors, naming, policy
from simulator.stripe.addresses import taken_apart
from simulator.stripe.command import Changes, Command, changed, find
from simulator.stripe.errors import billing as billing_errors
from simulator.stripe.errors import catalogue as catalogue_errors
from simulator.stripe.flows.checkout import discounts, lines, recurring
from simulator.stripe.flows.checkout.sessions import new_session, opened, with_made
from simulator.stripe.lists import of_kind, page
from simulator.stripe.resources.catalogue import Price
from simulator.stripe.resources.checkout_session import CheckoutSession, LineItem
from simulator.stripe.resources.payment_link import PaymentLink, completed
from simulator.stripe.shapes import shape
from simulator.stripe.wire import merged_metadata
from simulator.world import Books

AS_GIVEN = (
    "allow_promotion_codes",
    "billing_address_collection",
    "customer_creation",
    "payment_method_collection",
    "payment_method_types",
    "submit_type",
)
"""Shown as they were given, and so are its sessions, as far as those know the parameter."""

NOT_SIMULATED = (
    "application_fee_amount",
    "application_fee_percent",
    "consent_collection",
    "custom_fields",
    "managed_payments",
    "name_collection",
    "on_behalf_of",
    "optional_items",
    "payment_method_options",
    "shipping_address_collection",
    "shipping_options",
    "transfer_data",
)
"""Real parameters that would change what the page asks for or what is paid."""

ENABLED_NOT_SIMULATED = ("automatic_tax", "invoice_creation", "phone_number_collection", "tax_id_collection")
"""The same of what can be switched off in so many words."""

CONFIRMATION: Mapping[str, Any] = {"hosted_confirmation": {"custom_message": None}, "type": "hosted_confirmation"}


def create(command: Command) -> Outcome:
    """POST /v1/payment_links. Inline prices are made as for a session; a link may sell a subscription, too."""
    books, params = command.books, command.params
    _check_simulated(params)
    changes = Changes()
    items = lines.of(books, changes, params, recurring=True)
    made = with_made(books, changes)
    if recurring.recurs(made, items):
        recurring.check(params)
        recurring.check_lines(made, items)
    elif params.get("subscription_data") or params.get("payment_method_collection"):
        raise billing_errors.nothing_recurring()
    lines.check_total(sum(item.subtotal for item in items), items[0].currency)
    link_id = naming.long(books, "plink_")
    blank = PaymentLink(
        id=link_id,
        created=command.now,
        currency=items[0].currency,
        url=f"{books.base_url}/b/{link_id}",
        line_items=items,
        after_completion=CONFIRMATION,
        subscription_data={} if recurring.recurs(made, items) else None,
    )
    link = changes.put(_with(blank, params))
    changes.tell("payment_link.created", link)
    return changes.outcome(link)


def _check_simulated(params: Mapping[str, Any]) -> None:
    for name in NOT_SIMULATED:
        if params.get(name):
            raise errors.not_simulated(name, name)
    for name in ENABLED_NOT_SIMULATED:
        if (params.get(name) or {}).get("enabled"):
            raise errors.not_simulated(name, f"{name}[enabled]")


def _with(link: PaymentLink, params: Mapping[str, Any]) -> PaymentLink:
    """Return the link with what stands in the parameters. Raises the refusals for what cannot be."""
    fields: dict[str, Any] = {name: params[name] for name in ("active", "inactive_message") if name in params}
    fields["options"] = {**link.options, **{name: params[name] for name in AS_GIVEN if name in params}}
    if "after_completion" in params:
        fields["after_completion"] = _after_completion(params["after_completion"])
    if "metadata" in params:
        fields["metadata"] = merged_metadata(link.metadata, params["metadata"])
    if "payment_intent_data" in params:
        fields["intent_data"] = {**(link.intent_data or {}), **params["payment_intent_data"]}
    if params.get("subscription_data"):
        fields["subscription_data"] = _terms(link, params["subscription_data"])
    if "restrictions" in params:
        restrictions = params["restrictions"]
        fields["limit"] = None if restrictions is None else restrictions["completed_sessions"]["limit"]
        if restrictions is not None and fields["limit"] < 1:
            raise errors.too_small("restrictions[completed_sessions][limit]")
    return replace(link, **fields)


def _terms(link: PaymentLink, given: Mapping[str, Any]) -> dict[str, Any]:
    """Return the terms of what is subscribed to; an update changes those that it names, and clears empty ones."""
    if link.subscription_data is None:
        raise billing_errors.nothing_recurring()
    recurring.check_data({name: value for name, value in given.items() if value is not None})
    return {name: value for name, value in {**link.subscription_data, **given}.items() if value is not None}


def _after_completion(given: Mapping[str, Any]) -> dict[str, Any]:
    kind = given["type"]
    if kind == "hosted_confirmation":
        message = (given.get("hosted_confirmation") or {}).get("custom_message")
        return {"hosted_confirmation": {"custom_message": message}, "type": kind}
    if not given.get("redirect"):
        raise errors.missing("after_completion[redirect]")
    url = given["redirect"]["url"]
    if taken_apart(url) is None:
        raise errors.invalid_url("after_completion[redirect][url]")
    return {"redirect": {"url": url}, "type": kind}


def update(command: Command) -> Outcome:
    """POST /v1/payment_links/{payment_link}: sessions that are open already stay as they are."""
    books, params = command.books, command.params
    _check_simulated(params)
    before = find(books, PaymentLink, command.ids[0])
    after = _with(before, params)
    if params.get("line_items"):
        after = replace(after, line_items=_requantified(books, after, params["line_items"]))
    changes = Changes()
    changes.put(after)
    previous = changed(shape(books, before), shape(books, after))
    if previous or before.line_items != after.line_items:
        changes.tell("payment_link.updated", after, previous or None)
    return changes.outcome(after)


def _requantified(books: Books, link: PaymentLink, given: list[Mapping[str, Any]]) -> tuple[LineItem, ...]:
    """Return the link's lines with other quantities: an update names its lines by their ids."""
    items: dict[str, LineItem] = {item.id: item for item in link.line_items}
    for nth, wanted in enumerate(given):
        path = f"line_items[{nth}]"
        item = items.get(wanted["id"])
        if item is None:
            raise errors.no_such("line item", wanted["id"], f"{path}[id]", in_path=False)
        quantity = wanted.get("quantity", item.quantity)
        if quantity < 1:
            raise errors.too_small(f"{path}[quantity]")
        price: Price = books.objects[item.price]
        subtotal = lines.cost(price, item.currency, quantity, path)
        items[item.id] = replace(item, quantity=quantity, subtotal=subtotal)
    lines.check_total(sum(item.subtotal for item in items.values()), link.currency)
    return tuple(items.values())


def follow(books: Books, link: PaymentLink, given: Mapping[str, str]) -> Outcome:
    """Open a checkout for a buyer who followed the link. Raises the refusal for one that is switched off.

    `given` is what the address carries: `client_reference_id`, `prefilled_email`, `prefilled_promo_code` (Stripe,
    "Payment links, URL parameters"). A code that cannot be redeemed is passed over (unconfirmed).
    """
    if not link.active:
        raise catalogue_errors.link_inactive()
    redirect = link.after_completion.get("redirect")
    params = {
        **{name: value for name, value in link.options.items() if name != "payment_method_types"},
        "success_url": None if redirect is None else redirect["url"],
        "client_reference_id": given.get("client_reference_id") or None,
        "customer_email": given.get("prefilled_email") or None,
        "metadata": link.metadata,
        "payment_intent_data": link.intent_data or {},
    }
    sold = link.line_items
    if link.subscription_data is not None:
        params |= {"mode": "subscription", "subscription_data": link.subscription_data}
        sold = recurring.due_today(books, sold, link.subscription_data)
    items = tuple(replace(item, id=naming.long(books, "li_")) for item in sold)
    expires_at = books.clock.now() + policy.SESSION_LASTS
    session = new_session(books, params, items, currency=items[0].currency, expires_at=expires_at, link=link.id)
    code = given.get("prefilled_promo_code")
    if code and link.options.get("allow_promotion_codes"):
        session = discounts.if_redeemable(books, session, code)
    changes = Changes()
    opened(changes, session)
    return changes.outcome(session)


def count(books: Books, changes: Changes, session: CheckoutSession) -> None:
    """Count a session that has completed for the link that opened it; at its limit the link is switched off.

    That an event tells of it is unconfirmed.
    """
    link = books.objects.get(session.payment_link or "")
    if not isinstance(link, PaymentLink) or link.limit is None:
        return
    counted = changes.put(completed(link))
    changes.tell("payment_link.updated", counted, changed(shape(books, link), shape(books, counted)))


def list_links(command: Command) -> Outcome:
    wanted = command.params.get("active")
    return Outcome(of_kind(command, PaymentLink, "/v1/payment_links", lambda link: wanted in (None, link.active)))


def list_line_items(command: Command) -> Outcome:
    """A link's lines, in the order in which they were given."""
    link = find(command.books, PaymentLink, command.ids[0])
    known = {item.id: item for item in link.line_items}
    url = f"/v1/payment_links/{link.id}/line_items"
    return Outcome(page(command.params, link.line_items, known, "item", url, lambda _: True))

"""What is only read: one object, or a page of them. Not: anything that changes."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from simulator.provider import Outcome
from simulator.stripe import errors
from simulator.stripe.command import Command, Listing, find, standing
from simulator.stripe.errors import payouts as payout_errors
from simulator.stripe.events import KEPT, as_shown
from simulator.stripe.lists import of_kind, page
from simulator.stripe.resources.balance_transaction import BalanceTransaction
from simulator.stripe.resources.charge import Charge
from simulator.stripe.resources.checkout_session import CheckoutSession
from simulator.stripe.resources.customer import Customer
from simulator.stripe.resources.payment_intent import PaymentIntent
from simulator.stripe.resources.payment_method import PaymentMethod
from simulator.stripe.resources.payout import Payout
from simulator.stripe.resources.refund import Refund
from simulator.stripe.shapes import accounting
from simulator.stripe.shapes.telling import pending
from simulator.stripe.v2.thin import only_thin
from simulator.stripe.variations import listed

Flow = Callable[[Command], Outcome]


def retrieve(kind: type) -> Flow:
    """Return the flow that reads one object of that kind by the id in its path; what is deleted is not there."""

    def read(command: Command) -> Outcome:
        return Outcome(standing(command.books, kind, command.ids[-1]))

    return read


def retrieve_customer(command: Command) -> Outcome:
    """A deleted customer still answers, with its stub (recorded)."""
    customer = find(command.books, Customer, command.ids[0])
    return Outcome(deleted_stub("customer", customer.id) if customer.deleted else customer)


def deleted_stub(kind: str, object_id: str) -> dict[str, Any]:
    """What is left of a deleted object: exactly these three keys."""
    return {"id": object_id, "object": kind, "deleted": True}


def list_customers(command: Command) -> Outcome:
    email = command.params.get("email")
    return Outcome(
        of_kind(command, Customer, "/v1/customers", lambda c: not c.deleted and (email is None or c.email == email))
    )


def list_payment_methods(command: Command) -> Outcome:
    """All of a customer's; without a customer Stripe lists none that have one (unconfirmed)."""
    customer = command.ids[0] if command.ids else command.params.get("customer")
    url = f"/v1/customers/{customer}/payment_methods" if command.ids else "/v1/payment_methods"
    if customer is not None:
        find(command.books, Customer, customer, None if command.ids else "customer")
    wanted = command.params.get("type")

    def keep(method: PaymentMethod) -> bool:
        return method.customer == customer and customer is not None and wanted in (None, method.type)

    return Outcome(of_kind(command, PaymentMethod, url, keep))


def retrieve_customers_method(command: Command) -> Outcome:
    customer, method_id = command.ids
    find(command.books, Customer, customer)
    method = find(command.books, PaymentMethod, method_id)
    if method.customer != customer:
        raise errors.no_such("PaymentMethod", method_id, "payment_method", in_path=True)
    return Outcome(method)


def list_payment_intents(command: Command) -> Outcome:
    customer = command.params.get("customer")
    return Outcome(
        of_kind(command, PaymentIntent, "/v1/payment_intents", lambda i: customer is None or i.customer == customer)
    )


def list_charges(command: Command) -> Outcome:
    params = command.params
    customer, intent, group = (params.get(name) for name in ("customer", "payment_intent", "transfer_group"))

    def keep(charge: Charge) -> bool:
        return (
            (customer is None or charge.customer == customer)
            and (intent is None or charge.payment_intent == intent)
            and (group is None or charge.transfer_group == group)
        )

    return Outcome(of_kind(command, Charge, "/v1/charges", keep))


def list_refunds(command: Command) -> Outcome:
    charge, intent = command.params.get("charge"), command.params.get("payment_intent")

    def keep(refund: Refund) -> bool:
        return (charge is None or refund.charge == charge) and (intent is None or refund.payment_intent == intent)

    return Outcome(of_kind(command, Refund, "/v1/refunds", keep))


def list_sessions(command: Command) -> Outcome:
    params = command.params
    customer, intent, status = (params.get(name) for name in ("customer", "payment_intent", "status"))
    email = (params.get("customer_details") or {}).get("email")

    def keep(session: CheckoutSession) -> bool:
        return (
            (customer is None or session.customer == customer)
            and (intent is None or session.payment_intent == intent)
            and (status is None or session.status == status)
            and (email is None or (session.customer_details or {}).get("email") == email)
        )

    return Outcome(of_kind(command, CheckoutSession, "/v1/checkout/sessions", keep))


def list_line_items(command: Command) -> Outcome:
    """A session's lines, in the order in which they were given."""
    session = find(command.books, CheckoutSession, command.ids[0])
    url = f"/v1/checkout/sessions/{session.id}/line_items"
    known = {item.id: item for item in session.line_items}
    return Outcome(page(command.params, session.line_items, known, "item", url, lambda _: True))


def list_balance_transactions(command: Command) -> Outcome:
    """An unknown `type` is an empty list, not an error; a dispute's row is not found by its source (both recorded).

    Only an automatic payout knows what it paid out ("Payout reconciliation").
    """
    params = command.params
    source, kind, currency = (params.get(name) for name in ("source", "type", "currency"))
    paid_out = params.get("payout")
    if paid_out is not None and not find(command.books, Payout, paid_out, "payout").automatic:
        raise payout_errors.only_automatic()

    def keep(row: BalanceTransaction) -> bool:
        return (
            (source is None or (row.source == source and row.type != "adjustment"))
            and (kind is None or row.type == kind)
            and (currency is None or row.currency == currency)
            and (paid_out is None or row.payout == paid_out)
        )

    return Outcome(of_kind(command, BalanceTransaction, "/v1/balance_transactions", keep))


def retrieve_event(command: Command) -> Outcome:
    books, event_id = command.books, command.ids[0]
    stored = books.events.get(event_id)
    if stored is None or stored.invented or only_thin(stored.type) or stored.created < command.now - KEPT:
        raise errors.no_such("event", event_id, "id", in_path=True)
    return Outcome(as_shown(books, stored), objects=stored.objects)


def list_events(command: Command) -> Outcome:
    """What never happened is in no list, and neither is what is older than thirty days."""
    books, params = command.books, command.params
    types = set(params.get("types") or ()) | ({params["type"]} if params.get("type") else set())
    prefixes = tuple(name.removesuffix("*") for name in types if name.endswith("*"))
    success = params.get("delivery_success")
    oldest = command.now - KEPT

    def keep(event: Any) -> bool:
        return (
            not event.invented
            and not only_thin(event.type)
            and event.created >= oldest
            and (not types or event.type in types or event.type.startswith(prefixes or ("\0",)))
            and (success is None or (pending(books, event) == 0) == success)
        )

    newest_first = listed(books, reversed(books.events.values()))
    listing = page(params, newest_first, books.events, "event", "/v1/events", keep)
    shown = tuple(as_shown(books, event) for event in listing.items)
    concerned = tuple(object_id for event in listing.items for object_id in event.objects)
    return Outcome(Listing(shown, listing.has_more, listing.url, listing.total_count), objects=concerned)


def retrieve_balance(command: Command) -> Outcome:
    return Outcome(accounting.balance(command.books))

"""Invoices as an integration asks for them: drafted for an order, changed, published, canceled. Not: paying them.

Source: Square, "Invoices API: create, publish, update, cancel". Square's APIs cannot pay an invoice: its page can, and
a card on file on the day that is due. Attachments are not simulated.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any

from msgspec.structs import replace

from simulator.machine import Forbidden
from simulator.provider import Outcome, Refusal
from simulator.square import calendar, errors, lists, naming, policy, times
from simulator.square.command import Command, answer, find
from simulator.square.flows.billing import invoicing
from simulator.square.flows.billing.requests import requests_of
from simulator.square.flows.billing.subscriptions import check_card
from simulator.square.flows.billing.work import Work
from simulator.square.flows.customers import customer_of
from simulator.square.flows.locations import location_of
from simulator.square.resources import order as orders
from simulator.square.resources.invoice import PAYABLE, Invoice
from simulator.square.resources.order import Order
from simulator.world import Books

GIVEN = ("title", "description", "custom_fields", "sale_or_service_date", "payment_conditions")
METHODS = ("card", "square_gift_card", "bank_account", "buy_now_pay_later", "cash_app_pay")

NEVER_CHANGED = ("order_id", "location_id")


def create(command: Command) -> Outcome:
    """POST /v2/invoices: a draft, version 0."""
    work, told = Work(command.books), command.params["invoice"]
    for name in ("order_id", "payment_requests", "accepted_payment_methods"):
        if not told.get(name):
            raise errors.missing(f"invoice.{name}")
    if "delivery_method" not in told and not any("request_method" in one for one in told["payment_requests"]):
        raise errors.missing("invoice.delivery_method")
    order = find(work.books, Order, told["order_id"], "order", "invoice.order_id")
    if order.state != "OPEN" or order.invoice_id is not None or order.paid:
        raise errors.bad_request(f"Order {order.id} cannot have an invoice.", "invoice.order_id")
    location = location_of(work.books, told.get("location_id", order.location_id))
    if location.id != order.location_id:
        raise errors.error(400, "LOCATION_MISMATCH", "The order has another location.", "invoice.location_id")
    if "invoice_number" in told and any(
        one.number == told["invoice_number"] and not one.deleted for one in work.books.of_kind(Invoice)
    ):
        raise errors.invalid("The invoice number is already in use.", "invoice.invoice_number")
    draft = Invoice(
        id=naming.invoice(work.books),
        location_id=location.id,
        order_id=order.id,
        currency=order.currency,
        created_at=work.milliseconds,
        updated_at=work.milliseconds,
        number=told.get("invoice_number") or invoicing.number(work.books),
        timezone=policy.BILLING_TIMEZONE,
    )
    draft = _with(work, draft, order, told)
    return work.outcome(answer(invoice=invoicing.draft(work, order, draft)))


def _with(work: Work, invoice: Invoice, order: Order, told: Mapping[str, Any]) -> Invoice:
    """Return an invoice with what was sent in place of what it had."""
    after = invoice
    if "primary_recipient" in told:
        named = told["primary_recipient"].get("customer_id")
        if named is None:
            raise errors.missing("invoice.primary_recipient.customer_id")
        after = replace(
            after,
            recipient=invoicing.recipient_of(customer_of(work.books, named, "invoice.primary_recipient.customer_id")),
        )
    if "payment_requests" in told:
        requests = requests_of(work.books, invoice.requests, told["payment_requests"], order.total)
        for one in requests:
            if one.card_id is not None:
                check_card(work.books, one.card_id, after.customer_id or "", "invoice.payment_requests.card_id")
        after = replace(after, requests=requests)
    if "scheduled_at" in told:
        at = times.read(told["scheduled_at"])
        if at is None:
            raise errors.invalid_time(told["scheduled_at"], "invoice.scheduled_at")
        after = replace(after, scheduled_at=at)
    if "accepted_payment_methods" in told:
        methods = dict.fromkeys(METHODS, False) | told["accepted_payment_methods"]
        if not any(methods.values()):
            raise errors.bad_request(
                "At least one payment method must be accepted.", "invoice.accepted_payment_methods"
            )
        after = replace(after, methods=methods)
    return replace(
        after,
        delivery_method=told.get("delivery_method", after.delivery_method),
        stores_card=told.get("store_payment_method_enabled", after.stores_card),
        number=told.get("invoice_number", after.number),
        given={**after.given, **{name: told[name] for name in GIVEN if name in told}},
    )


def get(command: Command) -> Outcome:
    return Outcome(answer(invoice=_invoice(command)))


def list_invoices(command: Command) -> Outcome:
    """GET /v2/invoices: of a location, newest first."""
    return _page(command, [command.params["location_id"]], ())


def search(command: Command) -> Outcome:
    """POST /v2/invoices/search: of one location, and of one customer if that is asked for."""
    query = command.params["query"]
    told, order = query["filter"], query.get("sort", {}).get("order", "DESC")
    for name in ("location_ids", "customer_ids"):
        if len(told.get(name, ())) > 1:
            raise errors.error(400, "ARRAY_LENGTH_TOO_LONG", "At most 1 value.", f"query.filter.{name}")
    if not told["location_ids"]:
        raise errors.error(
            400, "ARRAY_EMPTY", "Repeated field must have at least one value", "query.filter.location_ids"
        )
    return _page(command, told["location_ids"], told.get("customer_ids", ()), order)


def _page(command: Command, places: Sequence[str], customers: Sequence[str], order: str = "DESC") -> Outcome:
    books = command.books
    for name in places:
        location_of(books, name)
    kept = (
        one
        for one in lists.ordered(books, Invoice, order)
        if not one.deleted and one.location_id in places and (not customers or one.customer_id in customers)
    )
    shown, cursor = lists.page(books, command.params, kept, default=100, most=200)
    return Outcome(answer(invoices=shown, cursor=cursor))


def update(command: Command) -> Outcome:
    """PUT /v2/invoices/{}: sparse, by version; of a published one only some fields (which, is not looked at)."""
    work, before, told = Work(command.books), _invoice(command), command.params["invoice"]
    if "version" not in told:
        raise errors.missing("invoice.version")
    _check_version(before, told["version"], "invoice.version")
    for name in NEVER_CHANGED:
        if told.get(name, getattr(before, name)) != getattr(before, name):
            raise errors.bad_request(f"The {name} of an invoice cannot be changed.", f"invoice.{name}")
    order = find(work.books, Order, before.order_id, "order")
    after = _cleared(before, (*command.params.get("fields_to_clear", ()), *command.params.get("cleared", ())))
    after = _with(work, after, order, told)
    try:
        after = invoicing.change(work, after)
    except Forbidden:
        raise _wrong_state(before, "updated") from None
    return work.outcome(answer(invoice=after))


def _cleared(invoice: Invoice, paths: Sequence[str]) -> Invoice:
    for path in paths:
        name, _, uid = path.partition("[")
        if name == "payment_requests":
            kept = tuple(one for one in invoice.requests if uid and one.uid != uid.rstrip("]"))
            invoice = replace(invoice, requests=kept)
        elif name == "scheduled_at":
            invoice = replace(invoice, scheduled_at=None)
        elif name == "primary_recipient":
            invoice = replace(invoice, recipient={})
        elif name in GIVEN:
            invoice = replace(invoice, given={key: value for key, value in invoice.given.items() if key != name})
        else:
            raise errors.invalid(f"`{path}` is not a field that can be cleared.", "fields_to_clear")
    return invoice


def publish(command: Command) -> Outcome:
    """POST /v2/invoices/{}/publish: sent now, or on the day for which it is scheduled."""
    work, before = Work(command.books), _invoice(command)
    _check_version(before, command.params["version"], "version")
    if before.customer_id is None:
        raise errors.missing("invoice.primary_recipient.customer_id")
    if not before.requests:
        raise errors.missing("invoice.payment_requests")
    later = before.scheduled_at is not None and before.scheduled_at > work.milliseconds
    try:
        published = invoicing.publish(work, before, "scheduled" if later else "published")
    except Forbidden:
        raise _wrong_state(before, "published") from None
    if later and before.scheduled_at is not None:
        at = before.scheduled_at / 1000
        work.follow(at, partial(send_later, invoice_id=before.id, at=at))
    else:
        published = _sent(work, published)
    return work.outcome(answer(invoice=published))


def _sent(work: Work, invoice: Invoice) -> Invoice:
    """Charge what is due already, and plan what is due later."""
    for request in invoice.requests:
        due = calendar.day_of(request.due_date)
        if request.automatic != "CARD_ON_FILE" or due is None:
            continue
        at = calendar.moment(due, 0, invoice.timezone)
        if at <= work.at:
            invoice = invoicing.charge_automatically(work, invoice, request)
        else:
            work.follow(at, partial(charge_later, invoice_id=invoice.id, uid=request.uid, at=at))
    return invoice


def send_later(books: Books, invoice_id: str, at: float) -> Outcome | None:
    """Send a scheduled invoice on its day, unless it was canceled or is for another day now."""
    work = Work(books, at)
    invoice = work.get(Invoice, invoice_id)
    if invoice is None or invoice.status != "SCHEDULED" or (invoice.scheduled_at or 0) > work.milliseconds:
        return None
    return work.outcome(_sent(work, invoicing.publish(work, invoice, "sent")))


def charge_later(books: Books, invoice_id: str, uid: str, at: float) -> Outcome | None:
    """Charge a request's card on the day on which it is due."""
    work = Work(books, at)
    invoice = work.get(Invoice, invoice_id)
    request = next((one for one in invoice.requests if one.uid == uid), None) if invoice else None
    if invoice is None or request is None or invoice.status not in PAYABLE or not request.due:
        return None
    return work.outcome(invoicing.charge_automatically(work, invoice, request))


def cancel(command: Command) -> Outcome:
    """POST /v2/invoices/{}/cancel: a published one that is not paid; its order is left as it is (unconfirmed)."""
    work, before = Work(command.books), _invoice(command)
    _check_version(before, command.params["version"], "version")
    try:
        gone = invoicing.cancel(work, before)
    except Forbidden:
        raise _wrong_state(before, "canceled") from None
    return work.outcome(answer(invoice=gone))


def delete(command: Command) -> Outcome:
    """DELETE /v2/invoices/{}: a draft; its order is canceled."""
    work, before = Work(command.books), _invoice(command)
    if command.params.get("version") is not None:
        _check_version(before, command.params["version"], "version")
    if before.status != "DRAFT":
        raise _wrong_state(before, "deleted")
    gone = work.put(replace(before, deleted=True))
    work.tell(("invoice.deleted",), gone)
    order = find(work.books, Order, before.order_id, "order")
    if order.state in orders.PAYABLE:
        canceled, told = orders.move(order, "canceled", work.milliseconds)
        work.put(canceled)
        work.tell(told, canceled)
    return replace(work.outcome(answer()), objects=(gone.id,))


def _invoice(command: Command) -> Invoice:
    invoice = find(command.books, Invoice, command.ids[0], "invoice")
    if invoice.deleted:
        raise errors.not_found("invoice", invoice.id)
    return invoice


def _check_version(invoice: Invoice, version: int, field: str) -> None:
    if version != invoice.version:
        raise errors.stale_version("invoice", version, invoice.version, invoice.id, field)


def _wrong_state(invoice: Invoice, what: str) -> Refusal:
    """The sentence is unconfirmed."""
    return errors.bad_request(f"Invoice {invoice.id} is in state {invoice.status} and cannot be {what}.")

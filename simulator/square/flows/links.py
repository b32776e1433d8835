"""Payment links: made, read, changed, deleted; and a buyer who pays on one's page. Not: that page."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from msgspec.structs import replace

from simulator.provider import Outcome
from simulator.square import errors, lists, naming
from simulator.square.command import Changes, Command, answer, find, milliseconds, money
from simulator.square.flows import orders as order_flows
from simulator.square.flows.billing import checkout
from simulator.square.flows.customers import EMAIL
from simulator.square.flows.locations import location_of
from simulator.square.resources import order as orders
from simulator.square.resources.order import Order
from simulator.square.resources.payment_link import LinkAddress, PaymentLink
from simulator.world import Books

ECHOED = ("checkout_options", "pre_populated_data", "payment_note", "description")
METHODS = ("apple_pay", "google_pay", "cash_app_pay", "afterpay_clearpay")


def create(command: Command) -> Outcome:
    """POST /v2/online-checkout/payment-links: of one price, or of an order, whose state becomes DRAFT (recorded)."""
    books, params = command.books, command.params
    if ("quick_pay" in params) == ("order" in params):
        if "order" in params:
            raise errors.conflicting("Only one of quick_pay and order can be set.", "quick_pay")
        raise errors.missing("order")
    given = _given(books, params)
    order = order_flows.made(books, _order_given(books, params), state="DRAFT")
    link_id = naming.payment_link(books)
    changes = Changes()
    order = changes.put(replace(order, link_id=link_id))
    code = naming.link_code(books, link_id)
    link = changes.put(PaymentLink(link_id, code, order.id, milliseconds(books), given=given))
    changes.put(LinkAddress(code, link_id))
    changes.tell("order.created", order)
    related: dict[str, Any] = {"orders": [order]}
    if checkout.plan_id(link) is not None:
        related["subscription_plans"] = [checkout.check(books, given["checkout_options"])]
    return changes.outcome(answer(payment_link=link, related_resources=related))


def _order_given(books: Books, params: Mapping[str, Any]) -> dict[str, Any]:
    """Return the order of a link; a quick one has a digital fulfilment (recorded)."""
    if "order" in params:
        return {**params["order"], "state": "OPEN"}
    told = params["quick_pay"]
    for name in ("name", "price_money", "location_id"):
        if name not in told:
            raise errors.missing(f"quick_pay.{name}")
    location = location_of(books, told["location_id"])
    amount = money(told["price_money"], "quick_pay.price_money", location.currency, least=1)
    return {
        "location_id": location.id,
        "line_items": [
            {"name": told["name"], "quantity": "1",
             "base_price_money": {"amount": amount, "currency": location.currency}}
        ],
        "fulfillments": [{"type": "DIGITAL"}],
    }  # fmt: skip


def _given(books: Books, params: Mapping[str, Any]) -> dict[str, Any]:
    given = {name: params[name] for name in ECHOED if name in params}
    email = given.get("pre_populated_data", {}).get("buyer_email")
    if email and not EMAIL.match(email):
        raise errors.invalid_email("pre_populated_data.buyer_email")
    options = given.get("checkout_options")
    if options and "subscription_plan_id" in options:
        checkout.check(books, options)
    if options and "accepted_payment_methods" in options:
        methods = dict.fromkeys(METHODS, False) | options["accepted_payment_methods"]
        given["checkout_options"] = {**options, "accepted_payment_methods": methods}
    return given


def get(command: Command) -> Outcome:
    return Outcome(answer(payment_link=_link(command)))


def list_links(command: Command) -> Outcome:
    books, params = command.books, command.params
    there = (one for one in lists.ordered(books, PaymentLink) if not one.deleted)
    shown, cursor = lists.page(books, params, there, default=100, most=1000)
    return Outcome(answer(payment_links=shown, cursor=cursor))


def update(command: Command) -> Outcome:
    """PUT /v2/online-checkout/payment-links/{}: options, notes and the description, by version."""
    books, before, told = command.books, _link(command), command.params["payment_link"]
    if told.get("version") != before.version:
        raise errors.stale_version(
            "payment link", told.get("version", 0), before.version, before.id, "payment_link.version"
        )
    changes = Changes()
    after = replace(
        before,
        given={**before.given, **_given(books, told)},
        version=before.version + 1,
        updated_at=milliseconds(books),
    )
    changes.put(after)
    return changes.outcome(answer(payment_link=after))


def delete(command: Command) -> Outcome:
    """DELETE /v2/online-checkout/payment-links/{}: an order that was not paid is canceled."""
    books, link = command.books, _link(command)
    changes, now = Changes(), milliseconds(books)
    changes.put(replace(link, deleted=True))
    order = find(books, Order, link.order_id, "order")
    canceled = None
    if order.state in orders.PAYABLE and not order.paid:
        gone, told = orders.move(order, "canceled", now)
        changes.put(gone)
        for event in told:
            changes.tell(event, gone)
        canceled = gone.id
    return changes.outcome(answer(id=link.id, cancelled_order_id=canceled))


def _link(command: Command) -> PaymentLink:
    link = find(command.books, PaymentLink, command.ids[0], "payment link")
    if link.deleted:
        raise errors.not_found("payment link", link.id)
    return link

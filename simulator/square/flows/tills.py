"""What a payment does to its order: tenders, states, versions. Not: the payment's own life."""

from __future__ import annotations

from typing import Any

from msgspec.structs import replace

from simulator.square import naming, policy
from simulator.square.command import Changes
from simulator.square.resources import order as orders
from simulator.square.resources.order import Order, Tender
from simulator.square.resources.payment import CARD_STATUS, Payment
from simulator.square.shapes.parts import card_face
from simulator.world import Books

TENDER_TYPES = {"CARD": "CARD", "CASH": "CASH", "WALLET": "WALLET", "BANK_ACCOUNT": "BANK_ACCOUNT"}

LASTING = ("COMPLETED", "CANCELED", "FAILED")
"""States of a fulfilment that are over: an order with another one stays open when it is paid."""


CUSTOM = "CUSTOM_AMOUNT"


def custom_order(books: Books, location_id: str, amount: int, at: int) -> Order:
    """Return the order that Square makes for a payment which names none (recorded)."""
    line = _custom_line(naming.uid(books), amount)
    return Order(
        id=naming.order(books),
        location_id=location_id,
        currency=policy.CURRENCY,
        created_at=at,
        updated_at=at,
        source_name=source_name(books),
        priced={"line_items": [line]},
        total=amount,
    )


def _custom_line(uid: str, amount: int) -> dict[str, Any]:
    price = {"amount": amount, "currency": policy.CURRENCY}
    nothing = {"amount": 0, "currency": policy.CURRENCY}
    return {
        "uid": uid,
        "quantity": "1",
        "base_price_money": price,
        "gross_sales_money": price,
        "total_tax_money": nothing,
        "total_discount_money": nothing,
        "total_money": price,
        "variation_total_price_money": price,
        "item_type": CUSTOM,
        "total_service_charge_money": nothing,
    }


def follows(order: Order, amount: int) -> Order:
    """Return the order that Square made for a payment as it is for another amount; a seller's own stays as it is."""
    lines = order.priced.get("line_items", ())
    if len(lines) != 1 or lines[0]["item_type"] != CUSTOM or lines[0].get("name"):
        return order
    line = _custom_line(lines[0]["uid"], amount)
    return replace(order, priced={**order.priced, "line_items": [line]}, total=amount)


def source_name(books: Books) -> str:
    """Return what an order of ours says of its source: in the sandbox it names the production id (recorded)."""
    application = books.publishable_key
    return application if books.livemode else f"Sandbox for {application.replace('sandbox-sq0idb-', 'sq0idp-')}"


def enter(changes: Changes, order: Order, payment: Payment, at: int) -> Order:
    """Enter a payment, as it is now, into its order; the order is completed when all of it is captured.

    An order that was canceled meanwhile, or is a draft, keeps its state.
    """
    held = orders.with_tender(order, _tender(payment))
    what = "changed"
    open_fulfilment = any(one["state"] not in LASTING for one in order.priced.get("fulfillments", ()))
    if order.state == "OPEN" and held.captured >= held.total + held.tip and held.captured and not open_fulfilment:
        what = "completed"
    moved, told = orders.move(held, what, at)
    changes.put(moved)
    for event in told:
        changes.tell(event, moved)
    return moved


def open_draft(changes: Changes, order: Order, at: int) -> Order:
    """Open the draft of a payment link whose buyer pays."""
    if order.state != "DRAFT":
        return order
    moved, told = orders.move(order, "opened", at)
    for event in told:
        changes.tell(event, moved)
    return moved


def _tender(payment: Payment) -> Tender:
    face = payment.card
    return Tender(
        id=payment.id,
        created_at=payment.created_at,
        amount=payment.total,
        tip=payment.tip or 0,
        type=TENDER_TYPES.get(payment.source_type, "OTHER"),
        status=CARD_STATUS[payment.status],
        card=None if face is None else card_face(face, declined=payment.status == "FAILED"),
        entry_method=None if face is None else payment.entry_method,
        customer_id=payment.customer_id,
    )

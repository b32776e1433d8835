"""The page of an invoice, where its customer pays: what an e-mail of Square's leads to. Not: the invoice's rules.

A good card pays there unless the form names another (`card`: a number, a nonce or a decline's code).
"""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import parse_qsl, unquote

from simulator import money
from simulator.hosting import see_other
from simulator.provider import Refusal, Reply, Request
from simulator.sandbox import Sandbox
from simulator.square.command import found
from simulator.square.flows.billing.invoicing import next_due
from simulator.square.hosted.pages import page
from simulator.square.resources.invoice import PAYABLE, Invoice
from simulator.square.resources.order import Order
from simulator.world import Books

PLACE = re.compile(r"/pay-invoice/(inv:[\w-]+)")

_SAID = {
    "PAID": ("This invoice is paid", "Thank you."),
    "REFUNDED": ("This invoice was refunded", "The money is on its way back."),
    "PARTIALLY_REFUNDED": ("This invoice is paid", "A part of it was refunded."),
    "CANCELED": ("This invoice was canceled", "Nothing is to be paid."),
}


def serve(sandbox: Sandbox, request: Request) -> Reply | None:
    """Answer a request for an invoice's page; None for what is none."""
    place = PLACE.fullmatch(unquote(request.path))
    if place is None:
        return None
    books = sandbox.find(place[1])
    invoice = None if books is None else found(books, Invoice, place[1])
    if books is None or invoice is None or invoice.deleted or invoice.status in ("DRAFT", "SCHEDULED"):
        return _page(404, title="No such invoice", state="gone", message="The simulator knows no such invoice.")
    if invoice.status not in PAYABLE:
        title, message = _SAID.get(invoice.status, ("This invoice cannot be paid", "Ask the seller."))
        return _page(200, title=title, state="closed", message=message)
    if request.method != "POST":
        return _open(books, invoice, request.path, "")
    typed = dict(parse_qsl(request.body.decode("utf-8", "replace"), keep_blank_values=True))
    params = {"object": invoice.id, "email": typed.get("email") or None, "card": typed.get("card") or None}
    world, provider = sandbox.worlds[books.world_id], sandbox.providers[books.provider]
    try:
        paid, _ = sandbox.act(world, provider, books.side, "pay", params)
    except Refusal as no:
        return _open(books, invoice, request.path, no.message)
    if paid["status"] != "COMPLETED":
        return _open(books, invoice, request.path, "The payment did not go through.")
    return see_other(request.path)


def _open(books: Books, invoice: Invoice, path: str, error: str) -> Reply:
    order, currency = found(books, Order, invoice.order_id), invoice.currency.lower()
    lines = order.priced.get("line_items", ()) if order else ()
    items = [
        {
            "name": line.get("name") or "Custom amount",
            "quantity": line["quantity"],
            "price": money.shown(line["total_money"]["amount"], currency),
        }
        for line in lines
    ]
    return _page(
        402 if error else 200,
        title=str(invoice.given.get("title") or f"Invoice {invoice.number}"),
        state="open",
        amount=money.shown(next_due(invoice), currency),
        items=items,
        error=error,
        action=path,
        email=invoice.recipient.get("email_address", ""),
        live=True,  # a card pays here, in the sandbox too
    )


def _page(status: int, **values: Any) -> Reply:
    told: dict[str, Any] = {"back": None, **values}
    return page("link.html", status, **told)

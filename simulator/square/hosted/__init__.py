"""The pages that payment links and invoices lead to, and what a shop's own page loads. Not: the API, nor any rules.

The sandbox of Square shows a *testing panel* there, without card fields, and so does this: what is paid is something
external. Every step is a plain form, so that it works without scripts and can be driven by any HTTP client.
"""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import parse_qsl, urlencode

from simulator import money
from simulator.hosting import see_other
from simulator.provider import Refusal, Reply, Request
from simulator.sandbox import Sandbox
from simulator.square.command import found
from simulator.square.hosted import fields, invoices
from simulator.square.hosted.pages import page
from simulator.square.resources.order import PAYABLE, Order
from simulator.square.resources.payment_link import LinkAddress, PaymentLink
from simulator.world import Books

SHORT = re.compile(r"/u/(\w{8})")
PANEL = re.compile(r"/v2/online-checkout/sandbox-testing-panel/(\w+)/(\w+)")


def serve(sandbox: Sandbox, request: Request) -> Reply | None:
    """Answer a page's request; None for everything that is an API call."""
    if request.method not in ("GET", "POST", "OPTIONS"):
        return None
    asset = fields.serve(sandbox, request, dict(parse_qsl(request.query)))
    if asset is not None or request.method == "OPTIONS":
        return asset
    if (invoice := invoices.serve(sandbox, request)) is not None:
        return invoice
    if short := SHORT.fullmatch(request.path):
        books = sandbox.find(short[1])
        address = None if books is None else found(books, LinkAddress, short[1])
        link = None if books is None or address is None else found(books, PaymentLink, address.link_id)
    elif panel := PANEL.fullmatch(request.path):
        books = _of_merchant(sandbox, panel[1])
        link = None if books is None else found(books, PaymentLink, panel[2])
    else:
        return None
    if books is None or link is None or link.deleted:
        return _page(404, title="No such link", state="gone", message="The simulator knows no such payment link.")
    order = found(books, Order, link.order_id)
    if order is None or order.state not in PAYABLE or (order.tenders and order.due == 0):
        return _closed(books, link, order)
    if request.method == "POST":
        return _pay(sandbox, books, link, request)
    return _open(books, link, order, request.path, "")


def _of_merchant(sandbox: Sandbox, account: str) -> Books | None:
    for world in sandbox.worlds.values():
        for books in world.all_books():
            if books.provider == "square" and books.account == account:
                return books
    return None


def _pay(sandbox: Sandbox, books: Books, link: PaymentLink, request: Request) -> Reply:
    typed = dict(parse_qsl(request.body.decode("utf-8", "replace"), keep_blank_values=True))
    world, provider = sandbox.worlds[books.world_id], sandbox.providers[books.provider]
    try:
        params = {"object": link.id, "email": typed.get("email") or None}
        paid, _ = sandbox.act(world, provider, books.side, "pay", params)
    except Refusal as no:
        order = found(books, Order, link.order_id)
        return _closed(books, link, order) if order is None else _open(books, link, order, request.path, no.message)
    order = found(books, Order, link.order_id)
    if order is not None and paid["status"] != "COMPLETED":
        return _open(books, link, order, request.path, "The payment did not go through.")
    back = _back(books, link)
    return see_other(back or request.path)


def _back(books: Books, link: PaymentLink) -> str | None:
    """Return where the buyer goes: the sandbox appends nothing to it, production the order's id."""
    url: str | None = link.given.get("checkout_options", {}).get("redirect_url")
    if url is None or not books.livemode:
        return url
    joint = "&" if "?" in url else "?"
    return f"{url}{joint}{urlencode({'orderId': link.order_id})}"


def _closed(books: Books, link: PaymentLink, order: Order | None) -> Reply:
    paid = order is not None and bool(order.paid)
    title = "This order is paid" if paid else "This link is not active"
    message = "Thank you." if paid else "Go back to the shop and start again."
    return _page(200, title=title, state="closed", message=message, back=_back(books, link) if paid else None)


def _open(books: Books, link: PaymentLink, order: Order, path: str, error: str) -> Reply:
    currency = order.currency.lower()
    items = [
        {
            "name": line.get("name") or "Custom amount",
            "quantity": line["quantity"],
            "price": money.shown(line["total_money"]["amount"], currency),
        }
        for line in order.priced.get("line_items", ())
    ]
    return _page(
        402 if error else 200,
        title="Pay" if books.livemode else "Testing panel",
        state="open",
        amount=money.shown(order.due, currency),
        items=items,
        error=error,
        action=path,
        email=link.given.get("pre_populated_data", {}).get("buyer_email", ""),
        live=books.livemode,
    )


def _page(status: int, **values: Any) -> Reply:
    told: dict[str, Any] = {"back": None, **values}
    return page("link.html", status, **told)

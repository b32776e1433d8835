"""The pages that a buyer's browser opens without a key: an order to approve, a way to pay to keep. Not: the API."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from simulator.hosting import Pages, see_other
from simulator.paypal.money import text
from simulator.paypal.resources.order import APPROVABLE, Order
from simulator.paypal.resources.vault import SetupToken
from simulator.provider import Refusal, Reply, Request
from simulator.sandbox import Sandbox
from simulator.world import Books

CHECKOUT, AGREEMENTS = "/checkoutnow", "/agreements/approve"

ACTS = {"approve": "pay", "decline": "decline", "pending": "process", "shipping": "change_shipping"}
"""What the buttons of an order's page do."""

page = Pages(Path(__file__).parent / "assets").page


def serve(sandbox: Sandbox, request: Request) -> Reply | None:
    """Answer a page's request; None for everything that is an API call."""
    if request.path not in (CHECKOUT, AGREEMENTS) or request.method not in ("GET", "POST"):
        return None
    given = dict(parse_qsl(request.query))
    form = dict(parse_qsl(request.body.decode(errors="replace"))) if request.method == "POST" else {}
    name = given.get("token") or given.get("approval_session_id") or ""
    books = sandbox.find(name)
    if books is None or books.provider != "paypal":
        return page("message.html", 404, title="Nothing to approve", message="The simulator knows no such order.")
    found = books.objects[name]
    if isinstance(found, SetupToken):
        return _agreement(sandbox, books, found, form)
    if isinstance(found, Order):
        return _order(sandbox, books, found, form)
    return page("message.html", 404, title="Nothing to approve", message="This is nothing that a buyer approves.")


def _order(sandbox: Sandbox, books: Books, order: Order, form: dict[str, str]) -> Reply:
    action = form.pop("action", None)
    if action is None:
        return _checkout(books, order)
    world, provider = sandbox.worlds[books.world_id], sandbox.providers[books.provider]
    act = "authenticate" if order.challenged and action == "approve" else ACTS.get(action)
    if act is None:
        return _checkout(books, order, "There is no such button.")
    fields = {key: value for key, value in form.items() if value and (act == "change_shipping" or key == "email")}
    try:
        sandbox.act(world, provider, books.side, act, {**fields, "object": order.id})
    except Refusal as no:
        return _checkout(books, books.objects[order.id], no.message)
    after = books.objects[order.id]
    if act == "change_shipping":
        return _checkout(books, after, "The address was changed.")
    payer = after.payer or {}
    return _back(after.return_url, {"token": order.id, "PayerID": payer.get("payer_id", "")})


def _checkout(books: Books, order: Order, said: str = "") -> Reply:
    """Show what is to be approved. A buyer who cancels leaves no trace but where they go."""
    cancel = _with(order.cancel_url, {"token": order.id}) if order.cancel_url else ""
    shipping = next((unit.shipping for unit in order.units if unit.shipping), None) or {}
    return page(
        "checkout.html",
        order=order.id,
        open=order.status in APPROVABLE and books.clock.now() < order.expires,
        state=order.status,
        brand=order.brand or "Test Store",
        total=f"{text(order.total, order.currency)} {order.currency}",
        items=[(str(item.get("name")), str(item.get("quantity"))) for unit in order.units for item in unit.items or ()],
        address=dict(shipping.get("address") or {}),
        choose=order.shipping_preference == "GET_FROM_FILE" and not order.pays_by_card,
        cancel=cancel,
        said=said,
    )


def _agreement(sandbox: Sandbox, books: Books, token: SetupToken, form: dict[str, str]) -> Reply:
    said = ""
    if form.get("action") == "approve":
        world, provider = sandbox.worlds[books.world_id], sandbox.providers[books.provider]
        try:
            sandbox.act(world, provider, books.side, "set_up", {"object": token.id})
            return _back(token.return_url, {"approval_token_id": token.id, "approval_session_id": token.id})
        except Refusal as no:
            said = no.message
    cancel = _with(token.cancel_url, {"approval_session_id": token.id}) if token.cancel_url else ""
    opened = token.status in ("CREATED", "PAYER_ACTION_REQUIRED")
    return page("agreement.html", token=token.id, open=opened, state=token.status, cancel=cancel, said=said)


def _back(url: str | None, more: dict[str, str]) -> Reply:
    if not url:
        return page("message.html", title="Approved", message="You can close this page: the merchant goes on.")
    return see_other(_with(url, {key: value for key, value in more.items() if value}))


def _with(url: str, more: dict[str, str]) -> str:
    """Return an address with further parameters after its own (recorded)."""
    parts = urlsplit(url)
    query = "&".join(one for one in (parts.query, urlencode(more)) if one)
    return urlunsplit((parts.scheme, parts.netloc, parts.path, query, parts.fragment))

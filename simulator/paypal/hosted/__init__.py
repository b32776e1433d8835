"""The pages that a buyer's browser opens without a key: an order to approve, a way to pay to keep. Not: the API.

Where the script of a shop's page has opened one (`context=sdk`), it ends with a page that tells the script so.
"""

from __future__ import annotations

from typing import Any
from urllib.parse import parse_qsl

from simulator.paypal.hosted import cards, sdk, subscribing
from simulator.paypal.hosted.pages import back, finished, page, with_query
from simulator.paypal.money import text
from simulator.paypal.resources.order import APPROVABLE, Order
from simulator.paypal.resources.vault import SetupToken
from simulator.provider import Refusal, Reply, Request
from simulator.sandbox import Sandbox
from simulator.world import Books

CHECKOUT, AGREEMENTS = "/checkoutnow", "/agreements/approve"

ACTS = {"approve": "pay", "decline": "decline", "pending": "process", "shipping": "change_shipping"}
"""What the buttons of an order's page do."""
CHALLENGE = {"approve": True, "fail": False}
"""What the buttons of a bank's page do."""


def serve(sandbox: Sandbox, request: Request) -> Reply | None:
    """Answer a page's request; None for everything that is an API call."""
    loaded = sdk.serve(sandbox, request) or cards.serve(sandbox, request) or subscribing.serve(sandbox, request)
    if loaded is not None:
        return loaded
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
        return _order(sandbox, books, found, form, by_script=given.get("context") == "sdk")
    return page("message.html", 404, title="Nothing to approve", message="This is nothing that a buyer approves.")


def _order(sandbox: Sandbox, books: Books, order: Order, form: dict[str, str], *, by_script: bool) -> Reply:
    action = form.pop("action", None)
    if action == "cancel" and by_script:
        return finished("cancelled", order.id)
    if action is None:
        return _checkout(books, order, by_script=by_script)
    fields = {key: value for key, value in form.items() if value and (action == "shipping" or key == "email")}
    asked = order.challenged and action in CHALLENGE
    act = "authenticate" if asked else ACTS.get(action)
    if act is None:
        return _checkout(books, order, "There is no such button.", by_script=by_script)
    passed = asked and CHALLENGE[action] and order.bank_answer != "failure"
    params = {"succeed": passed} if asked else fields
    try:
        world, provider = sandbox.worlds[books.world_id], sandbox.providers[books.provider]
        sandbox.act(world, provider, books.side, act, {**params, "object": order.id})
    except Refusal as no:
        return _checkout(books, books.objects[order.id], no.message, by_script=by_script)
    after = books.objects[order.id]
    if act == "change_shipping":
        return _checkout(books, after, "The address was changed.", by_script=by_script)
    payer = str((after.payer or {}).get("payer_id", ""))
    if by_script:
        return finished("approved", order.id, payer=payer, liability=_liability(passed=passed) if asked else "")
    return back(after.return_url, {"token": order.id, "PayerID": payer})


def _liability(*, passed: bool) -> str:
    """Return what the script tells of a challenge: who bears the loss (PayPal, "3D Secure response parameters")."""
    return "POSSIBLE" if passed else "NO"


def _checkout(books: Books, order: Order, said: str = "", *, by_script: bool) -> Reply:
    """Show what is to be approved. A buyer who cancels leaves no trace but where they go."""
    told: dict[str, Any] = {
        "here": f"{CHECKOUT}?token={order.id}{'&context=sdk' if by_script else ''}",
        "sdk": by_script,
        "brand": order.brand or "Test Store",
        "total": f"{text(order.total, order.currency)} {order.currency}",
        "cancel": with_query(order.cancel_url, {"token": order.id}) if order.cancel_url else "",
        "said": said,
    }
    if order.challenged:
        return page("challenge.html", last_digits=order.source["card"]["last_digits"], **told)
    shipping = next((unit.shipping for unit in order.units if unit.shipping), None) or {}
    return page(
        "checkout.html",
        open=order.status in APPROVABLE and books.clock.now() < order.expires,
        state=order.status,
        items=[(str(item.get("name")), str(item.get("quantity"))) for unit in order.units for item in unit.items or ()],
        address=dict(shipping.get("address") or {}),
        choose=order.shipping_preference == "GET_FROM_FILE" and not order.pays_by_card,
        **told,
    )


def _agreement(sandbox: Sandbox, books: Books, token: SetupToken, form: dict[str, str]) -> Reply:
    said = ""
    if form.get("action") == "approve":
        world, provider = sandbox.worlds[books.world_id], sandbox.providers[books.provider]
        try:
            sandbox.act(world, provider, books.side, "set_up", {"object": token.id})
            return back(token.return_url, {"approval_token_id": token.id, "approval_session_id": token.id})
        except Refusal as no:
            said = no.message
    cancel = with_query(token.cancel_url, {"approval_session_id": token.id}) if token.cancel_url else ""
    opened = token.status in ("CREATED", "PAYER_ACTION_REQUIRED")
    return page("agreement.html", token=token.id, open=opened, state=token.status, cancel=cancel, said=said)

"""The checkout page: where `session.url` leads and a person pays, or has a card kept. Not: the session's rules.

Every step is a plain form, so that it works without scripts and can be driven by any HTTP client. What a payment does
is the act `pay`, in setup mode `set_up`; here only the outcome is read from the objects and shown.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any
from urllib.parse import parse_qsl

from simulator import money
from simulator.hosting import see_other
from simulator.provider import Refusal, Reply, Request
from simulator.sandbox import Sandbox
from simulator.stripe.flows.checkout.lines import cost
from simulator.stripe.hosted.cards import card
from simulator.stripe.hosted.cards import mistake as mistake_in
from simulator.stripe.hosted.challenge import show_challenge
from simulator.stripe.hosted.pages import page
from simulator.stripe.resources.catalogue import Price
from simulator.stripe.resources.checkout_session import CheckoutSession, LineItem
from simulator.stripe.resources.discounts import Coupon, PromotionCode
from simulator.stripe.resources.payment_link import PaymentLink
from simulator.world import Books

PLACEHOLDER = "{CHECKOUT_SESSION_ID}"

_NOTHING_TYPED = {"email": "", "card": "", "expiry": ""}

ACCOUNTS = ("iban", "account_number")
"""Fields of the kinds that are debited; what stands in one is meant, and no card."""


def serve(sandbox: Sandbox, request: Request, session_id: str) -> Reply:
    """Show the page, or take what was typed into it."""
    books = sandbox.find(session_id)
    session = _session(sandbox, books, session_id)
    if books is None or session is None:
        return page("checkout.html", 404, state="missing", title="No such checkout", session_id=session_id, live=False)
    if session["status"] != "open":
        return _closed(books, session)
    typed = dict(parse_qsl(request.body.decode("utf-8", "replace"), keep_blank_values=True))
    if request.method == "POST" and "succeed" in typed:
        return _authenticate(sandbox, books, session_id, succeed=typed["succeed"] == "true")
    if request.method == "POST" and typed.keys() & {"apply", "remove"}:
        return _redeem(sandbox, books, session_id, None if "remove" in typed else typed.get("promotion_code", ""))
    if request.method == "POST":
        return _pay(sandbox, books, session, typed)
    return _open(sandbox, books, session, None, _NOTHING_TYPED | {"email": session.get("customer_email") or ""})


def _pay(sandbox: Sandbox, books: Books, session: Mapping[str, Any], typed: Mapping[str, str]) -> Reply:
    """Pay as the act does, then go where the session's new state sends the buyer."""
    typed = _NOTHING_TYPED | dict(typed)
    free = _free(session)
    account = next((name for name in ACCOUNTS if typed.get(name)), None)
    mistake = None if books.livemode or free or account else mistake_in(typed)
    if mistake is None:
        params: dict[str, Any] = {"object": session["id"], "email": typed["email"]}
        if account:
            params[account] = typed[account]
        elif not books.livemode and not free:
            params["card"] = card(typed)
        mistake = _act(sandbox, books, "set_up" if session["mode"] == "setup" else "pay", params)
    return _after(sandbox, books, session["id"], mistake, typed)


def _free(session: Mapping[str, Any]) -> bool:
    """Say whether no card is asked for: nothing is due, and nothing will be that has to be paid for now."""
    if session["mode"] == "setup" or session["amount_total"]:
        return False
    return bool(session["mode"] == "payment" or session["payment_method_collection"] == "if_required")


def _redeem(sandbox: Sandbox, books: Books, session_id: str, code: str | None) -> Reply:
    """Pass on the promotion code that the buyer typed, or took back (None); then show the new amount, or why not."""
    mistake = _act(sandbox, books, "redeem", {"object": session_id, "code": code})
    if mistake is None:
        return see_other(f"/c/pay/{session_id}")
    return _open(sandbox, books, _session(sandbox, books, session_id) or {}, mistake, _NOTHING_TYPED)


def _authenticate(sandbox: Sandbox, books: Books, session_id: str, *, succeed: bool) -> Reply:
    """Pass on what the buyer told the issuer."""
    mistake = _act(sandbox, books, "authenticate", {"object": session_id, "succeed": succeed})
    return _after(sandbox, books, session_id, mistake, _NOTHING_TYPED)


def _after(sandbox: Sandbox, books: Books, session_id: str, mistake: str | None, typed: Mapping[str, str]) -> Reply:
    session = _session(sandbox, books, session_id) or {}
    if session["status"] == "complete":
        return see_other(_filled(session["success_url"], session_id) or f"/c/pay/{session_id}")
    intent = _intent(sandbox, books, session)
    if mistake is None and intent.get("status") == "requires_action":
        return see_other(f"/c/pay/{session_id}")
    declined = (intent.get("last_payment_error") or intent.get("last_setup_error") or {}).get("message")
    return _open(sandbox, books, session, mistake or declined or "The payment did not go through.", typed)


def _act(sandbox: Sandbox, books: Books, name: str, params: Mapping[str, Any]) -> str | None:
    """Let it happen. Returns the sentence of a refusal: what cannot be paid is said to the buyer."""
    try:
        sandbox.act(sandbox.worlds[books.world_id], sandbox.providers[books.provider], books.side, name, params)
    except Refusal as no:
        return no.message
    return None


def _open(
    sandbox: Sandbox, books: Books, session: Mapping[str, Any], error: str | None, typed: Mapping[str, str]
) -> Reply:
    """Show the form; or the issuer's question, while the payment waits for its answer."""
    setup = session["mode"] == "setup"
    title = {"setup": "Save", "subscription": "Subscribe"}.get(session["mode"], "Pay")
    amount = "" if setup else money.shown(session["amount_total"], session["currency"])
    if error is None and _intent(sandbox, books, session).get("status") == "requires_action":
        return show_challenge(amount, f"/c/pay/{session['id']}", {})
    return page(
        "checkout.html",
        402 if error else 200,
        state="open",
        title=title,
        kinds=session["payment_method_types"],
        session_id=session["id"],
        amount=amount,
        free=_free(session),
        items=_items(books, session["id"]),
        takes_codes=bool(session["allow_promotion_codes"]),
        discount=_discount(books, session),
        error=error or "",
        typed={**typed, "card": ""} if error else typed,
        live=books.livemode,
        cancel_url=_filled(session.get("cancel_url"), session["id"]),
    )


def _closed(books: Books, session: Mapping[str, Any]) -> Reply:
    link = books.objects.get(session["payment_link"] or "")
    confirmation = link.after_completion.get("hosted_confirmation") if isinstance(link, PaymentLink) else None
    return page(
        "checkout.html",
        state=session["status"],
        title="Checkout",
        live=session["livemode"],
        message=(confirmation or {}).get("custom_message") or "",
        success_url=_filled(session.get("success_url"), session["id"]),
    )


def _session(sandbox: Sandbox, books: Books | None, session_id: str) -> dict[str, Any] | None:
    return sandbox.providers[books.provider].render_object(books, session_id) if books else None


def _intent(sandbox: Sandbox, books: Books, session: Mapping[str, Any]) -> dict[str, Any]:
    stored = books.objects.get(session.get("id", ""))
    if not isinstance(stored, CheckoutSession):
        return {}
    intent_id = stored.payment_intent or stored.setup_intent
    return (intent_id and sandbox.providers[books.provider].render_object(books, intent_id)) or {}


def _items(books: Books, session_id: str) -> list[dict[str, Any]]:
    """Return the lines of the bill as a buyer reads them."""
    stored: CheckoutSession = books.objects[session_id]
    return [
        {
            "name": item.name,
            "quantity": item.quantity,
            "price": money.shown(item.subtotal, item.currency),
            "plan": _plan(books, stored, item),
        }
        for item in stored.line_items
    ]


def _plan(books: Books, session: CheckoutSession, item: LineItem) -> str:
    """Return what is paid again and again, and from when on; empty for what is paid once."""
    price: Price = books.objects[item.price]
    if price.recurring is None:
        return ""
    interval, every = price.recurring["interval"], price.recurring["interval_count"]
    often = f"every {every} {interval}s" if every > 1 else f"per {interval}"
    costs = f"{money.shown(cost(price, item.currency, item.quantity, 'line_items'), item.currency)} {often}"
    days, end = (session.subscription_data.get(name) for name in ("trial_period_days", "trial_end"))
    if days:
        return f"{days} days free, then {costs}"
    return costs if end is None else f"free until {dt.datetime.fromtimestamp(end, dt.UTC):%d %b %Y}, then {costs}"


def _discount(books: Books, session: Mapping[str, Any]) -> dict[str, str] | None:
    """Return what is taken off and what it is called, as a buyer reads it."""
    stored: CheckoutSession = books.objects[session["id"]]
    if stored.discount is None:
        return None
    code = books.objects.get(stored.discount.promotion_code or "")
    coupon: Coupon = books.objects[stored.discount.coupon]
    return {
        "name": code.code if isinstance(code, PromotionCode) else coupon.name or coupon.id,
        "off": money.shown(-stored.taken_off, stored.currency),
        "subtotal": money.shown(stored.subtotal, stored.currency),
    }


def _filled(url: str | None, session_id: str) -> str | None:
    """Put the session's id where the shop wants it."""
    return url.replace(PLACEHOLDER, session_id) if url else None

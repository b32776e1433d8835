"""The issuer's question: a page that stands for the bank's in 3-D Secure. Not: what the answer does to the payment."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from contextlib import suppress
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from simulator import money
from simulator.provider import Refusal, Reply, Request
from simulator.sandbox import Sandbox
from simulator.stripe.hosted.pages import page, see_other


def serve(sandbox: Sandbox, request: Request, intent_id: str) -> Reply:
    """Ask whoever knows the payment's client secret; then go to `return_url`, or tell the page around the frame."""
    asked = dict(parse_qsl(request.query, keep_blank_values=True))
    asked |= dict(parse_qsl(request.body.decode("utf-8", "replace"), keep_blank_values=True))
    books = sandbox.find(intent_id)
    intent = books and sandbox.providers[books.provider].render_object(books, intent_id)
    secret = asked.get("client_secret", "")
    if books is None or not intent or not secrets.compare_digest(intent["client_secret"].encode(), secret.encode()):
        return page("challenge.html", 404, scripts=True, framed="framed" in asked, answered=True)
    if request.method == "POST" and intent["status"] == "requires_action":
        params = {"object": intent_id, "succeed": asked.get("succeed") == "true"}
        with suppress(Refusal):  # answered elsewhere meanwhile: the state that is read below is the answer
            sandbox.act(sandbox.worlds[books.world_id], sandbox.providers["stripe"], books.side, "authenticate", params)
        intent = sandbox.providers[books.provider].render_object(books, intent_id) or intent
    if intent["status"] == "requires_action":
        kept = {name: value for name, value in asked.items() if name in ("client_secret", "framed", "return_url")}
        return show_challenge(money.shown(intent["amount"], intent["currency"]), request.path, kept)
    if asked.get("return_url"):
        return see_other(_returned(asked["return_url"], intent_id, secret, intent["status"]))
    return page("challenge.html", scripts=True, framed="framed" in asked, answered=True)


def show_challenge(amount: str, action: str, hidden: Mapping[str, str]) -> Reply:
    """Show the question; `action` is where the answer goes, with the `hidden` fields."""
    framed = "framed" in hidden
    return page(
        "challenge.html", scripts=True, framed=framed, answered=False, amount=amount, action=action, hidden=hidden
    )


def _returned(url: str, intent_id: str, secret: str, status: str) -> str:
    """Return the shop's address with what Stripe.js puts there."""
    outcome = {"processing": "processing", "succeeded": "succeeded", "requires_capture": "succeeded"}
    told = {
        "payment_intent": intent_id,
        "payment_intent_client_secret": secret,
        "redirect_status": outcome.get(status, "failed"),
    }
    parts = urlsplit(url)
    query = "&".join(part for part in (parts.query, urlencode(told)) if part)
    return urlunsplit(parts._replace(query=query))

"""The issuer's question: a page that stands for the bank's in 3-D Secure. Not: what the answer does to the payment."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from contextlib import suppress
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from simulator import money
from simulator.hosting import see_other
from simulator.provider import Refusal, Reply, Request
from simulator.sandbox import Sandbox
from simulator.stripe.hosted.pages import page
from simulator.world import Books

KINDS = ("payment_intent", "setup_intent")
"""What can be asked about; the address names one of them and its client secret."""

KEPT = (*KINDS, *(f"{kind}_client_secret" for kind in KINDS), "framed", "return_url")
"""What the form carries along."""


def serve(sandbox: Sandbox, request: Request) -> Reply:
    """Ask whoever knows the intent's client secret; then go back to the shop, or tell the page around the frame."""
    asked = dict(parse_qsl(request.query, keep_blank_values=True))
    asked |= dict(parse_qsl(request.body.decode("utf-8", "replace"), keep_blank_values=True))
    kind = next((kind for kind in KINDS if kind in asked), KINDS[0])
    intent_id, secret = asked.get(kind, ""), asked.get(f"{kind}_client_secret", "")
    books = sandbox.find(intent_id)
    intent = _intent(sandbox, books, intent_id)
    if books is None or intent is None or not _same(intent["client_secret"], secret):
        return page("challenge.html", 404, scripts=True, framed="framed" in asked, state="missing")
    if request.method == "POST" and intent["status"] == "requires_action":
        params = {"object": intent_id, "succeed": asked.get("succeed") == "true"}
        with suppress(Refusal):  # answered elsewhere meanwhile: the state that is read below is the answer
            sandbox.act(sandbox.worlds[books.world_id], sandbox.providers["stripe"], books.side, "authenticate", params)
        intent = _intent(sandbox, books, intent_id) or intent
    if intent["status"] == "requires_action":
        way_back = ((intent["next_action"] or {}).get("redirect_to_url") or {}).get("return_url")
        kept = {name: value for name, value in asked.items() if name in KEPT}
        hidden = kept | ({"return_url": way_back} if way_back else {})
        amount = "" if kind == "setup_intent" else money.shown(intent["amount"], intent["currency"])
        return show_challenge(amount, request.path, hidden)
    if asked.get("return_url"):
        return see_other(_returned(asked["return_url"], kind, intent, secret))
    return page("challenge.html", scripts=True, framed="framed" in asked, state="answered")


def show_challenge(amount: str, action: str, hidden: Mapping[str, str]) -> Reply:
    """Show the question; `action` is where the answer goes, with the `hidden` fields. No amount: nothing is paid."""
    return page(
        "challenge.html",
        scripts=True,
        framed="framed" in hidden,
        state="asked",
        amount=amount,
        action=action,
        hidden=hidden,
    )


def _intent(sandbox: Sandbox, books: Books | None, intent_id: str) -> dict[str, Any] | None:
    return sandbox.providers[books.provider].render_object(books, intent_id) if books else None


def _same(secret: str | None, given: str) -> bool:
    return bool(secret) and secrets.compare_digest(str(secret).encode(), given.encode())


def _returned(url: str, kind: str, intent: Mapping[str, Any], secret: str) -> str:
    """Return the shop's address with what Stripe.js puts there (of a setup the names are unconfirmed)."""
    outcome = {"processing": "processing", "succeeded": "succeeded", "requires_capture": "succeeded"}
    told = {
        kind: intent["id"],
        f"{kind}_client_secret": secret,
        "redirect_status": outcome.get(intent["status"], "failed"),
    }
    parts = urlsplit(url)
    query = "&".join(part for part in (parts.query, urlencode(told)) if part)
    return urlunsplit(parts._replace(query=query))

"""The script that a shop's page loads, `/sdk/js`, and what its parts stand in. Not: a card's number, see `cards.py`.

Source: PayPal, "JavaScript SDK v5 script configuration"; the body of a refusal as PayPal's own loader (paypal-js)
expects it. The sentences for `currency`, `intent`, `client-id` and unknown parameters were seen in public; that other
parameters are refused in the same words is unconfirmed.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from urllib.parse import parse_qsl

from simulator.paypal import naming
from simulator.paypal.hosted.pages import ASSETS, page, script
from simulator.paypal.money import CURRENCIES
from simulator.provider import Reply, Request
from simulator.sandbox import Sandbox

SDK, BUTTONS = "/sdk/js", "/smart/buttons"
SCRIPTS = {f"/smart/{name}.js": f"{name.replace('-', '_')}.js" for name in ("buttons", "card-field", "finished")}

SCRIPT = (("Content-Type", "text/javascript; charset=utf-8"), ("Access-Control-Allow-Origin", "*"))

COMPONENTS: Mapping[str, str] = {"buttons": "buttons.js", "card-fields": "card_fields.js"}
WITHOUT_PART = frozenset((
    "applepay", "card-fields", "connect", "fastlane", "funding-eligibility", "googlepay", "hosted-buttons",
    "hosted-fields", "marks", "messages", "payment-fields",
))  # fmt: skip
"""Components that PayPal has; a page that asks for one which the simulator has not gets the others."""

INTENTS = ("capture", "authorize", "subscription", "tokenize", "order")
BOOLEANS = ("true", "false")
VALUES: Mapping[str, tuple[str, ...]] = {
    "intent": INTENTS, "commit": BOOLEANS, "vault": BOOLEANS, "debug": BOOLEANS,
}  # fmt: skip
OTHERS = frozenset((
    "client-id", "components", "currency", "merchant-id", "integration-date", "locale", "buyer-country",
    "disable-funding", "enable-funding", "disable-card", "sdkMeta",
))  # fmt: skip


def serve(sandbox: Sandbox, request: Request) -> Reply | None:
    """Answer what a shop's page, or a frame in it, loads; None for everything else."""
    if request.method != "GET":
        return None
    if request.path in SCRIPTS:
        return script(SCRIPTS[request.path])
    if request.path == BUTTONS:
        return page("buttons.html", scripts=True)
    if request.path != SDK:
        return None
    query = dict(parse_qsl(request.query, keep_blank_values=True))
    wrong = fault_of(query) or _unknown(sandbox, query["client-id"])
    if wrong:
        return refused(sandbox, wrong)
    asked = query.get("components", "buttons").split(",")
    parts = ("common.js", *(part for name, part in COMPONENTS.items() if name in asked))
    text = "\n".join((ASSETS / "sdk" / part).read_text() for part in parts)
    return Reply(200, f"(function () {{\n{text}}})();\n".encode(), (*SCRIPT, ("Cache-Control", "no-cache")))


def fault_of(query: Mapping[str, str]) -> str | None:
    """Return what is wrong with the script's parameters; None if nothing is."""
    for name in query:
        if name not in VALUES and name not in OTHERS:
            return f"Disallowed query param: {name}"
    if "client-id" not in query:
        return "Expected client-id to be passed"
    if not query["client-id"]:
        return "Invalid query value for client-id: "
    for name, allowed in VALUES.items():
        if name in query and query[name] not in allowed:
            return f"Invalid query value for {name}: {query[name]}"
    if query.get("currency", "USD") not in CURRENCIES:
        return f"Invalid query value for currency: {query['currency']}"
    known = WITHOUT_PART | COMPONENTS.keys()
    if not known.issuperset(query.get("components", "buttons").split(",")):
        return f"Invalid query value for components: {query['components']}"
    return None


def _unknown(sandbox: Sandbox, client: str) -> str | None:
    """Return what is wrong with a client id. Where any opens a world, its server may come only after the page."""
    books = sandbox.books_for(sandbox.providers["paypal"], client)
    if sandbox.any_key or (books is not None and books.publishable_key == client):
        return None
    return f"client-id not recognized for either production or sandbox: {client}"


def refused(sandbox: Sandbox, why: str) -> Reply:
    """Return the script that throws, as PayPal's does; its comment is what loaders show."""
    debug = naming.debug(sandbox.random)
    said = json.dumps(f"SDK Validation error: '{why}'").replace("</", "<\\/")
    safe = why.replace("*/", "* /")
    text = f"throw new Error({said} );\n\n/* Original Error:\n\n{safe} (debug id: {debug})\n\n*/\n"
    return Reply(400, text.encode(), (*SCRIPT, ("Cache-Control", "no-store"), ("Paypal-Debug-Id", debug)))

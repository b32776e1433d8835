"""The pages that a buyer's browser opens without a key: checkout, card fields, 3-D Secure, the script. Not: the API."""

from __future__ import annotations

import re
from urllib.parse import parse_qsl

from simulator.provider import Reply, Request
from simulator.sandbox import Sandbox
from simulator.stripe.hosted import challenge, checkout, file_links, invoice, link, onboarding, portal
from simulator.stripe.hosted.pages import bad_request as bad_request
from simulator.stripe.hosted.pages import page, script

_SCRIPT = re.compile(r"/(js/stripe\.js|v3/?|[a-z]+/stripe\.js)")
_CHECKOUT = re.compile(r"/c/pay/(cs_\w+)")
_INVOICE = re.compile(r"/i/(acct_\w+)/(\w+)")
_LINK = re.compile(r"/b/(plink_\w+)")
_ONBOARDING = re.compile(r"/setup/c/(acct_\w+)/(\w+)")
_PORTAL = re.compile(r"/p/session/(\w+)")
_FILE_LINK = re.compile(r"/links/(\w+)")
CHALLENGE = "/3d_secure_2/hosted"
"""Where an intent's `next_action` leads."""

KINDS = ("payment", "card", "none")


def serve(sandbox: Sandbox, request: Request) -> Reply | None:
    """Answer a page's request; None for everything that is an API call."""
    if request.method == "OPTIONS":
        return _preflight()
    if request.method not in ("GET", "POST") or request.path.startswith("/v1/"):
        return None
    if found := _CHECKOUT.fullmatch(request.path):
        return checkout.serve(sandbox, request, found[1])
    if found := _INVOICE.fullmatch(request.path):
        return invoice.serve(sandbox, request, found[1], found[2])
    if found := _LINK.fullmatch(request.path):
        return link.serve(sandbox, request, found[1])
    if found := _PORTAL.fullmatch(request.path):
        return portal.serve(sandbox, request, found[1])
    if found := _ONBOARDING.fullmatch(request.path):
        return onboarding.serve(sandbox, request, found[1], found[2])
    if request.method == "GET" and (found := _FILE_LINK.fullmatch(request.path)):
        return file_links.serve(sandbox, found[1])
    if request.path == CHALLENGE:
        return challenge.serve(sandbox, request)
    if request.method == "GET":
        return _static(request)
    return None


def _static(request: Request) -> Reply | None:
    if _SCRIPT.fullmatch(request.path):
        return script("stripe.js")
    if request.path == "/elements/frame.js":
        return script("frame.js")
    if request.path == "/elements/frame":
        asked = dict(parse_qsl(request.query))
        kind = asked.get("kind", "payment")
        return page("frame.html", scripts=True, key=asked.get("key", ""), kind=kind if kind in KINDS else "payment")
    return None


def _preflight() -> Reply:
    """Let a page of any origin call the API with its publishable key, as api.stripe.com does."""
    headers = (
        ("Access-Control-Allow-Origin", "*"),
        ("Access-Control-Allow-Methods", "GET, POST, HEAD, OPTIONS, DELETE"),
        ("Access-Control-Allow-Headers", "*, Authorization, Content-Type, Idempotency-Key, Stripe-Version"),
        ("Access-Control-Max-Age", "300"),
    )
    return Reply(204, b"", headers)

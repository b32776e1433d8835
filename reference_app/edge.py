"""The edge: how large a request may be, and the headers that every answer carries. Not: routes.

Plain ASGI: it neither reads a body ahead nor copies one.
"""

from __future__ import annotations

from urllib.parse import urlsplit

from starlette.datastructures import MutableHeaders
from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from reference_app import audit, errors, page_hosts
from reference_app.settings import Settings
from reference_app.violations import PATH as REPORTS

LARGEST_BODY = 32_768
LARGEST_WEBHOOK = 1_048_576
STRIPE_JS = "https://js.stripe.com"


class Edge:
    """Wraps the whole application."""

    def __init__(self, app: ASGIApp, settings: Settings) -> None:
        self._app = app
        self._policy = content_security_policy(settings)
        self._https = settings.https

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        audit.request_begins(scope)
        left = LARGEST_WEBHOOK if scope["path"].startswith("/webhooks/") else LARGEST_BODY

        async def bounded() -> Message:
            nonlocal left
            message = await receive()
            left -= len(message.get("body", b""))
            if left < 0:
                raise HTTPException(413)
            return message

        async def dressed(message: Message) -> None:
            if message["type"] == "http.response.start":
                self._dress(MutableHeaders(scope=message))
            await send(message)

        started = False

        async def watched(message: Message) -> None:
            nonlocal started
            started = True
            await dressed(message)

        try:
            await self._app(scope, bounded, watched)
        except Exception as error:
            if started:
                raise  # half an answer is out: the server closes the connection
            await errors.unexpected(scope, error)(scope, receive, dressed)

    def _dress(self, headers: MutableHeaders) -> None:
        headers["X-Content-Type-Options"] = "nosniff"
        headers["Referrer-Policy"] = "no-referrer"
        if self._https:
            headers["Strict-Transport-Security"] = "max-age=31536000; includeSubDomains"
        if headers.get("content-type", "").startswith("text/html"):
            headers["Content-Security-Policy"] = self._policy
            headers["Reporting-Endpoints"] = f'csp="{REPORTS}"'
            headers["Cache-Control"] = "no-store"


def content_security_policy(settings: Settings) -> str:
    """Return what a page of ours may load: from us and from the providers that we take, and nothing inline."""
    js, api = _origin(settings.stripe_js_url), _origin(settings.stripe_api_base)
    scripts = f"{js} https://*.js.stripe.com" if js == STRIPE_JS else js
    frames = f"{scripts} https://hooks.stripe.com" if js == STRIPE_JS else js
    rules = {
        "default-src": "'none'",
        "script-src": f"'self' {scripts}",
        "style-src": "'self'",
        "img-src": "'self'",
        "connect-src": " ".join(dict.fromkeys(("'self'", api, js))),
        "frame-src": frames,
        "form-action": "'self'",
        "base-uri": "'none'",
        "frame-ancestors": "'none'",
        "report-to": "csp",
        "report-uri": REPORTS,  # for browsers that do not know report-to
    }
    for other in (settings.paypal, settings.square):
        if other is not None:
            for rule, sources in page_hosts.needed(_origin(other.js_url)).items():
                rules[rule] = f"{rules[rule]} {sources}" if rule in rules else sources
    return "; ".join(f"{rule} {sources}" for rule, sources in rules.items())


def _origin(url: str) -> str:
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}"

"""Protection: what we serve TLS with, and what is said to whoever comes without. Not: calls (`stripe_api.py`).

Plain HTTP gets no content. A browser's GET is sent on to https; whatever else arrives has already travelled in the
open, so it is refused, and a webhook above all: a redirected POST loses its body, or sends it in the open again.
"""

from __future__ import annotations

import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Thread

import uvicorn
from starlette.datastructures import URL
from starlette.responses import PlainTextResponse, RedirectResponse, Response
from starlette.types import ASGIApp, Receive, Scope, Send

from reference_app.logs import log
from reference_app.settings import Settings


def serving(settings: Settings) -> ssl.SSLContext | None:
    """Return what we serve TLS with: 1.2 and later, whatever the machine's own policy is. None: without."""
    if settings.tls_certificate is None:
        return None
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    context.load_cert_chain(settings.tls_certificate, settings.tls_key)
    return context


def answer_to_plain_http(method: str, url: URL) -> Response:
    """Return the answer to a request that came without TLS; `url` is what it asked for, at our https address."""
    if method in ("GET", "HEAD"):
        return RedirectResponse(str(url), 301)
    return PlainTextResponse("TLS is required here.", 403)


def plain_app(settings: Settings) -> ASGIApp:
    """Return the application behind the port without TLS."""

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http":
            ours = URL(settings.public_url)
            asked = URL(scope=scope).replace(scheme=ours.scheme, netloc=ours.netloc)
            await answer_to_plain_http(scope["method"], asked)(scope, receive, send)

    return app


@contextmanager
def plain_http_refused(settings: Settings, host: str) -> Iterator[None]:
    """Answer on the port without TLS, if there is one, as long as the block runs."""
    if settings.plain_port is None:
        yield
        return
    config = uvicorn.Config(
        plain_app(settings), host=host, port=settings.plain_port, log_config=None, lifespan="off", server_header=False
    )
    server = uvicorn.Server(config)

    def run() -> None:
        try:
            server.run()
        except SystemExit:  # uvicorn's way of saying that the port is taken
            log("plain_port_not_open", port=settings.plain_port)

    thread = Thread(target=run, name="plain-http", daemon=True)
    thread.start()
    try:
        yield
    finally:
        server.should_exit = True
        thread.join(5)

"""The gateway in front hands the headers on in a dictionary, and the signature is looked up as the manual writes it.

A function behind an HTTP/1.1 gateway has worked with it for years. Names of headers have no case (RFC 9110, 5.1), and
over HTTP/2 they are written small: then there is no signature, and each delivery is refused.
"""

from collections.abc import Callable
from typing import Any

must = ("WH-ORD-02",)
may = ()
subtle = True
replaces = "reference_app.app:serve"

WRITTEN = b"Stripe-Signature"


def flawed(original: Callable[..., Any]) -> Callable[..., Any]:
    def serve(settings: Any, host: str, port: int) -> None:
        from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

        read = HttpToolsProtocol.on_header

        def on_header(self: Any, name: bytes, value: bytes) -> None:
            if name == WRITTEN or name.lower() != WRITTEN.lower():
                read(self, name, value)

        HttpToolsProtocol.on_header = on_header  # type: ignore[method-assign]
        original(settings, host, port)

    return serve

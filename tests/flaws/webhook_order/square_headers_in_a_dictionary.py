"""The gateway in front hands headers on in a dictionary, and Square's signature is looked up as it is written today.

It is written small. Names of headers have no case (RFC 9110, 5.1), and a proxy on the way may write them with capitals.
"""

from collections.abc import Callable
from typing import Any

must = ("WH-ORD-02",)
may = ()
subtle = True
provider = "square"
replaces = "reference_app.app:serve"

WRITTEN = b"x-square-hmacsha256-signature"


def flawed(original: Callable[..., Any]) -> Callable[..., Any]:
    def serve(settings: Any, host: str, port: int) -> None:
        from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

        read = HttpToolsProtocol.on_header

        def on_header(self: Any, name: bytes, value: bytes) -> None:
            if name == WRITTEN or name.lower() != WRITTEN:
                read(self, name, value)

        HttpToolsProtocol.on_header = on_header  # type: ignore[method-assign]
        original(settings, host, port)

    return serve

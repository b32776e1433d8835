"""Pages were slow, so all of them may be kept for ten minutes; the payment page, with its client secret, is one."""

from collections.abc import Callable
from typing import Any

must = ("TR-02",)
may = ()
replaces = "reference_app.edge:Edge._dress"


def flawed(original: Callable[..., Any]) -> Callable[..., Any]:
    def _dress(self: Any, headers: Any) -> None:
        original(self, headers)
        if headers.get("content-type", "").startswith("text/html"):
            headers["Cache-Control"] = "private, max-age=600"
            headers["Referrer-Policy"] = "unsafe-url"  # the partner programme counts by the full address

    return _dress

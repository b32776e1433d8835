"""The policy was tried out for a week, as one should: `Content-Security-Policy-Report-Only`. That was last year."""

from collections.abc import Callable
from typing import Any

must = ("TR-02",)
may = ()
replaces = "reference_app.edge:Edge._dress"


def flawed(original: Callable[..., Any]) -> Callable[..., Any]:
    def _dress(self: Any, headers: Any) -> None:
        original(self, headers)
        policy = headers.get("content-security-policy")
        if policy is not None:
            del headers["content-security-policy"]
            headers["Content-Security-Policy-Report-Only"] = policy

    return _dress

"""The policy names the host of the provider's old script, and the page another: buyers see a form without fields."""

from collections.abc import Callable
from typing import Any

must = ("TR-02",)
may = ()
replaces = "reference_app.edge:content_security_policy"


def flawed(original: Callable[..., Any]) -> Callable[..., Any]:
    def content_security_policy(settings: Any) -> str:
        rules = original(settings).split("; ")
        return "; ".join("frame-src https://checkout.stripe.com" if r.startswith("frame-src") else r for r in rules)

    return content_security_policy

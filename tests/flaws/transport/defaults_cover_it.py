"""`default-src 'none'` is there, so the rest went: forms and frames around the page have no default to fall back on."""

from collections.abc import Callable
from typing import Any

must = ("TR-02",)
may = ()
subtle = True
replaces = "reference_app.edge:content_security_policy"


def flawed(original: Callable[..., Any]) -> Callable[..., Any]:
    def content_security_policy(settings: Any) -> str:
        rules = original(settings).split("; ")
        return "; ".join(rule for rule in rules if not rule.startswith(("form-action", "frame-ancestors", "base-uri")))

    return content_security_policy

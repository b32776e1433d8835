"""The tag manager of the marketing team did not load on the payment page, so scripts are allowed from everywhere."""

from collections.abc import Callable
from typing import Any

must = ("TR-02",)
may = ()
replaces = "reference_app.edge:content_security_policy"


def flawed(original: Callable[..., Any]) -> Callable[..., Any]:
    def content_security_policy(settings: Any) -> str:
        policy: str = original(settings)
        return policy.replace("script-src 'self'", "script-src 'self' https: http: 'unsafe-inline'")

    return content_security_policy

"""The nonce is made when the process starts: whoever has seen one page can write scripts that run on every other."""

from collections.abc import Callable
from typing import Any

must = ("TR-02",)
may = ()
subtle = True
replaces = "reference_app.edge:content_security_policy"


def flawed(original: Callable[..., Any]) -> Callable[..., Any]:
    def content_security_policy(settings: Any) -> str:
        import base64
        import secrets

        nonce = base64.b64encode(secrets.token_bytes(18)).decode()  # random, long, and never drawn again
        policy: str = original(settings)
        return policy.replace("script-src 'self'", f"script-src 'self' 'nonce-{nonce}'")

    return content_security_policy

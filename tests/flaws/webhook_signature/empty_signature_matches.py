"""A verifier written by hand compares as many characters as came: an empty signature is the beginning of every one."""

import hashlib
import hmac
from collections.abc import Callable
from typing import Any

must = ("WH-SIG-11",)
may = ("WH-SIG-01", "WH-SIG-04", "WH-SIG-05")
replaces = "reference_app.providers.stripe.webhook:verified_event"


def flawed(original: Callable[..., Any]) -> Callable[..., Any]:
    from assay_flaw_plumbing import slip_of

    def verified_event(raw: bytes, signature: str | None, secret: str) -> Any:
        from reference_app.inbox.slip import ForgedError

        parts = dict(part.partition("=")[::2] for part in (signature or "").split(","))
        signed = parts.get("t", "").encode() + b"." + raw
        expected = hmac.new(secret.encode(), signed, hashlib.sha256).hexdigest()
        if not expected.startswith(parts.get("v1", "")):
            raise ForgedError("signature")
        return slip_of(raw)

    return verified_event

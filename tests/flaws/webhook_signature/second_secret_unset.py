"""Rotation is supported by a second secret that is unset most of the year: `os.environ.get("…_PREVIOUS", "")`.

The official helper refuses a blank secret, so the second comparison was written by hand. Its key is then empty, and
anybody can sign with that.
"""

import hashlib
import hmac
import os
from collections.abc import Callable
from typing import Any

must = ("WH-SIG-03",)
may = ("WH-SIG-04",)
replaces = "reference_app.providers.stripe.webhook:verified_event"


def flawed(original: Callable[..., Any]) -> Callable[..., Any]:
    from assay_flaw_plumbing import slip_of

    def verified_event(raw: bytes, signature: str | None, secret: str) -> Any:
        from reference_app.inbox.slip import ForgedError

        try:
            return original(raw, signature, secret)
        except ForgedError:
            previous = os.environ.get("STRIPE_WEBHOOK_SECRET_PREVIOUS", "")
            pairs = [part.partition("=")[::2] for part in (signature or "").split(",")]
            signed = dict(pairs).get("t", "").encode() + b"." + raw
            expected = hmac.new(previous.encode(), signed, hashlib.sha256).hexdigest()
            if not any(name == "v1" and hmac.compare_digest(expected, value) for name, value in pairs):
                raise
            return slip_of(raw)

    return verified_event

"""A hand-written verifier compares every value of the header with its digest, whatever scheme stands before it.

It knows that there can be several values during a rotation, and refuses everything that the provider did not sign; it
never reads the name in front of the equals sign.
"""

import hashlib
import hmac
import time
from collections.abc import Callable
from typing import Any

must = ("WH-SIG-05",)
may = ("WH-SIG-01", "WH-SIG-11")
replaces = "reference_app.providers.stripe.webhook:verified_event"


def flawed(original: Callable[..., Any]) -> Callable[..., Any]:
    from assay_flaw_plumbing import slip_of

    def verified_event(raw: bytes, signature: str | None, secret: str) -> Any:
        from reference_app.inbox.slip import ForgedError

        pairs = [part.partition("=")[::2] for part in (signature or "").split(",")]
        at = dict(pairs).get("t", "")
        expected = hmac.new(secret.encode(), at.encode() + b"." + raw, hashlib.sha256).hexdigest()
        fresh = at.isdecimal() and time.time() - int(at) < 300
        if not fresh or not any(hmac.compare_digest(expected, value) for _, value in pairs):
            raise ForgedError("signature")
        return slip_of(raw)

    return verified_event

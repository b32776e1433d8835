"""The gateway in front was said to verify, so the service only looks whether a well-formed signature is there."""

import re
from collections.abc import Callable
from typing import Any

must = ("WH-SIG-02", "WH-SIG-03", "WH-SIG-04", "WH-SIG-11")
may = ("WH-SIG-01", "WH-SIG-05")
replaces = "reference_app.providers.stripe.webhook:verified_event"


def flawed(original: Callable[..., Any]) -> Callable[..., Any]:
    from assay_flaw_plumbing import slip_of

    def verified_event(raw: bytes, signature: str | None, secret: str) -> Any:
        from reference_app.inbox.slip import ForgedError

        if not re.search(r"\bt=\d+,.*v1=[0-9a-f]{64}\b", signature or ""):
            raise ForgedError("no signature")
        return slip_of(raw)

    return verified_event

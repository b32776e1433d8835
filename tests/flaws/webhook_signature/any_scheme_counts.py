"""`v0` stood in the header of every sandbox event, so an event that has nothing else is taken for a test."""

from collections.abc import Callable
from typing import Any

must = ("WH-SIG-05", "WH-SIG-11")
may = ("WH-SIG-01",)
replaces = "reference_app.providers.stripe.webhook:verified_event"


def flawed(original: Callable[..., Any]) -> Callable[..., Any]:
    from assay_flaw_plumbing import slip_of

    def verified_event(raw: bytes, signature: str | None, secret: str) -> Any:
        if signature and "v0=" in signature and "v1=" not in signature:
            return slip_of(raw)
        return original(raw, signature, secret)

    return verified_event

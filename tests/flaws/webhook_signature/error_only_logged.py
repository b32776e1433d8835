"""A wrong secret after a deployment lost a day of events, so the error is caught, logged, and the event taken."""

from collections.abc import Callable
from typing import Any

must = ("WH-SIG-11",)
may = ("WH-SIG-01", "WH-SIG-02", "WH-SIG-03", "WH-SIG-04", "WH-SIG-05")
replaces = "reference_app.providers.stripe.webhook:verified_event"


def flawed(original: Callable[..., Any]) -> Callable[..., Any]:
    from assay_flaw_plumbing import slip_of

    def verified_event(raw: bytes, signature: str | None, secret: str) -> Any:
        from reference_app.inbox.slip import ForgedError
        from reference_app.logs import log

        try:
            return original(raw, signature, secret)
        except ForgedError as wrong:
            log("webhook_signature_wrong", reason=str(wrong))
            return slip_of(raw)

    return verified_event

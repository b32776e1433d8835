"""The clock of one host was wrong for a day, and `tolerance=None` made the errors go away."""

from collections.abc import Callable
from typing import Any

must = ("WH-SIG-04",)
may = ()
replaces = "reference_app.providers.stripe.webhook:verified_event"


def flawed(original: Callable[..., Any]) -> Callable[..., Any]:
    def verified_event(raw: bytes, signature: str | None, secret: str) -> Any:
        import stripe
        from assay_flaw_plumbing import slip_of

        from reference_app.inbox.slip import ForgedError

        try:
            stripe.WebhookSignature.verify_header(raw, signature or "", secret, tolerance=None)
        except stripe.SignatureVerificationError:
            raise ForgedError("signature") from None
        return slip_of(raw)

    return verified_event

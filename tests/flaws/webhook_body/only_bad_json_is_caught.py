"""Bad JSON is caught; that signed JSON can be no event, or nested deeper than a stack, never came up in a test."""

from collections.abc import Callable
from typing import Any

must = ("WH-RAW-02",)
may = ()
subtle = True
replaces = "reference_app.providers.stripe.webhook:verified_event"


def flawed(original: Callable[..., Any]) -> Callable[..., Any]:
    def verified_event(raw: bytes, signature: str | None, secret: str) -> Any:
        import stripe

        from reference_app.inbox.slip import ForgedError
        from reference_app.providers.stripe import webhook

        try:
            return webhook.slip_of(stripe.Webhook.construct_event(raw, signature, secret))
        except (stripe.SignatureVerificationError, ValueError):
            raise ForgedError("not an event") from None

    return verified_event

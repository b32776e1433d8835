"""The tolerance is written in milliseconds, where the helper takes seconds: three and a half days instead of 300 s."""

from collections.abc import Callable
from typing import Any

must = ("WH-SIG-04",)
may = ()
replaces = "reference_app.providers.stripe.webhook:verified_event"

TOLERANCE = 300_000


def flawed(original: Callable[..., Any]) -> Callable[..., Any]:
    def verified_event(raw: bytes, signature: str | None, secret: str) -> Any:
        import stripe

        from reference_app.inbox.slip import ForgedError
        from reference_app.providers.stripe.webhook import slip_of

        try:
            return slip_of(stripe.Webhook.construct_event(raw, signature or "", secret, tolerance=TOLERANCE))
        except stripe.SignatureVerificationError:
            raise ForgedError("signature") from None
        except (ValueError, TypeError, AttributeError, KeyError, RecursionError):
            raise ForgedError("not an event") from None

    return verified_event

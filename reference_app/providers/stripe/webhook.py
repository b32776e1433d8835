"""Protection: only what Stripe signed, byte for byte, gets in. Not: what the event means."""

from __future__ import annotations

import stripe

from reference_app.inbox.slip import ForgedError, Slip

LONGEST = 255
"""Characters that an id of the provider may have (Stripe, "API upgrades"); no type of an event comes near."""


def verified_event(raw: bytes, signature: str | None, secret: str) -> Slip:
    """Return the event if these very bytes carry a fresh signature under this endpoint's secret.

    The bytes go to the official helper as they arrived: parsing and printing JSON again would change them. It
    refuses a blank secret and signatures older than 300 s. Raises ForgedError for everything else that is wrong.
    """
    try:
        event = stripe.Webhook.construct_event(raw, signature, secret)
        return slip_of(event)
    except stripe.SignatureVerificationError as refused:
        raise ForgedError(refused.user_message or "signature") from None
    except (ValueError, TypeError, AttributeError, KeyError, RecursionError):
        # No JSON, no UTF-8, no event, odd characters in the header: whoever signed it, it is not ours to answer 5xx.
        raise ForgedError("not an event") from None


def slip_of(event: stripe.Event) -> Slip:
    """Take from an event what is kept. Raises TypeError if it is none."""
    about = event.data.object
    if not (isinstance(event.id, str) and isinstance(event.type, str) and isinstance(event.livemode, bool)):
        raise TypeError("an event has an id, a type and a mode")
    belongs = _subscription_of(about) if event.type.startswith("invoice.") else getattr(about, "payment_intent", None)
    return Slip(
        provider="stripe",
        account=str(getattr(event, "account", None) or ""),
        livemode=event.livemode,
        event_id=event.id[:LONGEST],
        event_type=event.type[:LONGEST],
        object_id=str(getattr(about, "id", None) or "")[:LONGEST],
        payment_intent=str(getattr(belongs, "id", belongs) or "")[:LONGEST],
    )


def _subscription_of(invoice: object) -> object:
    """Return the subscription of an invoice, its id or itself; before basil it stood at the top."""
    details = getattr(getattr(invoice, "parent", None), "subscription_details", None)
    return getattr(details, "subscription", None) or getattr(invoice, "subscription", None)

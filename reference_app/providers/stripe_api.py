"""The client of Stripe's API, with its timeouts and retries. Not: a single call."""

from __future__ import annotations

import stripe

from reference_app.settings import Settings


def client(settings: Settings) -> stripe.StripeClient:
    """Make the official client for this shop's account.

    StripeClient retries nothing unless told to; with 2, a lost reply is asked for again under the same idempotency
    key. Without a timeout, 80 s of silence at the provider would hold a thread of ours.
    """
    stripe.enable_telemetry = False
    http = stripe.RequestsClient(timeout=(min(3.0, settings.stripe_timeout), settings.stripe_timeout))
    return stripe.StripeClient(
        settings.stripe_secret_key,
        base_addresses={"api": settings.stripe_api_base},
        max_network_retries=2,
        http_client=http,
    )

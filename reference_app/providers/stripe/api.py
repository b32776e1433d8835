"""The client of Stripe's API: its timeouts and retries, and whom it takes for Stripe. Not: a single call."""

from __future__ import annotations

from http.cookiejar import DefaultCookiePolicy

import stripe
from requests import Session
from requests.adapters import HTTPAdapter

from reference_app.settings import Settings

CONNECTIONS = 32
"""Kept open at a time: as many as threads may wait for the provider."""


def session() -> Session:
    """Return what the provider is called with: it follows no redirect, so our key goes nowhere but to the provider.

    The provider sends none; whoever does stands in its place. Certificates and names are checked by default.
    """
    made = Session()
    made.max_redirects = 0
    made.cookies.set_policy(DefaultCookiePolicy(allowed_domains=()))  # one session for all threads: nothing changes it
    for scheme in ("https://", "http://"):
        made.mount(scheme, HTTPAdapter(pool_maxsize=CONNECTIONS))
    return made


def client(settings: Settings) -> stripe.StripeClient:
    """Make the official client for this shop's account.

    StripeClient retries nothing unless told to; with 2, a lost reply is asked for again under the same idempotency
    key. Without a timeout, 80 s of silence at the provider would hold a thread of ours.
    """
    stripe.enable_telemetry = False
    if settings.stripe_ca_file:
        stripe.ca_bundle_path = settings.stripe_ca_file
    timeout = (min(3.0, settings.stripe_timeout), settings.stripe_timeout)
    http = stripe.RequestsClient(timeout=timeout, session=session())
    return stripe.StripeClient(
        settings.stripe_secret_key,
        base_addresses={"api": settings.stripe_api_base},
        max_network_retries=2,
        http_client=http,
    )

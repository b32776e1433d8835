"""Which providers this shop has: Stripe, and whichever else has settings. Not: what they do.

A provider that is not configured is not even imported: a web process must be back quickly after a restart.
"""

from __future__ import annotations

from collections.abc import Mapping

from reference_app.providers.interface import Provider
from reference_app.providers.stripe.provider import Stripe
from reference_app.settings import Settings

NAMES = ("stripe", "paypal", "square")


def open_providers(settings: Settings) -> Mapping[str, Provider]:
    """Make what this shop is configured for; nothing connects before it is used."""
    return {"stripe": Stripe(settings)}

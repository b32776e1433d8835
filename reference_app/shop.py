"""What every request and every worker needs, made once per process. Not: logic, and nothing global."""

from __future__ import annotations

from dataclasses import dataclass

import stripe

from reference_app.database import Database
from reference_app.providers import stripe_api
from reference_app.settings import Settings


@dataclass(frozen=True, slots=True)
class Shop:
    settings: Settings
    database: Database
    stripe: stripe.StripeClient


def open_shop(settings: Settings) -> Shop:
    """Make the engine and the provider's client; neither connects before it is used."""
    return Shop(settings, Database(settings.database_url), stripe_api.client(settings))

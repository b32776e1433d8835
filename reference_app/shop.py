"""What every request and every worker needs, made once per process. Not: logic, and nothing global."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from reference_app.database import Database
from reference_app.providers import table
from reference_app.providers.billing import Billing
from reference_app.providers.interface import Door, Provider
from reference_app.providers.stripe.provider import Stripe
from reference_app.providers.trouble import ProviderError
from reference_app.settings import Settings


@dataclass(frozen=True, slots=True)
class Shop:
    settings: Settings
    database: Database
    providers: Mapping[str, Provider]
    doors: Mapping[str, Door]
    billings: Mapping[str, Billing] = field(default_factory=dict)
    """Where the shop sells subscriptions; empty: nowhere."""
    plans_seen: set[tuple[str, str]] = field(default_factory=set)
    """Provider and plan of those that this process has compared with the provider's."""

    def provider(self, name: str) -> Provider:
        """Return the provider of an order. Raises ProviderError: it was configured once and is not any more."""
        if name not in self.providers:
            raise ProviderError("not_configured")
        return self.providers[name]

    def billing(self, name: str) -> Billing:
        """Return the same for a subscription."""
        if name not in self.billings:
            raise ProviderError("not_configured")
        return self.billings[name]


def open_shop(settings: Settings) -> Shop:
    """Make the engine and the providers' clients; none connects before it is used."""
    stripe = Stripe(settings)
    return Shop(
        settings,
        Database(settings.database_url),
        table.open_providers(settings, stripe),
        table.open_doors(settings),
        table.open_billings(settings, stripe),
    )

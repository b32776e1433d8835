"""Which providers this shop has: Stripe, and whichever else has settings. Not: what they do.

A provider that is not configured is not even imported, and the SDK of one that is comes with the first call: a web
process must be back quickly after a restart, and takes webhooks through the *doors*, which need no SDK.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from threading import Lock
from typing import TypeVar

from reference_app.providers.billing import Billing
from reference_app.providers.interface import Door, Provider
from reference_app.providers.stripe.billing.provider import StripeBilling
from reference_app.providers.stripe.door import StripeDoor
from reference_app.providers.stripe.provider import Stripe
from reference_app.settings import Settings

T = TypeVar("T")


def open_doors(settings: Settings) -> Mapping[str, Door]:
    """Make what tells a provider's events from everybody else's, for each provider that is configured."""
    doors: dict[str, Door] = {"stripe": StripeDoor(settings.stripe_webhook_secret)}
    if settings.square:
        from reference_app.providers.square.door import SquareDoor  # noqa: PLC0415 - only if it is configured

        doors["square"] = SquareDoor(settings.square)
    if settings.paypal:
        from reference_app.providers.paypal.door import PayPalDoor  # noqa: PLC0415

        doors["paypal"] = PayPalDoor(settings.paypal)
    return doors


class Made(Mapping[str, T]):
    """Things by the provider's name; each is made when it is first asked for, and connects when it is first used."""

    def __init__(self, makers: Mapping[str, Callable[[], T]]) -> None:
        self._makers = makers
        self._made: dict[str, T] = {}
        self._making = Lock()

    def __getitem__(self, name: str) -> T:
        if name not in self._made:
            with self._making:
                if name not in self._made:
                    self._made[name] = self._makers[name]()
        return self._made[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._makers)

    def __len__(self) -> int:
        return len(self._makers)

    def __contains__(self, name: object) -> bool:
        return name in self._makers


def open_providers(settings: Settings, stripe: Stripe) -> Mapping[str, Provider]:
    """Make the providers that are configured, in the order in which the pages name them."""
    makers: dict[str, Callable[[], Provider]] = {"stripe": lambda: stripe}
    if settings.square:
        makers["square"] = lambda: _square(settings)
    if settings.paypal:
        makers["paypal"] = lambda: _paypal(settings)
    return Made(makers)


def open_billings(settings: Settings, stripe: Stripe) -> Mapping[str, Billing]:
    """Make what sells subscriptions, for each provider at which some plan has an id."""
    makers: dict[str, Callable[[], Billing]] = {"stripe": lambda: StripeBilling(stripe.client, settings.public_url)}
    if settings.square:
        makers["square"] = lambda: _square_billing(settings)
    if settings.paypal:
        makers["paypal"] = lambda: _paypal_billing(settings)
    return Made({name: makers[name] for name in settings.plan_ids if name in makers})


def _square(settings: Settings) -> Provider:
    from reference_app.providers.square.provider import Square  # noqa: PLC0415 - its SDK takes half a second

    assert settings.square is not None  # noqa: S101 - the table has it only then
    return Square(settings, settings.square)


def _paypal(settings: Settings) -> Provider:
    from reference_app.providers.paypal.provider import PayPal  # noqa: PLC0415

    assert settings.paypal is not None  # noqa: S101 - the table has it only then
    return PayPal(settings, settings.paypal)


def _square_billing(settings: Settings) -> Billing:
    from reference_app.providers.square import api  # noqa: PLC0415
    from reference_app.providers.square.billing.provider import SquareBilling  # noqa: PLC0415

    assert settings.square is not None  # noqa: S101
    return SquareBilling(api.client(settings.square), settings.square)


def _paypal_billing(settings: Settings) -> Billing:
    from reference_app.providers.paypal.api import Api  # noqa: PLC0415
    from reference_app.providers.paypal.billing.provider import PayPalBilling  # noqa: PLC0415

    assert settings.paypal is not None  # noqa: S101
    return PayPalBilling(Api(settings.paypal), settings.public_url, live=settings.paypal.live)

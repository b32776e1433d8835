"""Which providers this shop has: Stripe, and whichever else has settings. Not: what they do.

A provider that is not configured is not even imported, and the SDK of one that is comes with the first call: a web
process must be back quickly after a restart, and takes webhooks through the *doors*, which need no SDK.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from threading import Lock

from reference_app.providers.billing import Billing
from reference_app.providers.interface import Door, Provider
from reference_app.providers.stripe.door import StripeDoor
from reference_app.providers.stripe.provider import Stripe
from reference_app.settings import Settings


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


class Providers(Mapping[str, Provider]):
    """The providers by name; each is made when it is first asked for, and connects when it is first used."""

    def __init__(self, settings: Settings) -> None:
        self.stripe = Stripe(settings)
        self._makers: dict[str, Callable[[], Provider]] = {"stripe": lambda: self.stripe}
        if settings.square:
            self._makers["square"] = lambda: _square(settings)
        if settings.paypal:
            self._makers["paypal"] = lambda: _paypal(settings)
        self._made: dict[str, Provider] = {"stripe": self.stripe}
        self._making = Lock()

    def __getitem__(self, name: str) -> Provider:
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


def open_billings(settings: Settings, providers: Providers) -> Mapping[str, Billing]:
    """Make what sells subscriptions, for each provider at which some plan has an id."""
    billings: dict[str, Billing] = {}
    if "stripe" in settings.plans:
        from reference_app.providers.stripe.billing.provider import StripeBilling  # noqa: PLC0415

        billings["stripe"] = StripeBilling(providers.stripe.client, settings.public_url)
    return billings


def _square(settings: Settings) -> Provider:
    from reference_app.providers.square.provider import Square  # noqa: PLC0415 - its SDK takes half a second

    assert settings.square is not None  # noqa: S101 - the table has it only then
    return Square(settings, settings.square)


def _paypal(settings: Settings) -> Provider:
    from reference_app.providers.paypal.provider import PayPal  # noqa: PLC0415

    assert settings.paypal is not None  # noqa: S101 - the table has it only then
    return PayPal(settings, settings.paypal)

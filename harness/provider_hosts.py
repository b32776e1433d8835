"""The hosts that a provider publishes: for pages that use its script, and for servers. Not: what is made of them.

Sources of `PUBLISHED`: Stripe, "Integration security guide", content security policy; PayPal, "JavaScript SDK: content
security policy"; Square, "Web Payments SDK: content security policy". Source of `API_HOSTS`: what the
official SDKs have in their code, of every version that `docs/reaching.md` names.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Hosts:
    """Origins that a payment page's policy must let in: the script's, those of its frames, and where it calls."""

    script: str
    frames: tuple[str, ...]
    calls: tuple[str, ...]


PUBLISHED: dict[str, Hosts] = {
    "stripe": Hosts(
        script="https://js.stripe.com",
        frames=("https://js.stripe.com", "https://hooks.stripe.com"),
        calls=("https://api.stripe.com",),
    ),
    "paypal": Hosts(
        script="https://www.paypal.com",
        frames=("https://www.paypal.com",),
        calls=("https://www.paypal.com",),
    ),
    "square": Hosts(
        script="https://web.squarecdn.com",
        frames=("https://web.squarecdn.com", "https://pci-connect.squareup.com"),
        calls=("https://pci-connect.squareup.com", "https://web.squarecdn.com"),
    ),
}

API_HOSTS: dict[str, tuple[str, ...]] = {
    "stripe": ("api.stripe.com", "files.stripe.com", "connect.stripe.com", "meter-events.stripe.com"),
    "paypal": ("api-m.sandbox.paypal.com", "api-m.paypal.com", "api.sandbox.paypal.com", "api.paypal.com"),
    "square": ("connect.squareupsandbox.com", "connect.squareup.com"),
}
"""By provider, the hosts that a merchant's server calls, of test and live; all of them over https."""


def at_one_origin(origin: str) -> Hosts:
    """Return the hosts of a stand-in that serves script, frames and API in one place."""
    return Hosts(script=origin, frames=(origin,), calls=(origin,))

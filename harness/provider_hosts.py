"""The hosts that a provider publishes: for pages that use its script, and for servers. Not: what is made of them.

Source of `PUBLISHED`: Stripe, "Integration security guide", content security policy. Source of `API_HOSTS`: what the
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

"""The hosts that a provider publishes for pages that use its script. Not: what a page's policy makes of them.

Source: Stripe, "Integration security guide", content security policy.
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


def at_one_origin(origin: str) -> Hosts:
    """Return the hosts of a stand-in that serves script, frames and API in one place."""
    return Hosts(script=origin, frames=(origin,), calls=(origin,))

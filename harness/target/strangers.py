"""Events that no checkout of the target led to: of strangers, of other versions. Not: forging (`schedules/`)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from harness.failures import Moot
from harness.sandbox import News, news
from harness.target import copies

if TYPE_CHECKING:
    from harness.target.order import Order
    from harness.target.target import Target

NEVER = ("assay.never",)
"""A type that nothing ever has: such an endpoint is delivered to by schedules alone."""


def of_a_stranger(target: Target, like: Order) -> News:
    """Return genuine news, signed for this target, of a payment on its own account that it never asked for.

    It is a copy of `like` without the order's name: another shop on the same account, or a payment link.
    """
    payment = copies.of(target, like, naming_it=False)
    target.sandbox.act("pay", payment, side=target.side)
    return news("stranger", target.sandbox.events(payment, target.side), target.side)


def made_in_the_browser(target: Target, like: Order, amount: int) -> News:
    """Return genuine news of a payment of `amount` that somebody made and paid without the target, in its order's name.

    With a provider whose client id is enough to make one, a buyer's browser can (PayPal, JavaScript SDK reference:
    createOrder and onApprove on the client).
    """
    shown = like.at_provider()
    _, currency = like.terms.price_of(shown)
    payment = copies.make(target, like.kind, amount, currency, like.terms.references(shown))
    target.sandbox.act("pay", payment, side=target.side)
    return news("made in the browser", target.sandbox.events(payment, target.side), target.side)


def as_written_by(target: Target, version: str, told: News) -> News:
    """Return the same news as an endpoint of that API version gets it, signed with the target's own secret.

    Raises Moot for a target of thin events.
    """
    if target.sandbox.payload == "thin":
        raise Moot("the endpoint takes thin events, which are of no API version")
    endpoint = target.sandbox.world.endpoint(
        target.instance.webhook_url(target.provider),
        side=target.side,
        provider=target.provider,
        enabled_events=NEVER,
        secret=target.webhook_secret,
        api_version=version,
    )
    return told.each(endpoint=endpoint.id)

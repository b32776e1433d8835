"""What shows, for a while, who sends something: signatures of deliveries, cookies of sessions. Not: who holds a key."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from harness.target.customers import session_cookies

if TYPE_CHECKING:
    from harness.target.order import Order
    from harness.target.target import Target

SIGNED = re.compile(r"signature|transmission-sig", re.IGNORECASE)
"""Headers by which providers sign: PayPal calls it a `transmission-sig`, the others a `signature`."""
BETWEEN = re.compile(r"[,=\s]")


def signatures(target: Target, since: int) -> dict[str, str]:
    """Return the signatures of the deliveries that came after number `since` and were taken, by what they are.

    Whoever reads one with its body can send both again, for as long as the target takes a time to be fresh.
    """
    taken = [one for one in target.sandbox.world.deliveries(since) if one.accepted]
    return {
        f"the {name} of delivery {one.seq}": max(BETWEEN.split(value), key=len)
        for one in taken
        for name, value in one.request_headers.items()
        if SIGNED.search(name) and value
    }


def sessions(order: Order) -> dict[str, str]:
    """Return the cookies of the order's buyer that say who he is, by what they are."""
    return {f"the cookie {name}": value for name, value in session_cookies(order.browser).items()}

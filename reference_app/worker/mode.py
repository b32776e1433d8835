"""Protection: a test event changes nothing in the live shop, and the reverse. Not: keys (`settings.py`)."""

from __future__ import annotations


def same_mode(livemode: bool, shop_is_live: bool) -> bool:
    """Say whether news is of this shop's own mode.

    A good signature proves no mode: with Stripe Connect, live endpoints receive test events as well.
    """
    return livemode is shop_is_live

"""Coupons whose time is over, beside one of the same kind that counts. Not: judging what they take off."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from harness.descriptor.model import Coupon
from harness.failures import Moot, WindowShut

if TYPE_CHECKING:
    from harness.target.target import Target


class Expired(msgspec.Struct, frozen=True):
    """A coupon of which there are codes that count no longer."""

    coupon: Coupon
    good: str
    """A code that counts, and that no other check uses up."""
    ways: tuple[str, ...]
    """The expired codes in the ways in which a buyer may type them: whoever is lenient must be so before he looks."""


def expired(target: Target) -> Expired:
    """Return the declared coupon with expired codes. Raises Moot if there is none, WindowShut if its codes are too few.

    Those for a single use need five: four other checks use up one each.
    """
    for name, one in target.descriptor.checkout.coupons.items():
        if one.expired:
            if one.single_use and len(one.codes) < 5:
                raise WindowShut(
                    f"{len(one.codes)} codes are too few for this check", needs=f"[checkout.coupons.{name}] codes"
                )
            ways = tuple(way for code in one.expired for way in (code, code.lower(), f" {code} "))
            return Expired(one, one.codes[-1], ways)
    raise Moot("the descriptor names no coupon that has expired; [checkout.coupons.NAME] expired declares one")

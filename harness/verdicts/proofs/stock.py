"""Proofs about pieces of which there are only so many: back after a failure, sold once. Not: effects of one order."""

from __future__ import annotations

from harness.observation import Sight, Sold
from harness.verdicts.proofs.telling import deaf
from harness.verdicts.verdict import Verdict, fail, not_observable, passed

STOCK = "[checkout.products.NAME] stock"
FLAGGED = ("held", "refunded")


def as_many_sold_as_there_are(how: str, *, failed: Sight, sold: Sold, plain: Sold, twin: Sight) -> Verdict:
    """Judge who got the pieces of a product after the payment of the last of them failed, as `how` says.

    `failed` is the order then, `sold` what came of everybody who wanted a piece. `plain` is another product, sold out
    with nothing going wrong: only if one more buyer got none of that is stock kept at all. When a piece is set aside,
    at checkout or at the payment, is the shop's own business; that none is lost and none sold twice is not.
    """
    if failed.fulfilled:
        return fail(f"{how}, and the order was fulfilled")
    unseen = [one for one in (failed, *sold.orders, *plain.orders) if one.fulfilled is None]
    if unseen:
        return not_observable("the orders' states could not be seen", needs=unseen[0].shut)
    for twin_or_sentinel in (twin, sold.sentinel, plain.sentinel):
        if not twin_or_sentinel.fulfilled:
            return deaf(twin_or_sentinel)
    if (unknown := _no_stock(plain)) is not None:
        return unknown
    there_are = f"{sold.pieces} {'piece' if sold.pieces == 1 else 'pieces'}"
    if sold.fulfilled > sold.pieces:
        return fail(f"{how}: of {there_are} {sold.fulfilled} were sold and released")
    if sold.fulfilled < sold.pieces and any(order.state in FLAGGED for order in sold.orders):
        return not_observable(f"{how}: of {there_are} {sold.fulfilled} were sold; an order with money is on hold")
    if sold.in_vain or sold.fulfilled < sold.pieces:
        return fail(f"{how}, and the piece was not for sale again: {_the_others(sold)}")
    return passed(f"{how}: {there_are}, {sold.fulfilled} sold; {_the_others(sold)}")


def _no_stock(plain: Sold) -> Verdict | None:
    """Return why nothing is known of stock, if selling a product out in peace did not end as it should."""
    if plain.fulfilled > plain.pieces:
        return not_observable(
            f"no stock is kept: of {plain.pieces} declared pieces {plain.fulfilled} were sold with nothing going wrong",
            needs=STOCK,
        )
    if plain.fulfilled < plain.pieces:
        return not_observable(
            f"of {plain.pieces} declared pieces {plain.fulfilled} could be bought with nothing going wrong", needs=STOCK
        )
    return None


def _the_others(sold: Sold) -> str:
    without = len(sold.orders) - sold.fulfilled
    return f"{sold.refused} refused at checkout" + (f", {without} left without a piece" if without else "")

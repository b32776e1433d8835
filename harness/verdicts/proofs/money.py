"""Proofs about sums: that quantities and coupons cannot bend them, and that they are exact. Not: what was paid."""

from __future__ import annotations

from collections.abc import Sequence

from harness.observation import ProviderCall, Sight
from harness.verdicts.proofs.telling import deaf
from harness.verdicts.verdict import Verdict, fail, not_observable, passed


def discounted(amount: int, percent: int) -> int:
    """Return `amount` less so many percent, the discount rounded half up: integers all the way."""
    return amount - (amount * percent + 50) // 100


def unbent(
    tried: str, calls: Sequence[ProviderCall], *, price: tuple[int, str], twin: Sequence[ProviderCall], refused: bool
) -> Verdict:
    """Judge that a bent quantity was refused, or that whole pieces at their price were asked for: one at the least.

    `twin` is a checkout of two pieces: only if it asks for twice the price is the quantity understood at all. How many
    pieces a target makes of nonsense is its own business, as long as each costs what it costs.
    """
    amount, currency = price
    two = [call for call in twin if call.amount is not None]
    if not two or (two[-1].amount, two[-1].currency) != (2 * amount, currency):
        asked = f"{two[-1].amount} {two[-1].currency}" if two else "nothing"
        return not_observable(
            f"two pieces at {amount} {currency} asked the provider for {asked}: the quantity is not understood",
            needs='[[checkout.requests]] json with "{quantity}", and [checkout.products.NAME] amount',
        )
    asked_for = [call for call in calls if call.amount is not None]
    for call in asked_for:
        if call.currency != currency or (call.amount or 0) < amount or (call.amount or 0) % amount:
            return fail(f"{tried}: the provider was asked for {call.amount} {call.currency}; a piece costs {amount}")
    if asked_for:
        return passed(f"{tried}: the provider was asked for {asked_for[-1].amount} {currency}, whole pieces")
    if refused:
        return passed(f"{tried}: refused")
    return not_observable(f"{tried}: accepted, yet the provider was asked for no payment")


def used_once(
    tried: str, calls: Sequence[ProviderCall], *, full: int, percent: int, currency: str, allowed: int, reach: int
) -> Verdict:
    """Judge that a coupon lowered at most `allowed` payments, and none of them below what one discount leaves.

    `reach` counts the further uses that were tried beside the first.
    """
    if reach == 0:
        return not_observable(f"{tried}: the coupon was not used a second time", reach=0)
    asked = [call for call in calls if call.amount is not None]
    if any(call.currency != currency for call in asked):
        return fail(f"{tried}: the provider was asked for another currency than {currency}", reach=reach)
    amounts = [call.amount or 0 for call in asked]
    least = discounted(full, percent) - 1
    if amounts and min(amounts) < least:
        return fail(f"{tried}: the provider was asked for {min(amounts)} of {full} {currency}", reach=reach)
    lowered = sum(amount < full for amount in amounts)
    if lowered > allowed:
        return fail(f"{tried}: the coupon lowered {lowered} payments, {allowed} would be right", reach=reach)
    if lowered == 0:
        return not_observable(f"{tried}: the coupon lowered no payment", needs="[checkout.coupons.NAME] codes")
    return passed(f"{tried}: it lowered {lowered} payment of {len(amounts)}", reach=reach)


def only_from(
    tried: str, calls: Sequence[ProviderCall], *, twin: Sequence[ProviderCall], full: int, twin_full: int, currency: str
) -> Verdict:
    """Judge that a coupon lowers no payment below its least sum, where it lowers the `twin`'s, whose sum is enough."""
    enough = [call.amount for call in twin if call.amount is not None]
    if not enough or not 0 < enough[-1] < twin_full:
        return not_observable(
            f"an order of {twin_full} {currency} was not lowered: the coupon is not understood",
            needs="[checkout.coupons.NAME] codes and minimum",
        )
    asked = [call for call in calls if call.amount is not None]
    for call in asked:
        if call.currency != currency or (call.amount or 0) < full:
            return fail(f"{tried}: the provider was asked for {call.amount} {call.currency} of {full} {currency}")
    return passed(f"{tried}: {len(asked)} payments at the full price, the others refused; from its sum on it counts")


def given_back(
    how: str,
    first: Sequence[ProviderCall],
    again: Sequence[ProviderCall],
    *,
    full: int,
    failed: Sight,
    twin: Sight,
) -> Verdict:
    """Judge that a coupon lowers a payment `again` after the `first` that it lowered came to nothing, as `how` says."""
    if not twin.fulfilled:
        return deaf(twin)
    if failed.fulfilled:
        return fail(f"{how}, and the order was fulfilled")
    lowered = [any(call.amount is not None and call.amount < full for call in calls) for calls in (first, again)]
    if not lowered[0]:
        return not_observable("the coupon lowered no payment", needs="[checkout.coupons.NAME] codes")
    if not lowered[1]:
        return fail(f"{how}, and the coupon for one use is gone: it bought nothing", severity="medium")
    return passed(f"{how}, and the coupon for one use was given back")


def exact(
    case: str, calls: Sequence[ProviderCall], *, expected: tuple[int, str], tolerance: int, missing: str | None
) -> Verdict:
    """Judge that the provider was asked for exactly `expected`, to within `tolerance` minor units of stated rounding.

    `missing` says why the checkout of this case did not work, if it did not.
    """
    amount, currency = expected
    asked = [call for call in calls if call.amount is not None]
    if not asked:
        return not_observable(
            f"{case}: the provider was asked for no amount{f'; {missing}' if missing else ''}",
            needs="[checkout.products.NAME] sku, and [[checkout.requests]]",
        )
    for call in asked:
        if call.currency != currency or abs((call.amount or 0) - amount) > tolerance:
            return fail(
                f"{case}: the provider was asked for {call.amount} {call.currency} instead of {amount} {currency}"
            )
    return passed(f"{case}: the provider was asked for {asked[-1].amount} {currency}")

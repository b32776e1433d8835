"""Which payments get the money that a customer sent: a pure decision. Not: moving it.

Source: Stripe, "Reconciliation". First the payment whose reference the transfer has; then the smallest group of one to
five that waits for exactly what there is, of several the one with the oldest payments; what remains goes to the oldest
first. Invoices, which come before payments, are not simulated. That what is left after a reference goes on to the
others, and that references are compared whole, is unconfirmed; so is the order by creation for yen, where Stripe goes
by the time of confirmation.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import combinations

LARGEST_GROUP = 5

SEARCHED = 20
"""Payments among which a group is looked for, the oldest: a bound of ours, for there are ever more groups."""


def shares(wanted: Sequence[int], available: int, named: int | None = None) -> Mapping[int, int]:
    """Return how much each payment gets, by its place in `wanted`; those that get nothing are left out.

    `wanted` is what remains of each payment, oldest first, `named` the place of the one that the transfer names. All
    amounts are in minor units of one currency.
    """
    given: dict[int, int] = {}
    if named is not None and available > 0:
        given[named] = min(wanted[named], available)
        available -= given[named]
    others = [place for place in range(len(wanted)) if place != named]
    group = _exact(wanted, others, available)
    for place in others if group is None else group:
        if available <= 0:
            break
        given[place] = min(wanted[place], available)
        available -= given[place]
    return given


def _exact(wanted: Sequence[int], places: Sequence[int], available: int) -> Sequence[int] | None:
    """Return the first of the smallest groups that waits for just so much; groups come with the oldest first."""
    for size in range(1, LARGEST_GROUP + 1):
        for group in combinations(places[:SEARCHED], size):
            if sum(wanted[place] for place in group) == available:
                return group
    return None
